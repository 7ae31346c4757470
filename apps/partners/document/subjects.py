"""The subjects of the API, under which the OpenAPI document lists its operations."""

from typing import Any, NamedTuple


class ApiSubject(NamedTuple):
    """A subject: its name, a description, and the beginnings of its addresses."""

    name: str
    text: str
    beginnings: tuple[str, ...]


SUBJECTS = (
    ApiSubject("Signing in", "An access token for your client id and secret (RFC 6749).", ("/oauth/", "/.well-known/")),
    ApiSubject(
        "Standing",
        "Is a shipper known, now, and in which tier? For one number, or for many at once.",
        ("/api/v1/shippers/", "/api/v1/status-checks"),
    ),
    ApiSubject(
        "Feed", "What has changed, in order and without gaps, to keep a mirror of.", ("/api/v1/status-changes",)
    ),
    ApiSubject("Corrections", "What to look at again, since it rests on what was reversed.", ("/api/v1/corrections",)),
    ApiSubject(
        "Roster",
        "Whom you deal with. Feed, webhooks and the file of each night tell of these shippers alone.",
        ("/api/v1/rosters", "/api/v1/snapshots"),
    ),
    ApiSubject(
        "Reporting",
        "Report shipments and violations, see what became of a report, and take it back.",
        ("/api/v1/shipments", "/api/v1/violations", "/api/v1/recordings", "/api/v1/imports"),
    ),
    ApiSubject("Scorecards", "How complete and how timely your reports are.", ("/api/v1/scorecards",)),
    ApiSubject(
        "Risk",
        "Declare parcels before they are loaded, learn what to do with each, and answer what is asked.",
        ("/api/v1/risk-assessments",),
    ),
    ApiSubject(
        "Disputes", "Businesses dispute violations that you reported: stand by them or not.", ("/api/v1/disputes",)
    ),
    ApiSubject("Webhooks", "Be told of changes by messages to an address of yours.", ("/api/v1/webhook",)),
    ApiSubject(
        "Policy", "The numbers of the program, in force and in draft. Anybody reads them.", ("/api/v1/policies",)
    ),
    ApiSubject(
        "Reasons", "What the program decided against businesses, and why. Anybody reads it.", ("/api/v1/reasons",)
    ),
    ApiSubject("Costs", "What goods cost at the border, and who must agree. Anybody asks.", ("/api/v1/costs",)),
    ApiSubject("Documents", "This document.", ("/api/v1/openapi.json",)),
)


def subject_of(path: str) -> ApiSubject | None:
    """Return the subject to which an address belongs; None if no subject names its beginning."""
    return next((subject for subject in SUBJECTS if path.startswith(subject.beginnings)), None)


def tags() -> list[dict[str, Any]]:
    """Describe the subjects in their order."""
    return [{"name": subject.name, "description": subject.text} for subject in SUBJECTS]
