"""The changes proposed to a business: calls before them, notices, responses, more time, and appeals."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.core.errors import DomainError, NotAllowed
from apps.guidance.surveys.models import Task
from apps.notices.services import messages_read_about
from apps.policy.selectors import policy_on, terms_of
from apps.portal.access import TeamBusiness, business_for, business_page, for_sellers, team_file
from apps.portal.changes import wording
from apps.portal.changes.forms import AddForm, AppealForm, MoreTimeForm, ResponseForm
from apps.portal.changes.grounds import GroundShown, findings_in, grounds_of, violations_answerable
from apps.portal.forms import form_data, form_refuse, form_submit
from apps.portal.survey import survey_offer
from apps.shippers.roles import Ability
from apps.shippers.selectors import file_readable
from apps.standing.assurance.messages import call_end_text, found_of, help_of, who_calls
from apps.standing.models import (
    Appeal,
    AppealFile,
    AppealState,
    ExtensionState,
    ProposalState,
    ProposedChange,
    ResponseFile,
)
from apps.standing.proposals import notices
from apps.standing.proposals.named_parcels import parcels_named
from apps.standing.proposals.notices import false_information_text
from apps.standing.selectors import (
    call_for,
    extension_open,
    names_more,
    plans_of,
    proposal_for,
    proposals_with_notice,
)
from apps.standing.services import (
    MAX_EXTENSION_DAYS,
    appeal_withdraw,
    change_appeal,
    change_respond,
    extension_ask,
    response_add,
)

TAB = "portal:shipper"
# One form asks about so many violations; the others can be answered on their own pages.
MAX_ASKED = 20


@for_sellers
@require_http_methods(["GET", "POST"])
def change(request: UserRequest, shipper_id: int, change_id: int) -> HttpResponse:
    """Show a notice and mark the messages about it as read; a POST sends the response."""
    business = business_for(request.user, shipper_id)
    proposal = proposal_for(request.user, shipper_id, change_id)
    if request.method == "GET":
        messages_read_about(actor=request.user, about=("proposedchange", proposal.pk))
    grounds = grounds_of(proposal)
    form = ResponseForm(
        *form_data(request),
        findings=findings_in(grounds),
        violations=violations_answerable(grounds)[:MAX_ASKED],
    )
    if form.is_bound:
        business.require(Ability.ATTEST)
        if not _may_respond(proposal):
            form_refuse(
                form, _("You have responded already, or the proposal is decided. You can't send another response.")
            )
        elif form_submit(form, lambda: _response_send(request, proposal, form)):
            messages.success(request, _("Your response was sent. An officer reads it before deciding."))
            survey_offer(request, Task.RESPONSE, shipper_id)
            return redirect("portal:change", shipper_id=shipper_id, change_id=change_id)
    return _page(request, business, proposal, grounds, form=form)


@for_sellers
@require_POST
def add(request: UserRequest, shipper_id: int, change_id: int) -> HttpResponse:
    """Add words or files to a response that was sent and is undecided, or say that it is complete."""
    business = business_for(request.user, shipper_id)
    proposal = proposal_for(request.user, shipper_id, change_id)
    business.require(Ability.ATTEST)
    form = AddForm(*form_data(request), said_everything=proposal.final_at is not None)
    if form_submit(form, lambda: response_add(actor=request.user, change_id=proposal.pk, **form.cleaned_data)):
        messages.success(request, _("It was added to your response."))
        return redirect("portal:change", shipper_id=shipper_id, change_id=change_id)
    return _page(request, business, proposal, grounds_of(proposal), added=form)


file = team_file(partial(file_readable, ResponseFile))


def _may_respond(proposal: ProposedChange) -> bool:
    return proposal.state == ProposalState.PROPOSED and not proposal.response


def _response_send(request: UserRequest, proposal: ProposedChange, form: ResponseForm) -> ProposedChange:
    return change_respond(
        actor=request.user,
        change_id=proposal.pk,
        response=form.cleaned_data["response"],
        language=form.cleaned_data["language"],
        answers=form.answers(),
        files=form.cleaned_data["files"],
        final=form.cleaned_data["final"],
    )


def _page(
    request: UserRequest,
    business: TeamBusiness,
    proposal: ProposedChange,
    grounds: list[GroundShown],
    *,
    form: ResponseForm | None = None,
    added: AddForm | None = None,
) -> HttpResponse:
    """Render the page of a notice, with the refused form if there is one."""
    open_now = _may_respond(proposal)
    answerable = violations_answerable(grounds)
    form = form or ResponseForm(findings=findings_in(grounds), violations=answerable[:MAX_ASKED])
    added = added or AddForm(said_everything=proposal.final_at is not None)
    still_heard = proposal.is_undecided and proposal.final_at is None and clock.now() <= proposal.respond_by
    context = {
        "business": business,
        "tab": TAB,
        "proposal": proposal,
        "title": wording.notice_title(proposal),
        "proposal_text": wording.proposal_text(proposal),
        "status": wording.notice_status(proposal),
        "suspended_first": notices.SUSPENDED_FIRST if proposal.at_once else "",
        "false_information": notices.false_information_text(proposal),
        "because": notices.BECAUSE.get(proposal.notice["because"]),
        "plan": getattr(proposal, "missed_plan", None),
        "reasons_language": proposal.notice["reasons_language"],
        "grounds": grounds,
        "parcels": parcels_named(proposal),
        "reviews": proposal.reviews.order_by("pk") if proposal.at_once else [],
        "steps": notices.steps_of(proposal) if proposal.is_undecided else [],
        "may_sign": Ability.ATTEST in business.abilities,
        "answerable": open_now,
        "in_time": still_heard,
        "extension": extension_open(proposal) if still_heard or open_now else None,
        "form": form,
        "unasked": max(0, len(answerable) - MAX_ASKED),
        "files": proposal.files.all() if proposal.response else [],
        "add_form": added,
        "appeal": getattr(proposal, "appeal", None),
        "appeal_day": wording.appeal_day(proposal),
        "appeal_status": wording.appeal_status(proposal.appeal) if getattr(proposal, "appeal", None) else "",
    }
    return render(
        request, "portal/changes/change.html", context, status=422 if form.is_bound or added.is_bound else 200
    )


@for_sellers
@require_safe
def call(request: UserRequest, shipper_id: int, call_id: int) -> HttpResponse:
    """Show a call: what was found, what helps, by when, who calls, and what was said."""
    business = business_for(request.user, shipper_id)
    shown = call_for(request.user, shipper_id, call_id)
    messages_read_about(actor=request.user, about=("assurancecall", shown.pk))
    context = {
        "call": shown,
        "found": found_of(shown),
        "steps": [*who_calls(shown), *help_of(shown)] if shown.is_running else [],
        "attempts": shown.attempts.select_related("by").order_by("at", "pk"),
        "ended": "" if shown.ended_by_id or not shown.ended_text else call_end_text(shown),
    }
    return business_page(request, business, "portal/assurance/call.html", context)


PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice with its heading and its status."""

    proposal: ProposedChange
    title: str
    status: wording.NoticeStatus


