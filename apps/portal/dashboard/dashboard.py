"""The content of the overview of a business, read from the apps that own the facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from apps.applications.models import Application
from apps.applications.selectors import deadline_of, situation_of
from apps.applications.states import Situation
from apps.core import clock
from apps.disputes.selectors import violations_with_answers
from apps.evaluation.explanations import FindingText, PathTexts, finding_texts, path_texts
from apps.evaluation.monthly_record import MonthlyRecord, monthly_record
from apps.evaluation.record import Facts
from apps.evaluation.rules import Answer, judge
from apps.evaluation.selectors import facts_now
from apps.evaluation.tier_keep import keep_text
from apps.evaluation.tier_path import path_to_tier
from apps.evaluation.tier_risk import step_text, steps_down
from apps.ledger.models import Violation
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import TOP, Terms
from apps.portal.access import Business
from apps.portal.dashboard.calls import AssurancePanel, assurance_panel
from apps.portal.dashboard.due_process import NoticePanel, PlanPanel, notices_of, plan_of
from apps.portal.dashboard.news import News, news_of
from apps.portal.dashboard.next_steps import Step, next_steps
from apps.portal.wording import BenefitUse, benefit_uses
from apps.standing.models import Standing, Status
from apps.standing.selectors import benefit_texts, benefits_promised, departure_open
from apps.standing.states import MEMBER
from apps.validations.models import Visit
from apps.validations.selectors import visits_with_answers_due

MONTHS = 12
MAX_LISTED = 5


@dataclass(frozen=True, slots=True)
class TierExplanation:
    """The findings of the rules on the record of today, in sentences, and the path to the next tier.

    `deciding` are the findings of the rules that allow the lowest tier. `next_tier` is None if there is none above the
    tier held; `allowed` is whether the record allows the next tier already. `down` are the
    findings that would lead to a proposal of a lower tier.
    """

    policy_version: int
    summary: str
    deciding: list[FindingText]
    others: list[FindingText]
    next_tier: int | None
    allowed: bool
    path: PathTexts | None
    down: Sequence[str]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The overview of a business: of its membership, or of its application before.

    `notices` are the open proposals, and the decision by which the membership was suspended or ended.
    """

    standing: Standing | None
    application: Application | None = None
    situation: Situation | None = None
    deadline: datetime | None = None
    steps: Sequence[Step] = ()
    news: News | None = None
    benefits: Sequence[BenefitUse] = ()
    why: TierExplanation | None = None
    notices: Sequence[NoticePanel] = ()
    assurance: AssurancePanel | None = None
    plan: PlanPanel | None = None
    history: MonthlyRecord | None = None
    violations: Sequence[Violation] = ()
    visits: Sequence[Visit] = ()


def dashboard_of(business: Business) -> Dashboard:
    """Return the overview of a business. The number of queries does not depend on the size of its history."""
    standing = getattr(business.shipper, "standing", None)
    return _membership(business, standing) if standing else _application(business)


def _application(business: Business) -> Dashboard:
    application = Application.objects.filter(shipper=business.shipper).select_related("shipper").order_by("-pk").first()
    if application is None:
        return Dashboard(standing=None)
    return Dashboard(
        standing=None,
        application=application,
        situation=situation_of(application, business.membership.user),
        deadline=deadline_of(application),
        news=news_of(business.shipper.pk, seen_before=business.membership.seen_before),
    )


def _membership(business: Business, standing: Standing) -> Dashboard:
    shipper_id, today = business.shipper.pk, clock.today()
    policy = policy_on(today)
    terms = terms_of(policy)
    facts = facts_now(shipper_id, first=clock.add_months(today, 1 - MONTHS), terms=terms)
    answer = judge(facts.on(today), terms)
    notices, plan = notices_of(standing, policy), plan_of(standing)
    violations = list(violations_with_answers(shipper_id)[:MAX_LISTED])
    visits = list(visits_with_answers_due(shipper_id)[:MAX_LISTED])
    benefits = benefit_texts(
        benefits_promised(terms, status=standing.status, tier=standing.tier, examine_all=standing.examine_all)
    )
    return Dashboard(
        standing=standing,
        steps=next_steps(
            business,
            standing,
            answer=answer,
            violations=violations,
            visits=visits,
            parcels=bool(facts.months),
            plan=plan.plan if plan else None,
            departure=departure_open(shipper_id) if business.has_departure else None,
        ),
        news=news_of(shipper_id, seen_before=business.membership.seen_before),
        benefits=benefit_uses(benefits),
        why=_why(standing, answer, facts, terms, today),
        notices=notices,
        assurance=assurance_panel(business, standing),
        plan=plan,
        history=monthly_record(facts, terms, today=today, count=MONTHS, drawn=MONTHS, held=standing.tier),
        violations=violations,
        visits=visits,
    )


def _why(standing: Standing, answer: Answer, facts: Facts, terms: Terms, today: date) -> TierExplanation:
    above = standing.tier + 1 if standing.tier < TOP and standing.status in {*MEMBER, Status.SUSPENDED} else None
    record = facts.on(today)
    keeping = {each.rule: keep_text(each, record, terms, tier=standing.tier) for each in answer.findings}
    findings = finding_texts(answer.findings, enter=answer.enter, keeping=keeping)
    return TierExplanation(
        policy_version=terms.version,
        summary=_summary(standing, answer),
        deciding=[finding for finding in findings if finding.binding],
        others=[finding for finding in findings if not finding.binding],
        next_tier=above,
        allowed=above is not None and answer.enter >= above,
        path=path_texts(path_to_tier(facts, terms, today=today, tier=above), terms) if above else None,
        down=[step_text(step) for step in steps_down(facts, terms, today=today, tier=standing.tier)],
    )


def _summary(standing: Standing, answer: Answer) -> str:
    """Return which tiers the record allows, compared with the tier held, in one sentence."""
    tiers = {"held": standing.tier, "enter": answer.enter, "keep": answer.keep}
    if answer.suspend:
        return _("A sustained critical violation with a recorded basis suspends you at once.")
    if answer.keep < standing.tier:
        return _("Your record no longer allows tier %(held)s. It allows tier %(keep)s.") % tiers
    if answer.enter < standing.tier:
        return _("You keep tier %(held)s. Keeping a tier asks less than entering it.") % tiers
    if answer.enter == 0:
        return _("Your record allows no tier yet. You are a member, with a number that others can verify.")
    return _("Your record allows tier %(enter)s.") % tiers
