"""The page of a notice: what is proposed and why, the status, the response, and the decision."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.core.uploads import download
from apps.guidance.surveys.models import Task
from apps.notices.services import messages_read_about
from apps.portal.access import TeamBusiness, business_for, for_sellers
from apps.portal.changes import wording
from apps.portal.changes.forms import AddForm, ResponseForm
from apps.portal.changes.grounds import GroundShown, findings_in, grounds_of, violations_answerable
from apps.portal.forms import form_data, form_refuse, form_submit
from apps.portal.survey import survey_offer
from apps.shippers.roles import Ability
from apps.standing.models import ProposalState, ProposedChange
from apps.standing.proposals import notices
from apps.standing.proposals.named_parcels import parcels_named
from apps.standing.selectors import extension_open, proposal_for, response_file_for
from apps.standing.services import change_respond, response_add

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


@for_sellers
@require_safe
def file(request: UserRequest, shipper_id: int, response_file_id: int) -> FileResponse:
    """Return a file of a response to the team of the business that responded."""
    return download(response_file_for(request.user, response_file_id, shipper_id))


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
