"""Signing PDFs, and verifying what somebody else hands over."""
