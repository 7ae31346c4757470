"""The use of earlier answers about declared parcels, so that a partner of the better tier is not asked twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.locks import lock_take
from apps.core.rows import row_get
from apps.core.text import text_required
from apps.events.services import record
from apps.ledger.facts import ShipmentFact
from apps.ledger.selectors import advice_on
from apps.partners.scorecards.models import PartnerTier
from apps.partners.scorecards.selectors import tier_held
from apps.partners.systems.models import Partner
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Terms
from apps.targeting.declarations import LATE_DAYS, fact_declared
from apps.targeting.models import Assessment, SetAside
from apps.targeting.protocol import MISSING, VAGUE
from apps.targeting.repeats import fields_asked, is_named, kind_of_goods
from apps.targeting.rules import DeclarationContext, rules_of
from apps.targeting.selectors import earlier_answers, follow_up_of, scores_of
from apps.targeting.services import chains
from apps.targeting.services.exams import EXAMINER
from apps.targeting.vocabulary import Cause, Outcome


@dataclass(frozen=True, slots=True)
class NewAssessment:
    """An assessment that is not kept yet, with the declaration it is of and the codes of the advice about it."""

    assessment: Assessment
    fact: ShipmentFact
    advice: Sequence[str]


def earlier_answers_use(
    *, partner: Partner, questions: Mapping[int, NewAssessment], known: DeclarationContext, terms: Terms
) -> dict[int, Assessment]:
    """Keep the assessments that an earlier answer of the same partner settles, each with the one that follows; return
    those that follow, by the keys of the questions.

    Nobody is asked, and nobody is told. An earlier answer settles a question of a partner of the better tier about
    goods of the same kind of the same seller, if it is younger than the policy says, answers all that is asked, and
    leaves nothing to ask. Where a hard rule holds or the model finds a great risk, what is asked is asked.
    """
    open_to = {
        key: each
        for key, each in questions.items()
        if each.assessment.outcome == Outcome.REQUEST_INFORMATION
        and fields_asked(each.assessment.asked_for)
        and is_named(each.advice)
        and _is_harmless(each.assessment, each.fact, known, terms)
    }
    days = terms.partners.repeat_days
    if not days or not open_to or tier_held(partner.reporter_id).tier != PartnerTier.BETTER:
        return {}
    since = clock.now() - timedelta(days=days)
    answers = earlier_answers(partner.pk, {each.fact.seller for each in open_to.values()}, since)
    found = dict[int, tuple[NewAssessment, Assessment, ShipmentFact]]()
    for key, each in open_to.items():
        asked = fields_asked(each.assessment.asked_for) or frozenset()
        same = answers.get((each.fact.seller, kind_of_goods(each.assessment.declared)), [])
        if (answer := next((row for row in same if asked <= row.correction.keys()), None)) is None:
            continue
        fact = fact_declared(each.assessment, {name: answer.correction[name] for name in asked})
        if isinstance(fact, ShipmentFact):
            found[key] = (each, answer, fact)
    used = _assessed_by(found, known, terms)
    firsts = [questions[key].assessment for key in used]
    Assessment.objects.bulk_create(firsts)
    chains.assessments_keep(list(used.values()))
    return used


@transaction.atomic
def earlier_answer_set_aside(*, actor: User, assessment_id: int, reasons: str) -> Assessment | None:
    """Say that the earlier answer that an assessment used is used no more, and ask anew about the parcel of that
    assessment; return the assessment that asks, None where the parcel can't be asked about any more.

    Raises NotAllowed for an actor who may not record violations, NotFound for an assessment that used no earlier
    answer, Conflict where the answer was set aside before, and Invalid without reasons.
    """
    # Whoever records what a parcel held may also say that an answer about such a parcel is not to be relied on.
    permissions.require(actor, EXAMINER)
    reasons = text_required(reasons, "reasons", _("Say why the answer is not to be used."))
    found = row_get(
        Assessment.objects.filter(pk=assessment_id).exclude(used=None), _("This assessment used no earlier answer.")
    )
    lock_take(chains.PARTNER_LOCK, found.partner_id)
    used = Assessment.objects.select_related("used__set_aside", "follows", "followed_by").get(pk=assessment_id)
    if SetAside.objects.filter(answer=used.used_id).exists():
        raise Conflict(_("This answer was set aside before."), code="set_aside")
    assert used.used_id is not None
    SetAside.objects.create(answer_id=used.used_id, reasons=reasons, by=actor, at=clock.now())
    record("targeting.answer_set_aside", subject=chains.subject_of(used), shipper_id=used.shipper_id, actor=actor)
    if follow_up_of(used) is not None or used.day < clock.add_days(clock.today(), -LATE_DAYS):
        return None
    question = used.follows
    assert question is not None
    after = chains.assessment_copied(question, Cause.SET_ASIDE, Outcome(question.outcome), question.asked_for)
    after.follows, after.addressee = used, question.addressee
    hours = terms_of(policy_on(clock.today())).parcel_risk.information_hours
    after.answer_by = after.at + timedelta(hours=hours)
    chains.assessments_keep([after])
    return after


def _is_harmless(assessment: Assessment, fact: ShipmentFact, known: DeclarationContext, terms: Terms) -> bool:
    """Return whether no hard rule holds for a parcel, and the model finds no risk for which it would be screened."""
    return not rules_of(fact, known) and (assessment.chance or 0.0) < terms.parcel_risk.screening_chance


def _assessed_by(
    found: Mapping[int, tuple[NewAssessment, Assessment, ShipmentFact]], known: DeclarationContext, terms: Terms
) -> dict[int, Assessment]:
    """Return the assessments that follow from earlier answers, where nothing is left to ask and nothing speaks against
    the parcel. As many queries for a thousand as for one.
    """
    facts = [fact for _question, _answer, fact in found.values()]
    used = dict[int, Assessment]()
    rows = zip(found.items(), advice_on(facts, compare=False), scores_of(facts, known), strict=True)
    for (key, (question, answer, fact)), advice, scored in rows:
        if any(each.code in MISSING | VAGUE for each in advice):
            continue
        first = question.assessment
        after = chains.assessment_made(
            *(first.partner_id, fact, known, chains.answer_on(fact, known, terms, (), scored), scored),
            before=first,
            cause=Cause.REPEATED,
        )
        if _is_harmless(after, fact, known, terms):
            after.digest, after.used = chains.digest_bytes(question.fact.digest), answer
            after.correction = {name: after.declared[name] for name in fields_asked(first.asked_for) or ()}
            used[key] = after
    return used
