"""Organisations and who belongs to them: what is known, members and invitations, export and deletion."""
