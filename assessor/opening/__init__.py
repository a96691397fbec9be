"""Opening assessments and steering them: who answers what until when, how far it is, and settling it."""
