"""The appeal of a decision: the form, the rules and days that apply, and the outcome."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.core.errors import DomainError, NotAllowed
from apps.core.uploads import download
from apps.guidance.surveys.models import Task
from apps.policy.selectors import policy_on, terms_of
from apps.portal.access import business_for, for_sellers
from apps.portal.changes import wording
from apps.portal.changes.forms import AppealForm
from apps.portal.forms import form_data, form_refuse, form_submit
from apps.portal.survey import survey_offer
from apps.shippers.roles import Ability
from apps.standing.models import Appeal, AppealState
from apps.standing.proposals.notices import false_information_text
from apps.standing.selectors import appeal_file_for, names_more, proposal_for
from apps.standing.services import appeal_withdraw, change_appeal


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
        "business": business,
        "tab": "portal:shipper",
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
        "may_sign": Ability.ATTEST in business.abilities,
        "form": form,
    }
    return render(request, "portal/changes/appeal.html", context, status=422 if form.is_bound else 200)


@for_sellers
@require_safe
def file(request: UserRequest, shipper_id: int, appeal_file_id: int) -> FileResponse:
    """Return a file of an appeal to the team of the business that appealed."""
    return download(appeal_file_for(request.user, appeal_file_id, shipper_id))


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
