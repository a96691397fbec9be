"""Questionnaires taken away as a workbook or CSV, filled in elsewhere, and merged when they come back."""
