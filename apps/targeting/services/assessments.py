"""Writes of assessments: of declared parcels, of answers to what was asked, and of requests that nobody answered."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.languages import language_check
from apps.core.locks import lock_take
from apps.core.text import text_required
from apps.events.services import record
from apps.ledger.facts import DECLARATION_PARSERS, Errors, ShipmentFact, ViolationFact, nothing_wrong
from apps.ledger.selectors import shipments_validate
from apps.partners.reports.models import FactKind
from apps.partners.reports.selectors import RIGHTS, reporting_of
from apps.partners.systems.models import Partner
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.roles import Ability
from apps.shippers.selectors import require
from apps.targeting import selectors
from apps.targeting.declarations import CORRECTED, fact_declared, later_refuse, plain_of
from apps.targeting.messages import NOT_ASKED, UNCLEAR, request_tell
from apps.targeting.models import Assessment
from apps.targeting.protocol import SCREENING
from apps.targeting.rules import key_of, rules_of
from apps.targeting.services import chains
from apps.targeting.services.alarms import alarm_raise
from apps.targeting.services.earlier_answers import NewAssessment, earlier_answers_use
from apps.targeting.vocabulary import Addressee, Cause, Outcome, ScreeningResult

# A partner that declares one parcel with other words more often looks for the words that pass.
MAX_DECLARED = 30


@dataclass(slots=True)
class RequestAssessments:
    """The assessment of each parcel of a request, and the errors and references of the others, by index."""

    assessments: dict[int, Assessment] = field(default_factory=dict)
    rejected: dict[int, Errors] = field(default_factory=dict)
    references: dict[int, str] = field(default_factory=dict)


@transaction.atomic
def parcels_declare(*, partner_id: int, items: Iterable[tuple[int, Any]]) -> RequestAssessments:
    """Assess the parcels that a partner declares, as `parcels_assess` does. A declaration is a statement about a parcel
    as a report is, so that the same rights hold for both: a parcel that the partner may not report is rejected.

    Raises NotAllowed for a partner that reports no shipments, and for the system of a seller without a business.
    """
    partner = Partner.objects.select_related("reporter").get(pk=partner_id)
    reporting = reporting_of(partner, FactKind.SHIPMENTS)
    return parcels_assess(partner_id=partner_id, items=items, check=reporting.refusal)


@transaction.atomic
def parcels_assess(
    *,
    partner_id: int,
    items: Iterable[tuple[int, Any]],
    check: Callable[[ShipmentFact | ViolationFact], Errors] = nothing_wrong,
) -> RequestAssessments:
    """Assess declared parcels, each with its place in the request. Parcels that can't be understood, that `check`
    refuses, or that are another's by the word of those who speak for them are rejected by their place.

    The same declaration again gives the assessment that holds, unless a hard rule has come to hold since, or what kept
    the parcel on the ground has ended, or nobody answered in time. Another declaration of the parcel takes the place of
    the one before, and ends nothing that was found or asked because of that one (`rules`).
    """
    partner = Partner.objects.select_related("reporter").get(pk=partner_id)

    def refuse(fact: ShipmentFact) -> Errors:
        return later_refuse(fact) | check(fact)

    validation = shipments_validate(
        source=partner.reporter.code, facts=items, check=refuse, parsers=DECLARATION_PARSERS, compare=False
    )
    assessed = RequestAssessments(
        rejected=dict(validation.facts.rejected), references=dict(validation.facts.references)
    )
    facts = _declared_once(validation.facts.facts, assessed)
    advice: dict[int, list[str]] = {}
    for index, each in validation.advice:
        advice.setdefault(index, []).append(each.code)
    lock_take(chains.PARTNER_LOCK, partner_id)
    terms = terms_of(policy_on(clock.today()))
    told = selectors.parcels_before([fact for _index, fact in facts])
    known = selectors.known_beside([fact for _index, fact in facts], terms, told)
    of_others = selectors.parcels_of_others(partner.reporter, [fact for _index, fact in facts], told, known)
    new: dict[int, Assessment] = {}
    questions: dict[int, NewAssessment] = {}
    for (index, fact), scored in zip(facts, selectors.scores_of([fact for _index, fact in facts], known), strict=True):
        if key_of(fact) in of_others:
            message = _("This number is on record for the parcel of another business. Check the number and its sender.")
            assessed.rejected[index], assessed.references[index] = {RIGHTS: [message]}, fact.reference
            continue
        before = told.last_of(partner_id, key_of(fact))
        if before and _holds(before, fact, rules_of(fact, known)):
            assessed.assessments[index] = before
            continue
        if told.declarations_by(partner_id, key_of(fact)) >= MAX_DECLARED:
            message = _("You declared this parcel too often. Ask the program what to do with it.")
            assessed.rejected[index], assessed.references[index] = {"reference": [message]}, fact.reference
            continue
        answer = chains.answer_on(fact, known, terms, advice.get(index, ()), scored)
        new[index] = chains.in_time_of(before, chains.assessment_made(partner_id, fact, known, answer, scored, before))
        questions[index] = NewAssessment(new[index], fact, advice.get(index, ()))
    used = earlier_answers_use(partner=partner, questions=questions, known=known, terms=terms)
    chains.assessments_keep([row for index, row in new.items() if index not in used])
    assessed.assessments |= new | used
    return assessed


@transaction.atomic
def screening_answer(*, partner_id: int, assessment_id: int, result: str, text: str) -> Assessment:
    """Keep what a carrier found when it screened a parcel, and by which method; return the assessment that follows.

    Raises NotFound for a parcel of others, Conflict where no screening is asked of the carrier.
    """
    before = _lock_asked_assessment(partner_id, assessment_id, Outcome.REQUEST_SCREENING)
    text = text_required(text, "text", _("Say how you screened the parcel."))
    fact = fact_declared(before, {})
    assert isinstance(fact, ShipmentFact)
    if ScreeningResult(result) is ScreeningResult.CLEAR:
        after = chains.assessment_followed(before, fact, {SCREENING})
        after.screening = ScreeningResult.CLEAR
    else:
        after = chains.alarm_copied(before)
    after.text = text
    chains.assessments_keep([after])
    if after.screening == ScreeningResult.ALARM:
        alarm_raise(after)
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
    lock_take(chains.PARTNER_LOCK, selectors.assessment_asked(shipper_id, assessment_id).partner_id)
    before = selectors.assessment_asked(shipper_id, assessment_id)
    if not selectors.is_open(before):
        raise Conflict(NOT_ASKED, code="not_asked")
    after = _inform(before, text.strip(), correction, language=language_check(language) if language else "")
    record(
        "assessment.seller_answered",
        subject=chains.subject_of(after),
        shipper_id=shipper_id,
        actor=actor,
        number=after.reference,
    )
    return after


@transaction.atomic
def seller_tell(*, assessment_id: int) -> None:
    """Tell a business that it is asked about a parcel, unless it was told of another one lately, or has answered."""
    assessment = Assessment.objects.select_related("partner", "followed_by").get(pk=assessment_id)
    if selectors.follow_up_of(assessment) is None and not selectors.was_told_recently(assessment):
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
    lock_take(chains.PARTNER_LOCK, before.partner_id)
    before.refresh_from_db()
    if not selectors.is_open(before) or before.answer_by is None or before.answer_by > clock.now():
        return
    if before.outcome == Outcome.REQUEST_SCREENING:
        after = chains.assessment_copied(before, Cause.UNANSWERED, Outcome.DO_NOT_LOAD, ("not_screened",))
    else:
        after = chains.assessment_copied(before, Cause.UNANSWERED, Outcome.COMPLETE, ())
        after.must_open = True
    chains.assessments_keep([after])


def _inform(before: Assessment, text: str, correction: Mapping[str, Any], *, language: str = "") -> Assessment:
    """Keep what was told about a parcel, and return the assessment that follows."""
    given = {name: plain_of(value) for name, value in correction.items()}
    if unknown := sorted(set(given) - set(CORRECTED)):
        message = _("These fields can be corrected: %(fields)s.") % {"fields": ", ".join(CORRECTED)}
        raise InvalidInput(message, fields={name: [message] for name in unknown})
    fact = fact_declared(before, given)
    if not isinstance(fact, ShipmentFact):
        raise InvalidInput(UNCLEAR, fields=fact)
    after = chains.assessment_followed(before, fact, {"origin_evidence"}, correction=given)
    after.text, after.language = text, language
    chains.assessments_keep([after])
    return after


def _declared_once(
    facts: Sequence[tuple[int, ShipmentFact]], assessed: RequestAssessments
) -> list[tuple[int, ShipmentFact]]:
    """Return the facts of parcels that stand in the request for the first time; reject the others."""
    seen = set[bytes]()
    kept = []
    for index, fact in facts:
        if (parcel := key_of(fact)) in seen:
            assessed.rejected[index] = {"reference": [_("This parcel stands in the request before. Send it once.")]}
            assessed.references[index] = fact.reference
        else:
            seen.add(parcel)
            kept.append((index, fact))
    return kept


def _holds(before: Assessment, fact: ShipmentFact, rules: Sequence[str]) -> bool:
    """Return whether the last assessment of a parcel holds for a declaration that is the same."""
    known = {reason["code"] for reason in before.reasons}
    is_same = bytes(before.digest) == chains.digest_bytes(fact.digest) and before.cause != Cause.UNANSWERED
    if chains.screened_before(before):
        # The screening that another partner still owes is not owed by this one.
        known.add("unscreened")
    return is_same and known.issuperset(rules) and not chains.has_ended(before, rules)


def _lock_asked_assessment(partner_id: int, assessment_id: int, outcome: Outcome) -> Assessment:
    """Return an open assessment by which something of a kind is asked of a partner, with the lock of its partner."""
    lock_take(chains.PARTNER_LOCK, partner_id)
    assessment = selectors.assessment_of(partner_id, assessment_id)
    if not selectors.is_open(assessment) or assessment.addressee != Addressee.CARRIER:
        raise Conflict(_("Nothing is asked of you here now. `followed_by` leads to what holds."), code="not_asked")
    if assessment.outcome != outcome:
        raise Conflict(_("Something else is asked: see `outcome` and `asked`."), code="other_asked")
    return assessment
