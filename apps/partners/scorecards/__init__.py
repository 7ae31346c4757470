"""Scorecards of those who report parcels: how complete and how timely their reports are, and what follows."""
