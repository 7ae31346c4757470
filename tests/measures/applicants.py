"""Businesses whose exams and violations of two years the studies of the fiscal year 2026 compare."""

from datetime import date, timedelta
from uuid import uuid4

from django.db import transaction

from apps.accounts.models import User
from apps.applications.models import Application, Submission
from apps.core import clock
from apps.events.services import record
from apps.guidance.models import CheckResult
from apps.shippers.models import Shipper
from apps.standing.models import Change
from tests.evaluation.ledger import member, parcels, violation
from tests.measures.world import FULL, noon

JOINED = date(2025, 10, 1)
BEFORE, DURING = date(2025, 2, 10), date(2026, 2, 10)


def joins(shipper: Shipper, day: date, *, tier: int = 0) -> None:
    at = clock.start_of(day)
    Change.objects.create(shipper=shipper, at=at, action="tests", status="active", tier=tier, validated=False)


def applies(shipper: Shipper, day: date) -> None:
    owner = User.objects.create_user(email=f"owner{shipper.pk}@sellers.example")
    application = Application.objects.create(shipper=shipper, created_by=owner, state="submitted")
    Submission.objects.create(
        application=application,
        version=1,
        content={},
        attested_by=owner,
        attestation="So it is.",
        signed_name="Ada",
        at=noon(day),
    )


def checked(shipper: Shipper, day: date, *, check: str = "value") -> None:
    """Add a passed check to an application of a business, as the event says that the page records."""
    with clock.at(clock.start_of(day)), transaction.atomic():
        record("application.evidence_added", subject=("application", 1), shipper_id=shipper.pk, check=check)


def answered(check: str, *, right: int, of: int, is_after: bool = False) -> None:
    CheckResult.objects.create(
        check_key=check, version=1, language="en", attempt=uuid4(), is_after=is_after, right=right, questions=of
    )


def examined(shipper: Shipper, day: date, *, clean: int, wrong: int) -> None:
    with clock.at(noon(day)):
        parcels(shipper, day, clean, drawn="clean", **FULL)
        parcels(shipper, day, wrong, drawn="discrepant", **FULL)


def applicants(number: int, *, joined: date | None, wrong_then: int) -> list[Shipper]:
    """Make businesses with 10 exams before 2025-10 and 10 in 2026, 2 wrong ones before and so many then."""
    made = []
    for _one in range(number):
        with clock.at(noon(date(2025, 1, 2))):
            shipper = member(date(2025, 1, 2))
        if joined:
            joins(shipper, joined)
        else:
            applies(shipper, date(2025, 1, 2))
        examined(shipper, BEFORE, clean=8, wrong=2)
        examined(shipper, DURING, clean=10 - wrong_then, wrong=wrong_then)
        made.append(shipper)
    return made


def violators(number: int, *, tier: int | None = None) -> None:
    """Make businesses with a violation in 2025-03, every fourth with a second one a hundred days later. They hold a
    tier, or are no members.
    """
    first = date(2025, 3, 1)
    for place in range(number):
        with clock.at(noon(date(2024, 11, 1))):
            shipper = member(date(2024, 11, 1))
        if tier is not None:
            joins(shipper, date(2024, 12, 1), tier=tier)
        violation(shipper, first)
        if place % 4 == 0:
            violation(shipper, first + timedelta(days=100))
