"""The reasons of the tier of a business: the rules on its record, the path up, and events that would cost the tier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.evaluation.explanations import FindingText, PathTexts, finding_texts, path_texts
from apps.evaluation.judgments import PolicyJudgment, judgment_today
from apps.evaluation.rules import RulesAnswer
from apps.evaluation.tier_keep import keep_text
from apps.evaluation.tier_progress import RuleProgress, progress_to, room_left
from apps.evaluation.tier_risk import step_text, tier_outlook
from apps.policy.terms import TOP
from apps.portal.access import business_for, business_page, for_sellers
from apps.portal.dashboard.record import together_of
from apps.shippers.roles import Ability
from apps.standing.models import Standing, Status
from apps.standing.states import FORMER, MEMBER
from apps.targeting.selectors import promise_kept


@dataclass(frozen=True, slots=True)
class NextTier:
    """The tier above the one held, and the path there.

    `allowed` is whether the record allows that tier already, `exams` whether more exams lead there, and `progress` how
    far the record is by each rule that counts something.
    """

    tier: int
    allowed: bool
    exams: bool
    path: PathTexts
    progress: Sequence[RuleProgress]


@dataclass(frozen=True, slots=True)
class TierExplanation:
    """The findings of the rules on today's record, in sentences. `deciding` are those that allow the lowest tier."""

    policy_version: int
    summary: str
    findings: Sequence[FindingText]

    @property
    def deciding(self) -> list[FindingText]:
        return [finding for finding in self.findings if finding.binding]

    @property
    def others(self) -> list[FindingText]:
        return [finding for finding in self.findings if not finding.binding]


@dataclass(frozen=True, slots=True)
class TierRisk:
    """The events that would lead to a proposal of a lower tier than the one held.

    `is_kept` is whether the record keeps the tier now, and `ends` the day on which the record no longer does if nothing
    is recorded (None: it always does). `nearest` is the step that takes the fewest findings, and "" if none of a few
    findings would cost the tier; `steps` are all of them. `room` is the share of room that is left before what was
    found wrong costs the tier.
    """

    tier: int
    is_kept: bool
    ends: date | None
    nearest: str
    steps: Sequence[str]
    room: float


@for_sellers
@require_safe
def tier(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Show how the tier of a business was worked out; answer 404 for a business that was never enrolled."""
    business = business_for(request.user, shipper_id)
    standing = getattr(business.shipper, "standing", None)
    if standing is None:
        raise Http404
    judgment = judgment_today(shipper_id)
    context = {
        "standing": standing,
        "together": together_of(shipper_id, judgment.facts),
        "why": explanation_of(standing, judgment),
        "next": next_tier_of(standing, judgment),
        "risk": risk_of(standing, judgment),
        "kept": promise_kept(shipper_id, clock.first_within(judgment.today, clock.MONTHS_A_YEAR)),
        "months": clock.MONTHS_A_YEAR,
        "may_leave": Ability.LEAVE in business.abilities and standing.status not in FORMER,
    }
    return business_page(request, business, "portal/dashboard/tier.html", context)


def explanation_of(standing: Standing, judgment: PolicyJudgment) -> TierExplanation:
    """Explain which rules decide the tier of a business, and what the other rules say."""
    answer, terms = judgment.answer, judgment.terms
    record = judgment.facts.on(judgment.today)
    keeping = {each.rule: keep_text(each, record, terms, tier=standing.tier) for each in answer.findings}
    return TierExplanation(
        policy_version=terms.version,
        summary=summary_of(standing, answer),
        findings=finding_texts(answer.findings, enter=answer.enter, keeping=keeping),
    )


def next_tier_of(standing: Standing, judgment: PolicyJudgment) -> NextTier | None:
    """Return the path to the next tier; None at the top, and for a business that can't rise again."""
    if standing.tier == TOP or standing.status not in {*MEMBER, Status.SUSPENDED}:
        return None
    above = standing.tier + 1
    path = judgment.path(above)
    answer, record = judgment.answer, judgment.facts.on(judgment.today)
    progress = progress_to(above, record, judgment.terms, answer)
    return NextTier(above, answer.enter >= above, bool(path.exams), path_texts(path), progress)


def risk_of(standing: Standing, judgment: PolicyJudgment) -> TierRisk | None:
    """Return what would cost a business its tier; None without a tier to lose."""
    if not standing.tier or standing.status not in {*MEMBER, Status.SUSPENDED}:
        return None
    ends, steps = tier_outlook(judgment.facts, judgment.ahead, today=judgment.today, tier=standing.tier)
    nearest = min(steps, key=lambda step: step.count, default=None)
    return TierRisk(
        tier=standing.tier,
        is_kept=ends != judgment.today,
        ends=ends,
        nearest=step_text(nearest) if nearest else "",
        steps=[step_text(step) for step in steps],
        room=room_left(judgment.answer, standing.tier),
    )


class TierStep(NamedTuple):
    """A tier on the way from the first to the highest. `is_held` marks the tier where the business stands."""

    tier: int
    is_held: bool
    is_behind: bool


def tier_steps(standing: Standing) -> list[TierStep]:
    """Return all tiers in order, with the one that a business holds; none for a business that left or was removed."""
    if standing.status not in {*MEMBER, Status.SUSPENDED}:
        return []
    return [TierStep(tier, tier == standing.tier, tier < standing.tier) for tier in range(TOP + 1)]


def summary_of(standing: Standing, answer: RulesAnswer) -> str:
    """Return which tiers the record allows, compared with the tier held, in one sentence."""
    tiers = {"held": standing.tier, "enter": answer.enter, "keep": answer.keep}
    if answer.suspend:
        return _("A sustained critical violation with a recorded basis suspends you at once.")
    if answer.keep < standing.tier:
        return _("Your record no longer allows tier %(held)s. It allows tier %(keep)s.") % tiers
    if answer.enter < standing.tier:
        return _("You keep tier %(held)s. Keeping a tier asks less than entering it.") % tiers
    if answer.enter == 0:
        return _("Your record allows tier 0: you are a member, with a number that others can verify.")
    return _("Your record allows tier %(enter)s.") % tiers