@for_sellers
@require_safe
def changes(request: UserRequest, shipper_id: int) -> HttpResponse:
    """List the notices of a business, the latest first, and its plans."""
    business = business_for(request.user, shipper_id)
    page = Paginator(proposals_with_notice(shipper_id), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "listed": [NoticeRow(one, wording.notice_title(one), wording.notice_status(one)) for one in page],
        "plans": plans_of(shipper_id),
    }
    return business_page(request, business, "portal/changes/changes.html", context)


@for_sellers
@require_http_methods(["GET", "POST"])
def more_time(request: UserRequest, shipper_id: int, change_id: int) -> HttpResponse:
    """Show the requests for more time to respond, and the form for one; a POST sends a request."""
    business = business_for(request.user, shipper_id)
    proposal = proposal_for(request.user, shipper_id, change_id)
    form = MoreTimeForm(*form_data(request))
    if form.is_bound:
        business.require(Ability.ATTEST)
        if form_submit(form, lambda: extension_ask(actor=request.user, change_id=proposal.pk, **form.cleaned_data)):
            messages.success(request, _("Your request was sent. An officer answers it, and you will be told."))
            return redirect("portal:change_more_time", shipper_id=shipper_id, change_id=change_id)
    extensions = list(proposal.extensions.order_by("-pk"))
    in_time = proposal.is_undecided and proposal.final_at is None and clock.now() <= proposal.respond_by
    context = {
        "proposal": proposal,
        "title": wording.notice_title(proposal),
        "extensions": extensions,
        "may_ask": in_time and not any(one.state == ExtensionState.OPEN for one in extensions),
        "in_time": in_time,
        "most_days": MAX_EXTENSION_DAYS,
        "form": form,
    }
    return business_page(request, business, "portal/changes/more_time.html", context, form=form)


@for_sellers
@require_http_methods(["GET", "POST"])
def appeal(request: UserRequest, shipper_id: int, change_id: int) -> HttpResponse:
    """Show the appeal of a decision, or the form to appeal; a removed business may appeal too."""
    business = business_for(request.user, shipper_id)
    proposal = proposal_for(request.user, shipper_id, change_id)
    made: Appeal | None = getattr(proposal, "appeal", None)
    form = AppealForm(*form_data(request))
    if form.is_bound:
        business.require(Ability.ATTEST)
        if made and "withdraw" in request.POST:
            done = _appeal_withdraw(request, made, form)
            text = _("You took your appeal back.")
        else:
            done = form_submit(
                form, lambda: change_appeal(actor=request.user, change_id=proposal.pk, **form.cleaned_data)
            )
            text = _("Your appeal was sent. Somebody who took no part in the decision hears it. You will be told.")
        if done:
            messages.success(request, text)
            if not made:
                survey_offer(request, Task.APPEAL, shipper_id)
            return redirect("portal:change_appeal", shipper_id=shipper_id, change_id=change_id)
    clocks = terms_of(policy_on(clock.day_of(proposal.decided_at or clock.now()))).clocks
    context = {
        "proposal": proposal,
        "title": wording.notice_title(proposal),
        "status": wording.notice_status(proposal),
        "appeal": made,
        "appeal_status": wording.appeal_status(made) if made else "",
        "files": made.files.all() if made else [],
        "until": wording.appeal_day(proposal),
        "days": clocks.appeal_days if names_more(proposal) else clocks.appeal_false_statement_days,
        "false_information": false_information_text(proposal),
        "false_information_until": wording.false_information_appeal_day(proposal),
        "decision_days": clocks.appeal_decision_days,
        "was_taken": proposal.takes_away,
        "may_withdraw": bool(made) and made.state == AppealState.OPEN and Ability.ATTEST in business.abilities,
        "form": form,
    }
    return business_page(request, business, "portal/changes/appeal.html", context, form=form)


appeal_file = team_file(partial(file_readable, AppealFile))


def _appeal_withdraw(request: UserRequest, made: Appeal, form: AppealForm) -> bool:
    """Withdraw an appeal, and return whether that was possible; if not, the form says why."""
    try:
        appeal_withdraw(actor=request.user, appeal_id=made.pk)
    except NotAllowed:
        raise
    except DomainError as refusal:
        form_refuse(form, refusal.message)
        return False
    return True
