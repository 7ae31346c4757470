"""The home page of a seller: the overview of a business with its standing, the reasons and the next steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.applications.models import Application
from apps.applications.selectors import criteria_proved, deadline_of, minutes_to_apply, situation_of
from apps.applications.situations import StateTexts
from apps.disputes.selectors import violations_with_answers
from apps.evaluation.judgments import judgment_today
from apps.evaluation.monthly_record import MonthlyRecord
from apps.evaluation.rules import RULES
from apps.events.selectors import last_event_of
from apps.portal.access import TeamBusiness, business_first, business_for, for_sellers
from apps.portal.changes.restriction import SuspensionBrief, suspension_brief
from apps.portal.dashboard.cards import Card, MatterBoard, board_of, headline, status_card
from apps.portal.dashboard.due_process import (
    AssurancePanel,
    assurance_panel,
    call_card,
    control_cards,
    notice_cards,
    plan_card,
    plan_running,
    proposals_told,
)
from apps.portal.dashboard.news import LatestNews, news_of
from apps.portal.dashboard.next_steps import review_finding, step_cards
from apps.portal.dashboard.record import (
    MAX_LISTED,
    MONTHS,
    JudgedTogether,
    RecordFigures,
    figures_of,
    history_of,
    together_of,
)
from apps.portal.dashboard.tier import NextTier, TierRisk, TierStep, next_tier_of, risk_of, summary_of, tier_steps
from apps.shippers.services import page_visit_record
from apps.standing.models import Standing
from apps.standing.selectors import BenefitText, benefit_texts, benefits_promised, departure_open
from apps.standing.states import MEMBER
from apps.validations.selectors import visits_with_answers_due


@dataclass(frozen=True, slots=True)
class Overview:
    """The overview of a member or of a former member.

    `headline` says where the business stands, `status` what a status other than active means, and `suspension` why a
    business is suspended and what ends it. `summary` compares the record with the tier held. `review` says when the
    next annual review is due; "" for who is no member.
    """

    standing: Standing
    is_member: bool
    headline: str
    status: Card | None
    suspension: SuspensionBrief | None
    summary: str
    review: str
    board: MatterBoard
    tiers: Sequence[TierStep]
    next: NextTier | None
    risk: TierRisk | None
    benefits: Sequence[BenefitText]
    news: LatestNews
    figures: RecordFigures
    history: MonthlyRecord
    together: JudgedTogether | None
    assurance: AssurancePanel | None

    @property
    def tells_next(self) -> bool:
        """Whether the page tells what is to be done next, or that nothing is: the suspension may have told it."""
        return self.suspension is None or self.board.first is not None


@dataclass(frozen=True, slots=True)
class ApplicationOverview:
    """The overview of a business whose application is under way."""

    application: Application
    situation: StateTexts
    deadline: datetime | None
    news: LatestNews


def overview_of(business: TeamBusiness, standing: Standing) -> Overview:
    """Return the overview of a business. The number of queries does not depend on the size of its history."""
    shipper_id = business.shipper.pk
    judgment = judgment_today(shipper_id, months=MONTHS)
    plan = plan_running(standing)
    assurance = assurance_panel(business, standing)
    proposals, violations = proposals_told(standing), list(violations_with_answers(shipper_id)[:MAX_LISTED])
    cards = [
        *notice_cards(business, standing, proposals, judgment.policy),
        *control_cards(business),
        *(call_card(call) for call in (assurance.calls if assurance else ())),
        *([plan_card(shipper_id, plan)] if plan else ()),
        *step_cards(
            business,
            standing,
            answer=judgment.answer,
            violations=violations,
            visits=visits_with_answers_due(shipper_id)[:MAX_LISTED],
            parcels=bool(judgment.facts.months),
            departure=departure_open(shipper_id) if business.has_departure else None,
        ),
    ]
    suspension = suspension_brief(
        business, standing, proposals=proposals, violations=violations, plan=plan, policy=judgment.policy
    )
    if suspension:
        # Its panel tells what was decided, and has the button of what comes first.
        cards = [card for card in cards if card.link != suspension.endings.link and not card.is_decision_in_effect]
    review = review_finding(judgment.answer)
    return Overview(
        standing=standing,
        is_member=standing.status in MEMBER,
        headline=headline(standing),
        status=status_card(business, standing, plan),
        suspension=suspension,
        summary=summary_of(standing, judgment.answer),
        review=RULES[review.rule].sentence(review) if standing.status in MEMBER else "",
        board=board_of(cards),
        tiers=tier_steps(standing),
        next=next_tier_of(standing, judgment),
        risk=risk_of(standing, judgment),
        benefits=benefit_texts(
            benefits_promised(
                judgment.terms, status=standing.status, tier=standing.tier, examine_all=standing.is_examined_fully
            )
        ),
        news=news_of(shipper_id, seen_before=business.membership.seen_before),
        figures=figures_of(judgment),
        history=history_of(judgment, standing),
        together=together_of(shipper_id, judgment.facts),
        assurance=assurance,
    )


def application_overview_of(business: TeamBusiness) -> ApplicationOverview | None:
    """Return the overview of a business that was never enrolled; None if it has no application."""
    applications = Application.objects.filter(shipper=business.shipper).select_related("shipper")
    application = applications.order_by("-pk").first()
    if application is None:
        return None
    return ApplicationOverview(
        application=application,
        situation=situation_of(application, business.membership.user),
        deadline=deadline_of(application),
        news=news_of(business.shipper.pk, seen_before=business.membership.seen_before),
    )


@for_sellers
@require_safe
def home(request: UserRequest) -> HttpResponse:
    """Show the business whose team the user joined first; show a user on no team how to begin. Staff on no team come to
    the desk.
    """
    business = business_first(request.user)
    if business:
        return _visit(request, business)
    if request.user.is_staff:
        return redirect("admin:index")
    return render(request, "portal/dashboard/start.html", {"minutes": minutes_to_apply(), "proved": criteria_proved()})


@for_sellers
@require_safe
def shipper_page(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Show the overview of a business."""
    return _visit(request, business_for(request.user, shipper_id))


@require_safe
def news(request: HttpRequest, shipper_id: int) -> HttpResponseBase:
    """Answer an open overview, which asks every few seconds: with the page if something happened, else with nothing.

    A request after the end of the session is refused, not sent to sign in, so that the open page stays as it is.
    """
    if not request.user.is_authenticated:
        raise PermissionDenied
    return _news(request, shipper_id=shipper_id)


@for_sellers
def _news(request: UserRequest, shipper_id: int) -> HttpResponse:
    business = business_for(request.user, shipper_id)
    seen = last_event_of(shipper_id)
    if request.GET.get("seen") == str(seen):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return _page(request, business, seen)


def _visit(request: UserRequest, business: TeamBusiness) -> HttpResponse:
    return _page(request, business, page_visit_record(membership=business.membership).seen)


def _page(request: UserRequest, business: TeamBusiness, seen: int) -> HttpResponse:
    standing = getattr(business.shipper, "standing", None)
    page = overview_of(business, standing) if standing else application_overview_of(business)
    context = {"business": business, "standing": standing, "page": page, "seen": seen}
    return render(request, "portal/dashboard/home.html", context)
