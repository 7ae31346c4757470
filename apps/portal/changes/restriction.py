"""The restriction of a business: why it is suspended, removed or on conditions, for which parcels, what ends it and
when, who holds the case, and the request for a review.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.core.days_text import deadline_text
from apps.core.errors import NotFound
from apps.core.lazy import Promise
from apps.evaluation.formats import day
from apps.ledger.models import Violation
from apps.policy.models import Policy
from apps.portal.access import TeamBusiness, business_for, business_page, for_sellers
from apps.portal.changes import wording
from apps.portal.changes.grounds import grounds_of
from apps.portal.forms import LanguageForm, form_submit, refusals_told
from apps.shippers.roles import Ability
from apps.standing.models import AppealState, Plan, PlanKind, ProposedChange, Standing, Status
from apps.standing.proposals.named_parcels import parcels_named
from apps.standing.restrictions.selectors import decision_among, end_among, restriction_change
from apps.standing.selectors import restriction_of
from apps.standing.services import review_ask, review_withdraw


@dataclass(frozen=True, slots=True)
class SuspensionBrief:
    """What a suspended business reads first: why, since when, until when and what ends it.

    `notice` is the title of the notice with its address, None for an officer's own act. `said` are the words of
    officers, each with its language. `violations` are the latest that the decision names. `until` is None where no day
    is set.
    """

    notice: tuple[str, str] | None
    why: list[str]
    said: list[tuple[str, str]]
    violations: Sequence[Violation]
    since: datetime
    until: datetime | None
    endings: "WaysToEnd"


def suspension_brief(
    business: TeamBusiness,
    standing: Standing,
    *,
    proposals: Sequence[ProposedChange],
    violations: Sequence[Violation],
    plan: Plan | None,
    policy: Policy,
) -> SuspensionBrief | None:
    """Return the suspension of a business in short; None for any other business.

    `proposals` are those with a notice and `violations` those of the business, the latest first. `policy` is the policy
    in force today. Takes a query only for an officer's own act.
    """
    if standing.status != Status.SUSPENDED:
        return None
    plan = plan if plan and plan.kind == PlanKind.CONDITIONS else None
    decision = decision_among(standing, proposals)
    until = end_among(standing, proposals, plan)
    why: list[str] = []
    if decision:
        why.append(wording.proposal_text(decision))
        if not decision.is_undecided:
            why.append(wording.notice_status(decision).sentence)
        said = [
            (decision.notice["reasons"], decision.notice["reasons_language"]),
            (decision.decision_text, decision.decision_language),
        ]
    else:
        change = restriction_change(standing)
        said = [(change.note, "")] if change else []
    return SuspensionBrief(
        notice=(wording.notice_title(decision), wording.notice_address(decision)) if decision else None,
        why=why,
        said=[words for words in said if words[0]],
        violations=[each for each in violations if decision and each.case_id in decision.notice["cases"]],
        since=standing.status_since,
        until=until,
        endings=endings_of(business, standing, decision=decision, plan=plan, until=until, policy=policy),
    )


@dataclass(frozen=True, slots=True)
class WaysToEnd:
    """The ways in which a suspension or a removal ends, each in a sentence or two, and the button of the page."""

    ways: list[str]
    label: str | Promise
    link: str


def endings_of(
    business: TeamBusiness,
    standing: Standing,
    *,
    decision: ProposedChange | None,
    plan: Plan | None,
    until: datetime | None,
    policy: Policy | None = None,
) -> WaysToEnd:
    """Return what ends the suspension or the removal of a business. The first way that is open to it has the button.

    `policy` is the policy in force today, if the caller knows it.
    """
    shipper_id = business.shipper.pk
    is_removed = standing.status == Status.REMOVED
    ways: list[str] = []
    # Most urgent first; writing to the program is always possible.
    buttons: list[tuple[str | Promise, str]] = []
    if decision:
        ways += _decision_endings(decision, policy)
        may_sign = Ability.ATTEST in business.abilities
        if wording.notice_status(decision).waits_on_business and may_sign:
            buttons.append((_lazy("Read and respond"), wording.notice_address(decision)))
        if wording.appeal_day(decision, policy) and may_sign:
            address = reverse("portal:change_appeal", args=[shipper_id, decision.pk])
            buttons.append((_lazy("Appeal the decision"), address))
    if plan:
        ways.append(_("Your corrective plan: when an officer has accepted every item, you are in full standing again."))
        buttons.append((_lazy("See the plan"), reverse("portal:plan", args=[shipper_id, plan.pk])))
    if is_removed:
        ways += _by_application(business)
        if business.shipper.barred_until and not business.shipper.is_barred:
            buttons.append((_lazy("Apply again"), reverse("portal:apply")))
    else:
        ways.append(
            _(
                "An officer can end it on any earlier day: at once, or with a corrective plan and conditions. Write "
                "what you have put right since, and send what shows it."
            )
        )
        if until:
            ways.append(
                _(
                    "If nobody acts before, it ends by itself after %(day)s. You are a member on conditions then, and "
                    "no longer suspended."
                )
                % {"day": deadline_text(until)}
            )
    buttons.append((_lazy("Write to the program"), reverse("portal:questions", args=[shipper_id])))
    return WaysToEnd(ways, *buttons[0])


def _decision_endings(decision: ProposedChange, policy: Policy | None) -> list[str]:
    """Return how the decision behind a restriction can still end it: while it is not made, and by an appeal."""
    if decision.is_undecided:
        status = wording.notice_status(decision)
        return [f"{status.sentence} {status.more}".strip()]
    if until := wording.appeal_day(decision, policy):
        return [
            _(
                "An appeal, until %(day)s. Somebody who took no part in the decision hears it. If it is granted, you "
                "get back what was taken away."
            )
            % {"day": deadline_text(until)}
        ]
    appeal = getattr(decision, "appeal", None)
    if appeal is None:
        return [_("The time to appeal the decision is over.")] if decision.takes_away else []
    if appeal.state == AppealState.OPEN:
        return [wording.appeal_status(appeal)]
    if appeal.state == AppealState.DENIED and appeal.decided_at:
        return [
            _(
                "Your appeal was denied on %(day)s, and a decision can be appealed once. So an appeal can no longer "
                "end it, but what follows here can."
            )
            % {"day": day(wording.day_here(appeal.decided_at))}
        ]
    return [wording.appeal_status(appeal)]


def _by_application(business: TeamBusiness) -> list[str]:
    """Return when a removed business may apply again."""
    again = business.shipper.barred_until
    if again is None:
        return [_("A new application. Write to the program to learn from which day you can apply.")]
    if business.shipper.is_barred:
        return [_("A new application, from %(day)s on. Your record counts in it.") % {"day": day(again)}]
    return [_("A new application. You can apply again now, and your record counts in it.")]


# The statuses whose page says what ends them. Conditions say so themselves, and are reviewed.
ENDING = (Status.SUSPENDED, Status.REMOVED)


class ReviewForm(LanguageForm):
    """The request for a review: what the business says about its conditions."""

    text = forms.CharField(
        label=_lazy("Why should the conditions end?"),
        help_text=_lazy("Say what you see differently, or what you have put right since. You can ask once."),
        error_messages={"required": _lazy("Write what you want to say.")},
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    field_order = ("text", "language")


@for_sellers
@require_http_methods(["GET", "POST"])
def restriction(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Show the restriction of a business; a POST asks for a review, or takes the request back."""
    business = business_for(request.user, shipper_id)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        business.require(Ability.ATTEST)
        if "withdraw" in request.POST:
            return _withdraw(request, shipper_id)
        if form_submit(form, lambda: review_ask(actor=request.user, shipper_id=shipper_id, **form.cleaned_data)):
            messages.success(request, _("Your request was sent. Somebody who took no part decides it."))
            return redirect("portal:restriction", shipper_id=shipper_id)
    standing = getattr(business.shipper, "standing", None)
    found = restriction_of(standing) if standing else None
    decision = found.decision if found else None
    context = {
        "standing": standing,
        "restriction": found,
        "proposal": decision,
        "told": [wording.proposal_text(decision), wording.notice_status(decision).sentence] if decision else [],
        "reasons_language": decision.notice["reasons_language"] if decision else "",
        "grounds": grounds_of(decision) if decision else [],
        "parcels": parcels_named(decision) if decision else [],
        "endings": endings_of(business, found.standing, decision=decision, plan=found.plan, until=found.until)
        if found and found.standing.status in ENDING
        else None,
        "form": form,
    }
    return business_page(request, business, "portal/changes/restriction.html", context, form=form)


def _withdraw(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Take the request for a review back; say so if none is open any more."""
    with refusals_told(request, NotFound):
        review_withdraw(actor=request.user, shipper_id=shipper_id)
        messages.success(request, _("You took your request back."))
    return redirect("portal:restriction", shipper_id=shipper_id)
