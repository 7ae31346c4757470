"""The sections of an application: their registry, their forms, and the checks of one section against another."""

from apps.applications.sections.contradictions import Finding, cross_check
from apps.applications.sections.registry import (
    GROUPS,
    SECTIONS,
    Group,
    Progress,
    Section,
    Strict,
    Typed,
    errors_of,
    field_labels,
    section_after,
    section_of,
)

__all__ = [
    "GROUPS",
    "SECTIONS",
    "Finding",
    "Group",
    "Progress",
    "Section",
    "Strict",
    "Typed",
    "cross_check",
    "errors_of",
    "field_labels",
    "section_after",
    "section_of",
]
