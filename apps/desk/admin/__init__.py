"""The officers' pages. Importing them registers them with the admin."""

from apps.desk.admin import (
    applications,
    audit,
    deliveries,
    policy,
    questions,
    shippers,
    upkeep,
    violations,
    work,
)

__all__ = [
    "applications",
    "audit",
    "deliveries",
    "policy",
    "questions",
    "shippers",
    "upkeep",
    "violations",
    "work",
]
