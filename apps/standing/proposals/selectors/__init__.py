"""Reads of proposed changes."""
