"""The rows of the chains of assessments: how each is made of a declaration and an answer, and how rows are kept."""

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection

from apps.core import clock
from apps.core.fields import name_of
from apps.events.services import NewEvent, record_many
from apps.events.timers import NewTimer, timers_set
from apps.ledger.facts import DECLARATION_PARSERS, Errors, ShipmentFact, parse_shipment
from apps.ledger.vocabulary import Mode
from apps.policy.terms import Terms
from apps.targeting.declarations import content_of, raw_of
from apps.targeting.models import Assessment
from apps.targeting.protocol import MISSING, VAGUE, Answer, answer_of
from apps.targeting.rules import KnownBeside, rules_of
from apps.targeting.selectors import Scored, line_of
from apps.targeting.vocabulary import Addressee, Cause, Outcome

DUE = "assessment.answer_due"
# The number of the advisory locks by which the assessments of a partner are written one after the other: their numbers
# then rise in the order in which others see them, so that a partner who reads on from the last one misses none.
_LOCK = 0x7A59
# The draw by which a share of the requests for corrections is waived. Whoever declares the same again finds its answer.
_chance = random.SystemRandom()


def answer_on(
    fact: ShipmentFact,
    known: KnownBeside,
    terms: Terms,
    advice: Sequence[str],
    scored: Scored | None,
    answered: frozenset[str] = frozenset(),
) -> Answer:
    """Return the answer to a declared parcel. `advice` are the codes of the advice about the declaration, and
    `answered` those that were asked for before and answered in words.
    """
    seller = known.sellers.get(fact.seller)
    missing = [code for code in advice if code in MISSING]
    if not answered:
        # Nothing was asked before, so a known shipper's promise decides whether what is vague is asked for.
        waived = seller is not None and _chance.random() < seller.corrections_waived
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
    known: KnownBeside,
    answer: Answer,
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
        reasons=[
            {"layer": reason.layer.value, "code": reason.code, "points": reason.points} for reason in answer.reasons
        ],
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
    repeated = ("partner_id", "issuer", "reference", "shipper_id", "seller_source", "seller", "seller_name", "port")
    repeated += ("day", "declared", "digest", "reasons", "must_open", "tier", "points", "model_id", "chance", "novelty")
    repeated += ("line", "has_passed")
    return Assessment(
        **{name: getattr(before, name) for name in repeated},
        cause=cause,
        follows=before,
        outcome=outcome,
        asked_for=list(asked_for),
        at=clock.now(),
    )


def fact_declared(before: Assessment, correction: Mapping[str, Any]) -> ShipmentFact | Errors:
    """Return the declaration of an assessment with corrected fields, or the errors of these."""
    raw = raw_of(before) | dict(correction)
    fact = parse_shipment(raw, source=before.seller_source, today=clock.today(), parsers=DECLARATION_PARSERS)
    if isinstance(fact, ShipmentFact) and "declarant" in before.declared:
        fact.content["declarant"] = before.declared["declarant"]
    return fact


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


def partner_lock(partner_id: int) -> None:
    """Hold the lock under which the assessments of a partner are written, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, partner_id])


def subject_of(assessment: Assessment) -> tuple[str, int]:
    """Return how timers name an assessment."""
    return (name_of(Assessment), assessment.pk)


def digest_bytes(digest: str) -> bytes:
    """Return the bytes of a digest as the ledger writes digests for PostgreSQL."""
    return bytes.fromhex(digest.removeprefix("\\x"))
