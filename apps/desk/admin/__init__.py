"""The officers' pages. Importing them registers them with the admin."""

from apps.desk.admin import (
    applications,
    audit,
    benefits,
    changes,
    deliveries,
    policy,
    questions,
    records,
    shippers,
    statements,
    upkeep,
    violations,
    visits,
    work,
)

__all__ = [
    "applications",
    "audit",
    "benefits",
    "changes",
    "deliveries",
    "policy",
    "questions",
    "records",
    "shippers",
    "statements",
    "upkeep",
    "violations",
    "visits",
    "work",
]
