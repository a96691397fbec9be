"""Answers as people hand them in: YAML, JSON, CSV, and the questionnaire as a workbook."""
