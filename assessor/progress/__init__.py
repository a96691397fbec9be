"""Change since an organisation's own earlier assessments."""
