"""Violations: their entries, the entries that officers make, and the check of each determination."""
