"""A validation visit as the business sees it: when and where, how to prepare, what was found, and the answers to it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.core.downloads import download
from apps.core.errors import NotFound
from apps.portal.access import for_sellers
from apps.portal.business import Business, business_for
from apps.portal.talk.questions import posted, written
from apps.portal.visits.forms import ActionForm
from apps.shippers.roles import Ability
from apps.validations import selectors, services
from apps.validations.models import Finding, Visit
from apps.validations.states import ACTION

TAB = "portal:shipper"


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as the page shows it. `may_answer`: this person, now. `late`: its day is over without an answer."""

    finding: Finding
    may_answer: bool
    late: bool


@for_sellers
@require_safe
def visit(request: UserRequest, shipper_id: int, visit_id: int) -> HttpResponse:
    business = business_for(request.user, shipper_id)
    shown = selectors.visit_for(request.user, shipper_id, visit_id)
    found = [_found(finding, shown, business) for finding in selectors.findings_of(shown)]
    context = {
        "business": business,
        "tab": TAB,
        "visit": shown,
        "actions": [one for one in found if one.finding.kind == Finding.Kind.ACTION],
        "advice": [one.finding for one in found if one.finding.kind == Finding.Kind.ADVICE],
        "waits_on_business": any(one.finding.state == Finding.State.OPEN for one in found),
        "waits_on_officer": any(one.finding.state == Finding.State.ANSWERED for one in found),
        "may_sign": Ability.ATTEST in business.abilities,
        "reports": selectors.reports_of(shown),
    }
    return render(request, "portal/visits/visit.html", context)


@for_sellers
@require_http_methods(["GET", "POST"])
def action(request: UserRequest, shipper_id: int, visit_id: int, finding_id: int) -> HttpResponse:
    """Answer one action that the visit requires. Who may not sign for the business is told who may."""
    business = business_for(request.user, shipper_id)
    shown = selectors.visit_for(request.user, shipper_id, visit_id)
    finding = next((one for one in selectors.findings_of(shown) if one.pk == finding_id), None)
    if finding is None or finding.kind != Finding.Kind.ACTION:
        raise NotFound(_("There is no such finding on your list."))
    form = ActionForm(*posted(request))
    if form.is_bound:
        business.require(Ability.ATTEST)
        answer = written(
            form,
            lambda: services.action_answer(
                actor=request.user, shipper_id=shipper_id, finding_id=finding.pk, **form.cleaned_data
            ),
        )
        if answer:
            messages.success(request, _("Your answer was sent. An officer reads it, and you will be told."))
            return redirect("portal:visit", shipper_id=shipper_id, visit_id=visit_id)
    context = {
        "business": business,
        "tab": TAB,
        "visit": shown,
        "found": _found(finding, shown, business),
        "form": form,
        "may_sign": Ability.ATTEST in business.abilities,
    }
    return render(request, "portal/visits/action.html", context, status=422 if form.is_bound else 200)


@for_sellers
@require_safe
def file(request: UserRequest, shipper_id: int, visit_file_id: int) -> FileResponse:
    """A report of a visit, or a file of an answer, to the business that it is about."""
    return download(selectors.file_for(request.user, visit_file_id, shipper_id))


def _found(finding: Finding, visit: Visit, business: Business) -> Found:
    waits = visit.state == Visit.State.VISITED and finding.state == Finding.State.OPEN
    return Found(
        finding,
        may_answer=waits and bool(ACTION.open_to(state=finding.state, held=business.abilities)),
        late=waits and finding.due is not None and finding.due < clock.today(),
    )
