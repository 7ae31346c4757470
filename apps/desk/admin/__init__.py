"""The officers' pages. Importing them registers them with the admin."""

from apps.desk.admin import applications, policy, questions, shippers, upkeep, violations, work

__all__ = ["applications", "policy", "questions", "shippers", "upkeep", "violations", "work"]
