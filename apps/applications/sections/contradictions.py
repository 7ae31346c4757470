"""Contradictions between the sections of an application."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.tariff.agencies import agencies_of


@dataclass(frozen=True, slots=True)
class FoundContradiction:
    """A contradiction, with the section and the field in which the applicant puts it right."""

    section: str
    field: str
    message: str


def cross_check(cleaned: Mapping[str, Any]) -> list[FoundContradiction]:
    """Return the contradictions between sections. `cleaned` has the clean data of every section that was
    asked, by key."""
    findings = []
    if cleaned["business"]["country"] == "US" and not cleaned["identifiers"]["ein"]:
        findings.append(
            FoundContradiction("identifiers", "ein", _("A business in the United States must give its EIN."))
        )
    agencies = sorted({agency for product in cleaned["products"] for agency in agencies_of(product["hs"])})
    if agencies and cleaned.get("criterion-5.1", {}).get("answer") == "not_applicable":
        message = _("Some of your products may concern %(agencies)s. Say how you meet their requirements.")
        findings.append(FoundContradiction("criterion-5.1", "answer", message % {"agencies": ", ".join(agencies)}))
    return findings
