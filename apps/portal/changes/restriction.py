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
from apps.portal.access import TeamBusiness, business_for, business_page, for_sellers
from apps.portal.changes import wording
from apps.portal.changes.grounds import grounds_of
from apps.portal.forms import LanguageForm, form_submit, refusals_told
from apps.shippers.roles import Ability
from apps.standing.models import AppealState, ProposedChange, Standing, Status
from apps.standing.proposals.named_parcels import parcels_named
from apps.standing.proposals.notices import violations_named
from apps.standing.restrictions.selectors import Restriction
from apps.standing.selectors import restriction_of
from apps.standing.services import review_ask, review_withdraw

# The most violations that the overview names; the page of the restriction names all.
MAX_NAMED = 3


@dataclass(frozen=True, slots=True)
class SuspensionBrief:
    """What a suspended business reads first: why, since when, until when and what ends it.

    `notice` is the title of the notice with its address, None for an officer's own act. `said` are the words of an
    officer in their language, "" where there are none. `violations` are those that the decision names. `until` is None
    where no day is set.
    """

    notice: tuple[str, str] | None
    why: str
    said: str
    said_language: str
    violations: Sequence[Violation]
    since: datetime | None
    until: datetime | None
    endings: "WaysToEnd"


def suspension_brief(business: TeamBusiness, standing: Standing) -> SuspensionBrief | None:
    """Return the suspension of a business in short; None, without a query, for any other business."""
    restriction = restriction_of(standing) if standing.status == Status.SUSPENDED else None
    if restriction is None:
        return None
    decision, change = restriction.decision, restriction.change
    said, language = change.note if change else "", ""
    if decision:
        said, language = decision.notice["reasons"], decision.notice["reasons_language"]
    return SuspensionBrief(
        notice=(wording.notice_title(decision), wording.notice_address(decision)) if decision else None,
        why=wording.proposal_text(decision) if decision else "",
        said=said,
        said_language=language,
        violations=violations_named(decision)[:MAX_NAMED] if decision else [],
        since=change.at if change else None,
        until=restriction.until,
        endings=endings_of(business, restriction),
    )


@dataclass(frozen=True, slots=True)
class WaysToEnd:
    """The ways in which a suspension or a removal ends, each in a sentence or two, and the button of the page."""

    ways: list[str]
    label: str | Promise
    link: str


def endings_of(business: TeamBusiness, restriction: Restriction) -> WaysToEnd:
    """Return what ends the suspension or the removal of a business. The first way that is open to it has the button."""
    shipper_id, decision = business.shipper.pk, restriction.decision
    is_removed = restriction.standing.status == Status.REMOVED
    ways: list[str] = []
    # Most urgent first; writing to the program is always possible.
    buttons: list[tuple[str | Promise, str]] = []
    if decision:
        ways += _decision_endings(decision)
        may_sign = Ability.ATTEST in business.abilities
        if wording.notice_status(decision).waits_on_business and may_sign:
            buttons.append((_lazy("Read and respond"), wording.notice_address(decision)))
        if wording.appeal_day(decision) and may_sign:
            address = reverse("portal:change_appeal", args=[shipper_id, decision.pk])
            buttons.append((_lazy("Appeal the decision"), address))
    if restriction.plan:
        ways.append(_("Your corrective plan: when an officer has accepted every item, you are in full standing again."))
        buttons.append((_lazy("See the plan"), reverse("portal:plan", args=[shipper_id, restriction.plan.pk])))
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
        if restriction.until:
            ways.append(
                _(
                    "If nobody acts before, it ends by itself after %(day)s. You are a member on conditions then, and "
                    "no longer suspended."
                )
                % {"day": deadline_text(restriction.until)}
            )
    buttons.append((_lazy("Write to the program"), reverse("portal:questions", args=[shipper_id])))
    return WaysToEnd(ways, *buttons[0])


def _decision_endings(decision: ProposedChange) -> list[str]:
    """Return how the decision behind a restriction can still end it: while it is not made, and by an appeal."""
    if decision.is_undecided:
        status = wording.notice_status(decision)
        return [f"{status.sentence} {status.more}".strip()]
    if until := wording.appeal_day(decision):
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
        "endings": endings_of(business, found) if found and found.standing.status in ENDING else None,
        "form": form,
    }
    return business_page(request, business, "portal/changes/restriction.html", context, form=form)


def _withdraw(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Take the request for a review back; say so if none is open any more."""
    with refusals_told(request, NotFound):
        review_withdraw(actor=request.user, shipper_id=shipper_id)
        messages.success(request, _("You took your request back."))
    return redirect("portal:restriction", shipper_id=shipper_id)
