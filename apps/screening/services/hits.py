"""The acts of officers on hits, and what follows where the violation is determined that was alleged with one."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files
from apps.ledger.models import Violation
from apps.ledger.services import violation_allege
from apps.ledger.vocabulary import Attribution, Basis, Category, Determination
from apps.screening.listed_parties import is_same_listing
from apps.screening.models import BusinessHit, HitState
from apps.screening.selectors import hits_beside
from apps.screening.services.records import HITS, hold_follow
from apps.screening.staff_words import EACH_NEEDED, GIVE_REASONS, NOT_ENROLLED, OVERTURNED


@transaction.atomic
def hit_clear(*, actor: User, hit_id: int, reasons: str, further: Collection[int] = ()) -> BusinessHit:
    """Clear a hit: the party is another one. It stays cleared until the entry or the party changes.

    Hits of the same party with entries that say the same are cleared with it, for the same reasons, and so are those of
    the `further` hits of the party that the officer looked at. The hold of the business is lifted with its last hit.
    The business is not told.
    """
    with HITS.acting("clear", hit_id, actor) as hit:
        hit.reasons = text_required(reasons, "reasons", str(GIVE_REASONS))
        for each in hits_beside(hit).select_for_update(of=("self",)):
            if each.pk in further or is_same_listing(each.entry.content, hit.entry.content):
                with HITS.acting("clear", each, actor):
                    each.reasons = hit.reasons
    hold_follow(hit.shipper_id, actor)
    return hit


@atomic_with_files()
def hit_confirm(
    *,
    actor: User,
    hit_id: int,
    reasons: str,
    reference: str = "",
    culpability: str = "",
    acts: str = "",
    language: str = "",
) -> BusinessHit:
    """Confirm a hit: the business, or the person behind the business, is the party on the list.

    An applicant can't be approved from now on; the denial takes its own two officers. If the business is enrolled, a
    violation is alleged (restricted party, by a confirmed list match): it is served and answered, somebody else
    determines the violation, and a sustained one suspends. `acts` is what the business is told, `reference` the case
    number, `reasons` what staff alone read. Hits of the same party with entries that say the same are confirmed with
    it, by the same violation. Raises Invalid for a case number or acts where no violation is alleged, and
    the errors of `violation_allege`.
    """
    with HITS.acting("confirm", hit_id, actor) as hit:
        if hit.shipper.ksn:
            _each_required(reference=reference, acts=acts)
            hit.case = _violation_allege(hit, actor, reference, culpability, acts, language)
        elif reference.strip() or acts.strip():
            raise InvalidInput(str(NOT_ENROLLED), fields={"reference": [str(NOT_ENROLLED)]})
        hit.reasons = text_required(reasons, "reasons", str(GIVE_REASONS))
        for each in hits_beside(hit).select_for_update(of=("self",)):
            if is_same_listing(each.entry.content, hit.entry.content):
                with HITS.acting("confirm", each, actor):
                    each.case, each.reasons = hit.case, hit.reasons
    hold_follow(hit.shipper_id, actor)
    return hit


@transaction.atomic
def hit_reopen(*, actor: User, hit_id: int, reasons: str) -> BusinessHit:
    """Open a decided hit again, with a reason: somebody decides anew."""
    with HITS.acting("reopen", hit_id, actor) as hit:
        hit.case, hit.decided_by, hit.decided_at = None, actor, clock.now()
        hit.reasons = text_required(reasons, "reasons", str(GIVE_REASONS))
    hold_follow(hit.shipper_id, actor)
    return hit


@transaction.atomic
def hits_settle(*, case_ids: Collection[int]) -> None:
    """Bring the hits of determined violations up to date.

    A reversed violation clears its hit. Every determined violation speaks for itself, so the hold of the business ends.
    """
    wanted = BusinessHit.objects.filter(case__in=case_ids, state=HitState.CONFIRMED).order_by("shipper", "pk")
    for hit_id in wanted.values_list("pk", flat=True):
        hit = HITS.lock(hit_id)
        assert hit.case is not None
        determination = Violation.objects.values_list("determination", flat=True).get(pk=hit.case.violation_id)
        if hit.state == HitState.CONFIRMED and determination == Determination.REVERSED:
            with HITS.acting("overturn", hit):
                hit.reasons = str(OVERTURNED)
        hold_follow(hit.shipper_id)


def _each_required(**given: str) -> None:
    missing = {name: [str(EACH_NEEDED)] for name, text in given.items() if not text.strip()}
    if missing:
        raise InvalidInput(str(EACH_NEEDED), fields=missing)


def _violation_allege(hit: BusinessHit, actor: User, reference: str, culpability: str, acts: str, language: str) -> Any:
    fact = {
        "reference": reference.strip(),
        "ksn": hit.shipper.ksn,
        "date": clock.today(),
        "category": Category.RESTRICTED_PARTY,
        "basis": Basis.LIST_MATCH,
        "culpability": culpability,
        "attribution": Attribution.SELLER,
    }
    try:
        return violation_allege(actor=actor, fact=fact, reason=acts, language=language, told=True)
    except InvalidInput as refusal:
        # The form of a hit has a name of its own for what the business is told.
        fields = {"acts" if name == "reason" else name: said for name, said in refusal.fields.items()}
        raise InvalidInput(refusal.message, code=refusal.code, fields=fields) from refusal
