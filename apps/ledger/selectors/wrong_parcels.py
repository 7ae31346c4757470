"""Parcels that an exam at random found wrong, and whether a violation of each is decided."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from apps.ledger.models import WRONG_AT_RANDOM, Parcel, Violation
from apps.ledger.vocabulary import DECIDED
from apps.ledger.work import WRONG_PARCEL
from apps.shippers.models import Shipper
from apps.work.selectors import due_of


@dataclass(frozen=True, slots=True)
class WrongParcel:
    """A parcel of a `business`, if it has one. `is_wrong`: an exam at random found the parcel of a business wrong, and
    nobody took the exam back. `is_decided`: a violation of the parcel by the business is decided.
    """

    parcel: Parcel
    business: Shipper | None
    is_wrong: bool
    is_decided: bool


def wrong_parcels_read(parcel_ids: Collection[int]) -> list[WrongParcel]:
    """Return how parcels stand, in the order of their ids, in one query."""
    found = Parcel.objects.filter(pk__in=parcel_ids).select_related("seller__shipper")
    return [
        WrongParcel(
            parcel,
            business := parcel.seller.shipper,
            is_wrong=parcel.is_wrong_at_random and business is not None,
            is_decided=parcel.is_decided,  # pyrefly: ignore[missing-attribute] (annotated below)
        )
        for parcel in found.annotate(is_decided=_decided()).order_by("pk")
    ]


def decision_due(parcel: Parcel) -> datetime | None:
    """Return until when somebody is to decide about a parcel that an exam at random found wrong, or None."""
    return due_of(WRONG_PARCEL.code, ("parcel", parcel.pk)) if parcel.is_wrong_at_random else None


def wrong_parcels_of_cases(case_ids: Collection[int]) -> list[int]:
    """Return the ids of the parcels that entries of cases name, and that an exam at random found wrong."""
    named = Violation.objects.filter(case__in=case_ids, parcel__isnull=False).values("parcel")
    return list(Parcel.objects.filter(WRONG_AT_RANDOM, pk__in=named).values_list("pk", flat=True))


def wrong_parcels_of_sellers(seller_ids: Collection[int]) -> list[int]:
    """Return the ids of the parcels that an exam at random found wrong and that sellers sent, or of which violations
    name these sellers.
    """
    wrong = Parcel.objects.filter(WRONG_AT_RANDOM).values_list("pk", flat=True)
    named = Violation.objects.filter(seller__in=seller_ids, parcel__isnull=False).values("parcel")
    return list(wrong.filter(seller__in=seller_ids).union(wrong.filter(pk__in=named)))


def _decided() -> Exists:
    """Return whether a violation of a parcel by the business that sent it is decided, for a query: as the rules read
    the record of the business.
    """
    return Exists(
        Violation.objects.filter(
            parcel=OuterRef("pk"),
            pk=F("case__violation_id"),
            voided=False,
            determination__in=DECIDED,
            seller__shipper=OuterRef("seller__shipper"),
        )
    )
