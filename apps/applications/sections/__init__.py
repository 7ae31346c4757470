"""The sections of an application: their registry, their forms, and the checks of one section against another."""

from apps.applications.sections.contradictions import FoundContradiction, cross_check
from apps.applications.sections.origins import embargoes_named
from apps.applications.sections.pages import PAGES, ApplicationPage, page_alone, page_asking, page_of
from apps.applications.sections.places import AnswerPlace, place_of
from apps.applications.sections.registry import (
    SECTIONS,
    Progress,
    SectionDefinition,
    Strict,
    Typed,
    section_of,
)
from apps.applications.sections.repeats import criteria_repeated
