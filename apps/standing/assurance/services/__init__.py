"""Writes of account managers and assurance calls."""
