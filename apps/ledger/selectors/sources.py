"""The reporters and their recordings, the days of these, and the identities and files of a business."""

from datetime import date, datetime, timedelta

from django.db.models import Min, QuerySet
from django.db.models.functions import Upper
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.codes import code_form
from apps.core.rows import row_get
from apps.ledger.models import (
    HeldReport,
    Recording,
    Reporter,
    Seller,
    SellerUpload,
)
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


# The clocks of several machines differ by less, and a writer whose clock is behind finds the day closed.
GRACE = timedelta(minutes=10)


def day_ends(day: date) -> datetime:
    """Return the moment from which a day may be closed: soon after its last moment."""
    return clock.start_of(clock.add_days(day, 1)) + GRACE


def recorded_since() -> date | None:
    """Return the first day in which a recording began, or None before the first: no entry bears an earlier time."""
    began = Recording.objects.aggregate(at=Min("started_at"))["at"]
    return began and clock.day_of(began)


def uploads_of(shipper_id: int) -> QuerySet[SellerUpload]:
    """Return the files of shipments that a business uploaded, the latest first."""
    return (
        SellerUpload.objects.filter(shipper=shipper_id)
        .select_related("shipper", "job", "recording__reporter", "recording__reversed_by", "uploaded_by")
        .order_by("-pk")
    )


def upload_for(shipper_id: int, upload_id: int) -> SellerUpload:
    """Return a file that a business uploaded; raise NotFound for any other."""
    return row_get(uploads_of(shipper_id), _("There is no such file on your list."), pk=upload_id)
