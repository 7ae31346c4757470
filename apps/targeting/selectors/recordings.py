"""Reads of recorded parcels that are to be assessed."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from apps.core import clock
from apps.ledger.facts import KSN_SOURCE
from apps.ledger.models import Recording, Shipment
from apps.ledger.schema import LABELS
from apps.ledger.vocabulary import REUSE_DAYS
from apps.partners.scopes import RISK_ASSESS
from apps.partners.systems.models import Partner
from apps.targeting.declarations import DIGESTS, LATE_DAYS, LATER, LEFT_OUT, plain_of
from apps.targeting.models import Assessment

_FIELDS = [name for name in LABELS if name not in {*LATER, *LEFT_OUT, *DIGESTS}]


def partner_of_recording(recording_id: int) -> Partner | None:
    """Return the partner whose system sent a recording, if the partner may read assessments; None otherwise."""
    client = Recording.objects.filter(pk=recording_id).exclude(client="").values("client")
    found = Partner.objects.filter(client__client_id__in=client, active=True, scopes__contains=[RISK_ASSESS])
    return found.select_related("reporter").first()


def lodged_parcels(recording_id: int, source: str) -> list[dict[str, Any]]:
    """Return the parcels of a recording that were lodged, have not arrived and have no assessment, as raw facts.

    `source` is the code of the reporter. A parcel whose seller is known by another source is left out: the partner
    could not have declared it so.
    """
    assessed = Assessment.objects.filter(
        issuer=OuterRef("parcel__issuer"),
        reference=OuterRef("parcel__reference"),
        day__gt=OuterRef("date") - timedelta(days=REUSE_DAYS),
        day__lt=OuterRef("date") + timedelta(days=REUSE_DAYS),
    )
    rows = (
        Shipment.objects.filter(
            ~Exists(assessed),
            Q(seller__source=source) | Q(seller__source=KSN_SOURCE),
            recording=recording_id,
            date__gte=clock.add_days(clock.today(), -LATE_DAYS),
            id=F("parcel__shipment_id"),
            lodged_at__isnull=False,
            arrived_at=None,
            released_at=None,
            disposition="",
            examined=False,
            voided=False,
        )
        .select_related("parcel", "seller")
        .order_by("id")
    )
    return [_raw(row) for row in rows]


def _raw(row: Shipment) -> dict[str, Any]:
    """Return a recorded parcel as it would be declared."""
    content = {name: plain_of(getattr(row, name)) for name in _FIELDS if getattr(row, name) not in (None, "")}
    return content | {
        "issuer": row.parcel.issuer,
        "reference": row.parcel.reference,
        "seller_name": row.seller.name,
        "ksn" if row.seller.source == KSN_SOURCE else "seller": row.seller.code,
    }
