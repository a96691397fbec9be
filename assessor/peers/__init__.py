"""Peers: benchmark lines, importing populations that somebody owns, consent, withdrawal, contributing."""
