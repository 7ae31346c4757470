"""Reads of earlier answers about declared parcels, which partners of the better tier need not give twice."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from apps.ledger.facts import SellerKey
from apps.ledger.models import Parcel
from apps.ledger.vocabulary import REUSE_DAYS
from apps.targeting.models import Assessment, SetAside
from apps.targeting.repeats import kind_of_goods
from apps.targeting.vocabulary import Cause, Outcome

# So many of the latest answers are looked through. Most sellers are asked about few kinds of goods.
MAX_READ = 5_000

type Kind = tuple[SellerKey, tuple[str, ...]]


def earlier_answers(partner_id: int, sellers: Collection[SellerKey], since: datetime) -> dict[Kind, list[Assessment]]:
    """Return the answers that corrected a declaration of a partner since a moment, by seller and kind of goods, the
    latest first. Takes one query.

    An answer that an officer set aside is left out, and so is one whose parcel was found wrong later.
    """
    wrong = Parcel.objects.filter(
        issuer=OuterRef("issuer"),
        reference=OuterRef("reference"),
        date__gt=OuterRef("day") - timedelta(days=REUSE_DAYS),
        date__lt=OuterRef("day") + timedelta(days=REUSE_DAYS),
        discrepant=True,
        voided=False,
    )
    rows = (
        Assessment.objects.filter(
            ~Exists(wrong),
            partner=partner_id,
            cause=Cause.ANSWERED,
            seller__in={key.code for key in sellers},
            at__gte=since,
            follows__outcome=Outcome.REQUEST_INFORMATION,
            set_aside=None,
        )
        .exclude(correction={})
        .select_related("follows")
        .order_by("-pk")[:MAX_READ]
    )
    found = defaultdict[Kind, list[Assessment]](list)
    for row in rows:
        assert row.follows is not None
        found[SellerKey(row.seller_source, row.seller), kind_of_goods(row.follows.declared)].append(row)
    return found


def set_aside_of(assessment: Assessment) -> SetAside | None:
    """Return the act that set the answer of an assessment aside, or the earlier answer that the assessment used; None
    where none did.
    """
    found = SetAside.objects.filter(answer__in=[assessment.pk, assessment.used_id or assessment.pk])
    return found.select_related("by").first()
