"""Reports and certificates of recorded assessments: printed ahead, kept, handed out as issued."""
