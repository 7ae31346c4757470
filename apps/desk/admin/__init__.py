"""The officers' pages. Importing them registers them with the admin."""

from apps.desk.admin import applications, questions, shippers

__all__ = ["applications", "questions", "shippers"]
