"""The rows of the chains of assessments: how each is made of a declaration and an answer, and how rows are kept."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from apps.core import clock
from apps.core.fields import blind_index, name_of
from apps.events.services import NewEvent, record_many
from apps.events.timers import NewTimer, timers_set
from apps.ledger.facts import ShipmentFact
from apps.ledger.selectors import advice_on
from apps.ledger.vocabulary import Mode
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Terms
from apps.targeting.declarations import content_of
from apps.targeting.models import Assessment
from apps.targeting.protocol import (
    MISSING,
    RULE_POINTS,
    SCREENING,
    VAGUE,
    DeclarationAnswer,
    Layer,
    LayeredReason,
    answer_of,
)
from apps.targeting.rules import RULES, DeclarationContext, key_of, rules_of
from apps.targeting.selectors import Scored, is_alarm, known_beside, line_of, parcels_before, scores_of
from apps.targeting.vocabulary import Addressee, Cause, Outcome, ScreeningResult

DUE = "assessment.answer_due"
ALARM_RAISED, ALARM_ENDED = "assessment.alarm_raised", "assessment.alarm_ended"
ALARM_UPHELD = "assessment.alarm_upheld"
# The number of the locks by which the assessments of a partner are written one after the other: their numbers
# then rise in the order in which others see them, so that a partner who reads on from the last one misses none.
PARTNER_LOCK = 0x7A59
_DRAWN = 2**64


def answer_on(
    fact: ShipmentFact,
    known: DeclarationContext,
    terms: Terms,
    advice: Sequence[str],
    scored: Scored | None,
    answered: frozenset[str] = frozenset(),
) -> DeclarationAnswer:
    """Return the answer to a declared parcel. `advice` are the codes of the advice about the declaration, and
    `answered` those that were asked for before and answered in words.
    """
    seller = known.sellers.get(fact.seller)
    missing = [code for code in advice if code in MISSING]
    if not answered:
        # Nothing was asked before, so a known shipper's promise decides whether what is vague is asked for.
        waived = seller is not None and _waiver_drawn(fact) < seller.corrections_waived
        missing += [code for code in advice if code in VAGUE and not waived]
    return answer_of(
        rules=rules_of(fact, known),
        exam_rate=seller.exam_rate if seller else 1.0,
        missing=missing,
        by_air=fact.content.get("mode") == Mode.AIR,
        can_ask_seller=seller is not None and seller.can_be_asked,
        terms=terms.parcel_risk,
        chance=scored.chance if scored else 0.0,
        reasons=scored.reasons if scored else (),
        answered=answered,
    )


def assessment_made(
    partner_id: int,
    fact: ShipmentFact,
    known: DeclarationContext,
    answer: DeclarationAnswer,
    scored: Scored | None,
    before: Assessment | None,
    cause: Cause = Cause.DECLARED,
) -> Assessment:
    """Return the row of an assessment, which is not kept yet."""
    seller = known.sellers.get(fact.seller)
    now = clock.now()
    return Assessment(
        partner_id=partner_id,
        issuer=fact.issuer,
        reference=fact.reference,
        parcel=key_of(fact),
        shipper_id=seller.shipper_id if seller else None,
        seller_source=fact.seller.source,
        seller=fact.seller.code,
        seller_name=fact.seller_name,
        port=fact.content.get("port", ""),
        day=fact.content["date"],
        declared=content_of(fact),
        digest=digest_bytes(fact.digest),
        cause=cause,
        follows=before,
        outcome=answer.outcome,
        reasons=[_reason_kept(reason) for reason in answer.reasons],
        must_open=answer.must_open,
        addressee=answer.addressee or "",
        asked_for=list(answer.asked_for),
        answer_by=now + timedelta(hours=answer.hours) if answer.hours is not None else None,
        tier=seller.tier if seller else None,
        model_id=scored.model_id if scored else None,
        chance=scored.chance if scored else None,
        novelty=scored.novelty if scored else None,
        line=line_of(fact),
        has_passed=scored is not None and scored.has_passed,
        points=answer.points,
        at=now,
    )


def assessment_copied(before: Assessment, cause: Cause, outcome: Outcome, asked_for: Sequence[str]) -> Assessment:
    """Return a final assessment that repeats all of the one before but its outcome."""
    repeated = ("partner_id", "issuer", "reference", "parcel", "shipper_id", "seller_source", "seller", "seller_name")
    repeated += ("port", "day", "declared", "digest", "reasons", "must_open", "tier", "points", "model_id", "chance")
    repeated += ("novelty", "line", "has_passed")
    return Assessment(
        **{name: getattr(before, name) for name in repeated},
        cause=cause,
        follows=before,
        outcome=outcome,
        asked_for=list(asked_for),
        at=clock.now(),
    )


def alarm_copied(before: Assessment) -> Assessment:
    """Return the final assessment that follows the alarm of a screening: the parcel stays on the ground."""
    rule = RULES["alarm"]
    after = assessment_copied(before, Cause.ANSWERED, rule.outcome, (rule.asks,))
    after.reasons = [_reason_kept(LayeredReason(Layer.RULE, rule.code, RULE_POINTS)), *before.reasons]
    after.points, after.must_open = before.points + RULE_POINTS, True
    after.screening = ScreeningResult.ALARM
    return after


def assessment_followed(
    before: Assessment,
    fact: ShipmentFact,
    answered: Collection[str] = (),
    *,
    correction: Mapping[str, Any] | None = None,
    cause: Cause = Cause.ANSWERED,
) -> Assessment:
    """Return the assessment of a parcel with its answers. A request that was answered in words is not repeated."""
    terms = terms_of(policy_on(clock.today()))
    told = parcels_before([fact], answering=before if SCREENING in answered else None)
    known = known_beside([fact], terms, told)
    advice = [each.code for each in advice_on([fact], compare=False)[0]]
    (scored,) = scores_of([fact], known)
    answer = answer_on(fact, known, terms, advice, scored, frozenset(answered) | screened_before(before))
    after = assessment_made(before.partner_id, fact, known, answer, scored, before, cause)
    after.digest = before.digest
    after.correction = {name: after.declared[name] for name in correction or () if name in after.declared}
    return in_time_of(before, after)


def in_time_of(before: Assessment | None, after: Assessment) -> Assessment:
    """Return an assessment that asks until the moment until which the one before asked for the same: neither half an
    answer nor another declaration buys time.
    """
    if before and before.addressee and after.outcome == before.outcome and after.answer_by:
        after.answer_by = before.answer_by
    return after


def screened_before(before: Assessment) -> frozenset[str]:
    """Return the code of the screening that the carrier passed already, or whose alarm an officer set aside."""
    row: Assessment | None = before
    while row is not None:
        if row.screening and not is_alarm(row):
            return frozenset({SCREENING})
        row = row.follows if row.cause in (Cause.ANSWERED, Cause.REASSESSED) else None
    return frozenset()


def has_ended(before: Assessment, rules: Sequence[str]) -> bool:
    """Return whether a hard rule kept a parcel on the ground, and no longer holds."""
    kept = {reason["code"] for reason in before.reasons} & {
        rule.code for rule in RULES.values() if rule.outcome is Outcome.DO_NOT_LOAD
    }
    return before.outcome == Outcome.DO_NOT_LOAD and not kept <= set(rules)


def assessments_keep(assessments: Sequence[Assessment]) -> None:
    """Keep assessments, and the moments at which somebody must have answered.

    The timers of those before stay: a timer does nothing where an answer came.
    """
    Assessment.objects.bulk_create(assessments)
    record_many(
        "assessment.seller_asked",
        events=[
            NewEvent(subject_of(row), row.shipper_id, {"number": row.reference})
            for row in assessments
            if row.addressee == Addressee.SELLER
        ],
    )
    timers_set(
        [
            NewTimer(DUE, subject_of(row), row.answer_by, shipper_id=row.shipper_id)
            for row in assessments
            if row.answer_by is not None
        ]
    )


def subject_of(assessment: Assessment) -> tuple[str, int]:
    """Return how timers name an assessment."""
    return (name_of(Assessment), assessment.pk)


def _reason_kept(reason: LayeredReason) -> dict[str, Any]:
    """Return a reason as an assessment keeps reasons."""
    return {"layer": reason.layer.value, "code": reason.code, "points": reason.points}


def digest_bytes(digest: str) -> bytes:
    """Return the bytes of a digest as the ledger writes digests for PostgreSQL."""
    return bytes.fromhex(digest.removeprefix("\\x"))


def _waiver_drawn(fact: ShipmentFact) -> float:
    """Return the number from 0 to 1 by which a share of the requests for corrections is waived: one for each parcel,
    which nobody can compute beforehand, so that declaring the parcel again draws no other.
    """
    return int.from_bytes(blind_index(f"waiver {key_of(fact).hex()}")[:8]) / _DRAWN
