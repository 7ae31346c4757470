"""What one section says against another; each finding names where to put it right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.tariff.agencies import agencies_of


@dataclass(frozen=True, slots=True)
class Finding:
    section: str
    field: str
    message: str


def cross_check(cleaned: Mapping[str, Any]) -> list[Finding]:
    """Contradictions between sections. `cleaned` has the clean data of every section, by key."""
    findings = []
    if cleaned["business"]["country"] == "US" and not cleaned["identifiers"]["ein"]:
        findings.append(Finding("identifiers", "ein", _("A business of the United States gives its EIN.")))
    agencies = sorted({agency for product in cleaned["products"] for agency in agencies_of(product["hs"])})
    if agencies and cleaned["criterion-5.1"]["answer"] == "not_applicable":
        message = _("Some of your products may concern %(agencies)s. Say how you meet what they ask.")
        findings.append(Finding("criterion-5.1", "answer", message % {"agencies": ", ".join(agencies)}))
    return findings
