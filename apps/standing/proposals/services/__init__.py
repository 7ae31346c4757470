"""Writes of proposed changes."""
