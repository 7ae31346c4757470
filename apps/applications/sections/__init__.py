"""The sections of an application: their registry, their forms, and the checks of one section against another."""

from apps.applications.sections.contradictions import Finding, cross_check
from apps.applications.sections.origins import embargoes_named
from apps.applications.sections.pages import PAGES, Page, page_alone, page_asking, page_of
from apps.applications.sections.places import Place, place_of
from apps.applications.sections.registry import (
    SECTIONS,
    Progress,
    Section,
    Strict,
    Typed,
    errors_of,
    section_of,
)
from apps.applications.sections.repeats import criteria_repeated

__all__ = [
    "PAGES",
    "SECTIONS",
    "Finding",
    "Page",
    "Place",
    "Progress",
    "Section",
    "Strict",
    "Typed",
    "criteria_repeated",
    "cross_check",
    "embargoes_named",
    "errors_of",
    "page_alone",
    "page_asking",
    "page_of",
    "place_of",
    "section_of",
]
