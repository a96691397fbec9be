"""Opening assessments and steering them: who answers what until when, how far it is, and when it is settled."""
