"""The officers' pages. Importing them registers them with the admin."""

from apps.desk.admin import applications, shippers

__all__ = ["applications", "shippers"]
