"""The officers' pages. Importing them registers them with the admin."""

from apps.desk.admin import (
    appeals,
    applications,
    audit,
    benefits,
    changes,
    deliveries,
    plans,
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
    "appeals",
    "applications",
    "audit",
    "benefits",
    "changes",
    "deliveries",
    "plans",
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
