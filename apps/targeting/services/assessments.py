"""Writes of assessments: of declared parcels, of answers to what was asked, and of requests that nobody answered."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, Invalid
from apps.core.fields import name_of
from apps.core.languages import language_check
from apps.core.text import text_required
from apps.events.services import NewEvent, record, record_many
from apps.events.timers import NewTimer, timers_set
from apps.ledger.facts import Errors, ShipmentFact, parse_shipment
from apps.ledger.selectors import advice_on, shipments_validate
from apps.ledger.vocabulary import Mode
from apps.partners.systems.models import Partner
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Terms
from apps.shippers.roles import Ability
from apps.shippers.selectors import require
from apps.targeting.declarations import CORRECTED, content_of, later_refuse, plain_of, raw_of
from apps.targeting.messages import NOT_ASKED, UNCLEAR, request_tell
from apps.targeting.models import Assessment
from apps.targeting.protocol import MISSING, SCREENING, VAGUE, Answer, answer_of
from apps.targeting.rules import KnownBeside, rules_of
from apps.targeting.selectors import (
    Scored,
    assessment_asked,
    assessment_of,
    assessments_last,
    follow_up_of,
    is_open,
    known_beside,
    line_of,
    scores_of,
    was_told_recently,
)
from apps.targeting.vocabulary import Addressee, Cause, Outcome, ScreeningResult

DUE = "assessment.answer_due"
# The number of the advisory locks by which the assessments of a partner are written one after the other: their numbers
# then rise in the order in which others see them, so that a partner who reads on from the last one misses none.
_LOCK = 0x7A59
# The draw by which a share of the requests for corrections is waived. Whoever declares the same again finds its answer.
_chance = random.SystemRandom()


@dataclass(slots=True)
class Assessed:
    """The assessment of each parcel of a request, and the errors and references of the others, by index."""

    assessments: dict[int, Assessment] = field(default_factory=dict)
    rejected: dict[int, Errors] = field(default_factory=dict)
    references: dict[int, str] = field(default_factory=dict)


@transaction.atomic
def parcels_assess(*, partner_id: int, items: Iterable[tuple[int, Any]]) -> Assessed:
    """Assess declared parcels, each with its place in the request. Parcels that can't be understood are rejected by
    their place.

    The same declaration again gives the assessment that holds, unless a hard rule has come to hold since, or nobody
    answered in time. Another declaration of the parcel takes the place of the one before.
    """
    partner = Partner.objects.select_related("reporter").get(pk=partner_id)
    validation = shipments_validate(source=partner.reporter.code, facts=items, check=later_refuse)
    assessed = Assessed(rejected=dict(validation.facts.rejected), references=dict(validation.facts.references))
    facts = _declared_once(validation.facts.facts, assessed)
    advice: dict[int, list[str]] = {}
    for index, each in validation.advice:
        advice.setdefault(index, []).append(each.code)
    _lock(partner_id)
    terms = terms_of(policy_on(clock.today()))
    known = known_beside([fact for _index, fact in facts], terms)
    last = assessments_last(partner_id, [fact for _index, fact in facts])
    new: dict[int, Assessment] = {}
    for (index, fact), scored in zip(facts, scores_of([fact for _index, fact in facts], known), strict=True):
        before = last.get((fact.issuer, fact.reference))
        if before and _holds(before, fact, rules_of(fact, known)):
            assessed.assessments[index] = before
            continue
        answer = _answer(fact, known, terms, advice.get(index, ()), scored)
        new[index] = _assessment(partner_id, fact, known, answer, scored, before)
    _keep(list(new.values()))
    assessed.assessments |= new
    return assessed


@transaction.atomic
def screening_answer(*, partner_id: int, assessment_id: int, result: str, text: str) -> Assessment:
    """Keep what a carrier found when it screened a parcel, and by which method; return the assessment that follows.

    Raises NotFound for a parcel of others, Conflict where no screening is asked of the carrier.
    """
    before = _lock_asked_assessment(partner_id, assessment_id, Outcome.REQUEST_SCREENING)
    text = text_required(text, "text", _("Say how you screened the parcel."))
    fact = _fact(before, {})
    assert isinstance(fact, ShipmentFact)
    if ScreeningResult(result) is ScreeningResult.CLEAR:
        after = _follow(before, fact, {SCREENING}, text, {})
    else:
        after = _copy(before, Cause.ANSWERED, Outcome.DO_NOT_LOAD, ("screening_alarm",))
        after.text = text
    after.screening = result
    _keep([after])
    return after


@transaction.atomic
def information_answer(
    *, partner_id: int, assessment_id: int, text: str, correction: Mapping[str, Any] | None = None
) -> Assessment:
    """Keep the information that was asked of a carrier, in words and as corrected fields; return the assessment that
    follows. Facts that are still missing are asked for again, until the same moment.

    Raises NotFound for a parcel of others, Conflict where no information is asked of the carrier, and Invalid for
    fields that can't be corrected or can't be understood.
    """
    before = _lock_asked_assessment(partner_id, assessment_id, Outcome.REQUEST_INFORMATION)
    return _inform(before, text_required(text, "text", _("Say on what the information is based.")), correction or {})


@transaction.atomic
def seller_information_answer(
    *, actor: User, shipper_id: int, assessment_id: int, text: str, language: str, correction: Mapping[str, Any]
) -> Assessment:
    """Keep the information that was asked of a business, by a member of the team who may prepare; return the assessment
    that follows, which the partner who declared the parcel reads.

    Raises NotFound for a parcel about which the business was not asked, Conflict where nothing is asked any more, and
    Invalid for values that can't be understood.
    """
    require(actor, shipper_id, Ability.PREPARE)
    _lock(assessment_asked(shipper_id, assessment_id).partner_id)
    before = assessment_asked(shipper_id, assessment_id)
    if not is_open(before):
        raise Conflict(NOT_ASKED, code="not_asked")
    after = _inform(before, text.strip(), correction, language=language_check(language) if language else "")
    record(
        "assessment.seller_answered",
        subject=_subject(after),
        shipper_id=shipper_id,
        actor=actor,
        number=after.reference,
    )
    return after


@transaction.atomic
def seller_tell(*, assessment_id: int) -> None:
    """Tell a business that it is asked about a parcel, unless it was told of another one lately, or has answered."""
    assessment = Assessment.objects.select_related("partner", "followed_by").get(pk=assessment_id)
    if follow_up_of(assessment) is None and not was_told_recently(assessment):
        request_tell(assessment)


@transaction.atomic
def assessment_expire(*, assessment_id: int) -> None:
    """Say what follows where nobody answered in time; nothing where the request was answered or has more time.

    A parcel of which information was asked goes on and is opened. One that was to be screened is not loaded: the
    carrier screens it and declares it again.
    """
    before = Assessment.objects.filter(pk=assessment_id).select_related("followed_by").first()
    if before is None:
        return
    _lock(before.partner_id)
    before.refresh_from_db()
    if not is_open(before) or before.answer_by is None or before.answer_by > clock.now():
        return
    if before.outcome == Outcome.REQUEST_SCREENING:
        after = _copy(before, Cause.UNANSWERED, Outcome.DO_NOT_LOAD, ("not_screened",))
    else:
        after = _copy(before, Cause.UNANSWERED, Outcome.COMPLETE, ())
        after.must_open = True
    _keep([after])


def _inform(before: Assessment, text: str, correction: Mapping[str, Any], *, language: str = "") -> Assessment:
    """Keep what was told about a parcel, and return the assessment that follows."""
    given = {name: plain_of(value) for name, value in correction.items()}
    if unknown := sorted(set(given) - set(CORRECTED)):
        message = _("These fields can be corrected: %(fields)s.") % {"fields": ", ".join(CORRECTED)}
        raise Invalid(message, fields={name: [message] for name in unknown})
    fact = _fact(before, given)
    if not isinstance(fact, ShipmentFact):
        raise Invalid(UNCLEAR, fields=fact)
    after = _follow(before, fact, {"origin_evidence"}, text, given)
    after.language = language
    _keep([after])
    return after


def _declared_once(facts: Sequence[tuple[int, ShipmentFact]], assessed: Assessed) -> list[tuple[int, ShipmentFact]]:
    """Return the facts of parcels that stand in the request for the first time; reject the others."""
    seen = set[tuple[str, str]]()
    kept = []
    for index, fact in facts:
        if (parcel := (fact.issuer, fact.reference)) in seen:
            assessed.rejected[index] = {"reference": [_("This parcel stands in the request before. Send it once.")]}
            assessed.references[index] = fact.reference
        else:
            seen.add(parcel)
            kept.append((index, fact))
    return kept


def _holds(before: Assessment, fact: ShipmentFact, rules: Sequence[str]) -> bool:
    """Return whether the last assessment of a parcel holds for a declaration that is the same."""
    known = {reason["code"] for reason in before.reasons}
    is_same = bytes(before.digest) == _bytes(fact.digest) and before.cause != Cause.UNANSWERED
    return is_same and known.issuperset(rules)


def _answer(
    fact: ShipmentFact,
    known: KnownBeside,
    terms: Terms,
    advice: Sequence[str],
    scored: Scored | None,
    answered: frozenset[str] = frozenset(),
) -> Answer:
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


def _assessment(
    partner_id: int,
    fact: ShipmentFact,
    known: KnownBeside,
    answer: Answer,
    scored: Scored | None,
    before: Assessment | None,
    cause: Cause = Cause.DECLARED,
) -> Assessment:
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
        digest=_bytes(fact.digest),
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


def _follow(
    before: Assessment, fact: ShipmentFact, answered: set[str], text: str, correction: Mapping[str, Any]
) -> Assessment:
    """Return the assessment of a parcel with its answers. A request that was answered in words is not repeated."""
    terms = terms_of(policy_on(clock.today()))
    known = known_beside([fact], terms)
    advice = [each.code for each in advice_on([fact])[0]]
    (scored,) = scores_of([fact], known)
    answer = _answer(fact, known, terms, advice, scored, frozenset(answered) | _answered_before(before))
    after = _assessment(before.partner_id, fact, known, answer, scored, before, Cause.ANSWERED)
    after.digest, after.text = before.digest, text
    after.correction = {name: after.declared[name] for name in correction if name in after.declared}
    if after.outcome == before.outcome and after.answer_by:
        after.answer_by = before.answer_by
    return after


def _answered_before(before: Assessment) -> frozenset[str]:
    """Return the code of the screening that the carrier passed already."""
    row: Assessment | None = before
    while row is not None:
        if row.screening == ScreeningResult.CLEAR:
            return frozenset({SCREENING})
        row = row.follows if row.cause == Cause.ANSWERED else None
    return frozenset()


def _copy(before: Assessment, cause: Cause, outcome: Outcome, asked_for: Sequence[str]) -> Assessment:
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


def _fact(before: Assessment, correction: Mapping[str, Any]) -> ShipmentFact | Errors:
    """Return the declaration of an assessment with corrected fields, or the errors of these."""
    fact = parse_shipment(raw_of(before) | dict(correction), source=before.seller_source, today=clock.today())
    if isinstance(fact, ShipmentFact) and "declarant" in before.declared:
        fact.content["declarant"] = before.declared["declarant"]
    return fact


def _bytes(digest: str) -> bytes:
    """Return the bytes of a digest as the ledger writes digests for PostgreSQL."""
    return bytes.fromhex(digest.removeprefix("\\x"))


def _lock_asked_assessment(partner_id: int, assessment_id: int, outcome: Outcome) -> Assessment:
    """Return an open assessment by which something of a kind is asked of a partner, with the lock of its partner."""
    _lock(partner_id)
    assessment = assessment_of(partner_id, assessment_id)
    if not is_open(assessment) or assessment.addressee != Addressee.CARRIER:
        raise Conflict(_("Nothing is asked of you here now. `followed_by` leads to what holds."), code="not_asked")
    if assessment.outcome != outcome:
        raise Conflict(_("Something else is asked: see `outcome` and `asked`."), code="other_asked")
    return assessment


def _lock(partner_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, partner_id])


def _keep(assessments: Sequence[Assessment]) -> None:
    """Keep assessments, and the moments at which somebody must have answered.

    The timers of those before stay: a timer does nothing where an answer came.
    """
    Assessment.objects.bulk_create(assessments)
    record_many(
        "assessment.seller_asked",
        events=[
            NewEvent(_subject(row), row.shipper_id, {"number": row.reference})
            for row in assessments
            if row.addressee == Addressee.SELLER
        ],
    )
    timers_set(
        [
            NewTimer(DUE, _subject(row), row.answer_by, shipper_id=row.shipper_id)
            for row in assessments
            if row.answer_by is not None
        ]
    )


def _subject(assessment: Assessment) -> tuple[str, int]:
    """Return how timers name an assessment."""
    return (name_of(Assessment), assessment.pk)
