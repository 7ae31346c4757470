"""Writes of cases of common control."""
