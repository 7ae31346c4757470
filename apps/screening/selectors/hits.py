"""Reads of hits: the facts of the lifecycle, the hits of a business, and whether the business is on hold."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, DateTimeField, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Greatest, JSONObject

from apps.accounts.models import User
from apps.ledger.models import ProgramEntry, Violation
from apps.ledger.vocabulary import Determination, ProgramEntryKind
from apps.screening.models import STANDING, BusinessHit, HitState, ListFollowUp, Screening
from apps.screening.states import HitFacts
from apps.shippers.models import Shipper
from apps.shippers.selectors import has_conflict

# A business has hardly more hits; nobody reads more at a glance.
MAX_HITS = 20


def facts_of(hit: BusinessHit, actor: User) -> HitFacts:
    """Return the facts on which an act of this officer on a hit depends now."""
    return HitFacts(
        actor_on_team=has_conflict(actor, hit.shipper_id),
        alleged=hit.case is not None and _present(hit).exclude(determination=Determination.REVERSED).exists(),
    )


def hits_standing(shipper_id: int) -> QuerySet[BusinessHit]:
    """Return the hits of a business that are to be decided or were confirmed, the likeliest first."""
    standing = BusinessHit.objects.filter(shipper=shipper_id, state__in=STANDING)
    return standing.select_related("entry__list").order_by("-score", "pk")


def hits_beside(hit: BusinessHit) -> QuerySet[BusinessHit]:
    """Return the other hits of the same party of a business, with the same facts about it, that are to be decided, the
    likeliest first.
    """
    waiting = BusinessHit.objects.filter(shipper=hit.shipper_id, name=hit.name, state=HitState.POTENTIAL)
    same = waiting.filter(party_digest=hit.party_digest).exclude(pk=hit.pk)
    return same.select_related("shipper", "entry__list", "case").order_by("-score", "pk")


def hits_subquery(shipper_id: int) -> ArraySubquery:
    """Read the hits of a business that did not lapse, the likeliest first, as part of another query."""
    hits = BusinessHit.objects.filter(shipper=shipper_id).exclude(state=HitState.LAPSED).order_by("-score", "pk")
    said = JSONObject(pk="pk", state="state", name="name", list=F("entry__list__name"), probability="probability")
    return ArraySubquery(hits.values(said=said)[:MAX_HITS])


def screening_subquery(shipper_id: int) -> Subquery:
    """Read when a business was compared with the lists last, as part of another query; None if it never was.

    The follow-up of a version compares each business that the version can touch, so it speaks for all businesses that
    were known to it. A comparison made while no list was loaded says nothing.
    """
    followed = ListFollowUp.objects.filter(at__gt=OuterRef("at")).order_by("-at").values("at")[:1]
    own = Case(When(versions={}, then=None), default=F("at"), output_field=DateTimeField())
    compared = Screening.objects.filter(shipper=shipper_id).annotate(compared=Greatest(own, Subquery(followed)))
    return Subquery(compared.values("compared")[:1])


def is_hold_due(shipper_id: int) -> bool:
    """Return whether a business should be on hold: a hit is to be decided, or was confirmed and the violation that was
    alleged with it is not determined. A determined violation speaks for itself.
    """
    alleged = Violation.objects.filter(pk=OuterRef("case__violation_id"), determination=Determination.ALLEGED).values(
        "determination"
    )
    hits = BusinessHit.objects.filter(shipper=shipper_id).annotate(alleged=Subquery(alleged))
    undetermined = Q(state=HitState.CONFIRMED) & (Q(case=None) | Q(alleged__isnull=False))
    return hits.filter(Q(state=HitState.POTENTIAL) | undetermined).exists()


def shippers_confirmed(shipper_ids: Collection[int]) -> set[int]:
    """Return the businesses, of these, with a party that an officer confirmed to be one of a list."""
    confirmed = BusinessHit.objects.filter(shipper__in=shipper_ids, state=HitState.CONFIRMED)
    return set(confirmed.values_list("shipper", flat=True))


def is_hold_placed(shipper_id: int) -> bool:
    """Return whether the ledger has a screening hold of a business that was not lifted, as the evaluation counts."""
    return _is_placed(_holds(shipper_id).values_list("kind", flat=True))


@dataclass(frozen=True, slots=True)
class ScreeningNotice:
    """The facts that a business is told of its screening: when it was compared last, None if never, and if a check is
    open.
    """

    compared_at: datetime | None
    is_open: bool


def screening_told(shipper_id: int) -> ScreeningNotice:
    """Return what a business is told of its screening, in one query. No result is told, and no list."""
    shipper: Any = Shipper.objects.annotate(
        compared_at=screening_subquery(shipper_id), holds=ArraySubquery(_holds(shipper_id).values("kind"))
    ).get(pk=shipper_id)
    return ScreeningNotice(shipper.compared_at, _is_placed(shipper.holds))


def _holds(shipper_id: int) -> QuerySet[ProgramEntry]:
    """Return the entries that place and lift the screening hold of a business, the oldest first."""
    return ProgramEntry.objects.filter(
        shipper=shipper_id,
        kind__in=(ProgramEntryKind.HOLD_PLACED, ProgramEntryKind.HOLD_LIFTED),
        takes_back=None,
        taken_back_by=None,
    ).order_by("date", "pk")


def _is_placed(kinds: Iterable[str]) -> bool:
    placed = 0
    for kind in kinds:
        placed = placed + 1 if kind == ProgramEntryKind.HOLD_PLACED else max(0, placed - 1)
    return placed > 0


def _present(hit: BusinessHit) -> QuerySet[Violation]:
    assert hit.case is not None
    return Violation.objects.filter(pk=hit.case.violation_id)
