"""Businesses whose people are on an invented list, for tests."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from apps.accounts.models import User
from apps.screening import services
from apps.screening.models import BusinessHit, ListFollowUp, Version
from apps.shippers.models import Owner, Shipper
from tests.screening.lists import load, table_file

PERSON = {
    "number": "1",
    "name": "MRKVANOVIC, Dalibor",
    "aliases": "Dado Mrkvanovich",
    "kind": "person",
    "births": "1970-12-12",
    "countries": "SY",
    "programs": "MADE",
}
FIRM = {"number": "2", "name": "Vornexia Pelagos Shipping GmbH", "kind": "organization"}
LAPSING = {"number": "3", "name": "Zebulon Thackerwright", "kind": "person"}
OWNER_NAME, FIRM_NAME = "Dalibor Mrkvanovic", "Vornexia Pelagos Shipping"


def list_loaded(*parties: Mapping[str, str], source: str = "made") -> Version:
    """Load an invented list as a new version, without the follow-up that a worker does."""
    with TemporaryDirectory() as folder:
        load(table_file(Path(folder), parties), "csv", source=source)
    return Version.objects.filter(list__name=source).latest("number")


def followed(*parties: Mapping[str, str], source: str = "made") -> ListFollowUp:
    """Load an invented list and compare what the version can touch."""
    version = list_loaded(*parties, source=source)
    return services.version_follow(version_id=version.pk, report=lambda _done, _total: None)


def owned_by(name: str = OWNER_NAME, shipper: Shipper | None = None, country: str = "SY") -> Shipper:
    """Name an owner of a business, which is made if none is given."""
    shipper = shipper or Shipper.objects.create(name="Quiet Harbor Goods", country="US")
    Owner.objects.create(shipper=shipper, role=Owner.Role.OWNER, name=name, country=country)
    return shipper


def screened(shipper: Shipper) -> Shipper:
    services.shippers_screen(shipper_ids=[shipper.pk])
    return shipper


def hit_of(shipper: Shipper) -> BusinessHit:
    """Return the one hit of a business."""
    return BusinessHit.objects.select_related("entry__list", "shipper").get(shipper=shipper)


def found(shipper: Shipper) -> BusinessHit:
    """Compare a business one of whose owners is on a list, and return the hit."""
    if not Version.objects.filter(list__name="made").exists():
        list_loaded(PERSON, FIRM)
    return hit_of(screened(owned_by(shipper=shipper)))


def confirmed(officer: User, shipper: Shipper, reference: str = "NY-2026-88") -> BusinessHit:
    """Confirm a hit of an enrolled business, with the violation that is alleged."""
    return services.hit_confirm(
        actor=officer,
        hit_id=found(shipper).pk,
        reasons="The register has the same day of birth.",
        reference=reference,
        culpability="negligence",
        acts="Your owner is on the list “made”, entry 1.",
        language="en",
    )
