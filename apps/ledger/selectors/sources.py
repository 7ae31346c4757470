"""The reporters, and the identities under which facts about a shipper are reported."""

from django.db.models import QuerySet
from django.db.models.functions import Upper

from apps.core.codes import code_form
from apps.ledger.models import HeldReport, Recording, Reporter, Seller
from apps.shippers.models import Shipper


def reporter_called(code: str) -> Reporter | None:
    """Return the reporter of a code, in whatever letter case the code is written; None if there is none."""
    return Reporter.objects.alias(form=Upper("code")).filter(form=code_form(code)).first()


def recordings_of(reporter_id: int, client: str = "") -> QuerySet[Recording]:
    """Return the recordings of a reporter that one of its systems sent, with their reversals, without the entries of
    officers in the reporter's cases.
    """
    return (
        Recording.objects.filter(reporter=reporter_id, client=client)
        .exclude(kind=Recording.Kind.DESK)
        .exclude(reverses__kind=Recording.Kind.DESK)
    )


def identities_of(shipper_id: int) -> list[Seller]:
    """Return the identities under which facts about a shipper are reported."""
    return list(Seller.objects.filter(shipper=shipper_id).order_by("pk"))


def held_reports_of(reporter_id: int) -> QuerySet[HeldReport]:
    """Return the reports of a reporter that are held beside parcels and were not taken back, the latest first."""
    held = HeldReport.objects.filter(reporter=reporter_id, recording__reversed_by=None)
    return held.select_related("parcel", "reporter", "seller__shipper").order_by("-pk")


def business_named(reporter_id: int) -> Shipper | None:
    """Return the one business that the held reports of a reporter name; None if they name several, or none."""
    named = held_reports_of(reporter_id).order_by().values("seller__shipper")
    found = list(Shipper.objects.filter(pk__in=named)[:2])
    return found[0] if len(found) == 1 else None
