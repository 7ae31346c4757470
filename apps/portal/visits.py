"""Validation visits: when and where, how to prepare, the findings, and the answers of the business."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.core.errors import NotFound
from apps.portal.access import TeamBusiness, business_for, business_page, for_sellers, team_file
from apps.portal.forms import ActionForm, form_data, form_submit
from apps.shippers.roles import Ability
from apps.shippers.selectors import file_readable
from apps.validations import selectors, services
from apps.validations.models import Finding, Visit, VisitFile, VisitFindingState, VisitState
from apps.validations.states import ACTION


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding on the page. `is_open` is whether an answer is awaited, `may_answer` whether the user may give the
    answer now, `late` whether its day is over.
    """

    finding: Finding
    is_open: bool
    may_answer: bool
    late: bool


@for_sellers
@require_safe
def visit(request: UserRequest, shipper_id: int, visit_id: int) -> HttpResponse:
    """Show a visit with its findings."""
    business = business_for(request.user, shipper_id)
    visit = selectors.visit_for(request.user, shipper_id, visit_id)
    rows = [_finding_row(finding, visit, business) for finding in selectors.findings_of(visit)]
    context = {
        "visit": visit,
        "actions": [one for one in rows if one.finding.kind == Finding.Kind.ACTION],
        "advice": [one.finding for one in rows if one.finding.kind == Finding.Kind.ADVICE],
        "waits_on_business": any(one.finding.state == VisitFindingState.OPEN for one in rows),
        "waits_on_officer": any(one.finding.state == VisitFindingState.ANSWERED for one in rows),
        "reports": selectors.reports_of(visit),
    }
    return business_page(request, business, "portal/visits/visit.html", context)


@for_sellers
@require_http_methods(["GET", "POST"])
def action(request: UserRequest, shipper_id: int, visit_id: int, finding_id: int) -> HttpResponse:
    """Show the form to answer an action that a visit requires; a POST sends the answer. Only signatories may answer."""
    business = business_for(request.user, shipper_id)
    visit = selectors.visit_for(request.user, shipper_id, visit_id)
    finding = next((one for one in selectors.findings_of(visit) if one.pk == finding_id), None)
    if finding is None or finding.kind != Finding.Kind.ACTION:
        raise NotFound(_("There is no such finding on your list."))
    form = ActionForm(*form_data(request))
    if form.is_bound:
        business.require(Ability.ATTEST)
        answer = form_submit(
            form,
            lambda: services.action_answer(
                actor=request.user, shipper_id=shipper_id, finding_id=finding.pk, **form.cleaned_data
            ),
        )
        if answer:
            messages.success(request, _("Your answer was sent. An officer reads it, and you will be told."))
            return redirect("portal:visit", shipper_id=shipper_id, visit_id=visit_id)
    context = {
        "visit": visit,
        "row": _finding_row(finding, visit, business),
        "form": form,
    }
    return business_page(request, business, "portal/visits/action.html", context, form=form)


file = team_file(partial(file_readable, VisitFile))


def _finding_row(finding: Finding, visit: Visit, business: TeamBusiness) -> FindingRow:
    is_open = visit.state == VisitState.VISITED and finding.state == VisitFindingState.OPEN
    return FindingRow(
        finding,
        is_open=is_open,
        may_answer=is_open and bool(ACTION.open_to(state=finding.state, held=business.abilities)),
        late=is_open and finding.due is not None and finding.due < clock.today(),
    )
