"""The officers' pages. Importing them registers them with the admin."""

from apps.desk.admin import applications, questions, shippers, upkeep

__all__ = ["applications", "questions", "shippers", "upkeep"]
