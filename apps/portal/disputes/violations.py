"""The page of a violation: the facts, its weight, and the answers of the business."""

from datetime import date
from http import HTTPStatus

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.core.errors import DomainError, NotAllowed, NotFound
from apps.core.forms import refuse
from apps.core.uploads import download
from apps.disputes import selectors, services
from apps.disputes.models import Dispute, SourceCheckState, StatementState
from apps.evaluation.offenses import offense_of
from apps.evaluation.selectors import facts_now
from apps.evaluation.tier_risk import effect_text, violation_effect
from apps.evaluation.weight_text import weight_text
from apps.ledger.law import MEANING, provisions_of
from apps.ledger.models import Service, Violation
from apps.ledger.petitions import petition_texts
from apps.ledger.selectors import service_of, suspends_at_once, was_served
from apps.ledger.vocabulary import Determination
from apps.notices.services import messages_read_about
from apps.policy.selectors import Calendar, terms_of
from apps.portal.access import TeamBusiness, business_for, for_sellers
from apps.portal.disputes.forms import AnswerForm
from apps.portal.disputes.wording import discrepancies_text, facts_of, revisions_of, state_text, waiting_of
from apps.portal.files import FilesForm
from apps.portal.forms import form_data, form_submit
from apps.shippers.roles import Ability


@for_sellers
@require_safe
def violation(request: UserRequest, shipper_id: int, case_id: int) -> HttpResponse:
    """Show a violation and mark the messages about it as read. Of one whose report was taken back, or that no longer
    names the business, say that the notice is withdrawn.
    """
    business = business_for(request.user, shipper_id)
    try:
        violation = selectors.violation_for(shipper_id, case_id)
    except NotFound:
        if not was_served(shipper_id, case_id):
            raise
        context = {"business": business, "tab": "portal:violations"}
        return render(request, "portal/disputes/withdrawn.html", context, status=HTTPStatus.GONE)
    service = service_of(case_id)
    messages_read_about(actor=request.user, about=service.told_about if service else ("case", case_id))
    return _page(request, business, violation, service, FilesForm())


@for_sellers
@require_http_methods(["GET", "POST"])
def answer(request: UserRequest, shipper_id: int, case_id: int) -> HttpResponse:
    """Show the form to answer a violation; a POST sends the answer. Only signatories may answer."""
    business = business_for(request.user, shipper_id)
    violation = selectors.violation_for(shipper_id, case_id)
    form = AnswerForm(*form_data(request))
    if form.is_bound:
        business.require(Ability.ATTEST)
        dispute = form_submit(
            form,
            lambda: services.dispute_open(
                actor=request.user, shipper_id=shipper_id, case_id=case_id, **form.cleaned_data
            ),
        )
        if dispute:
            messages.success(request, _("Your answer was sent. An officer reads it and decides. You will be told."))
            return redirect("portal:violation", shipper_id, case_id)
    context = {
        "business": business,
        "tab": "portal:violations",
        "violation": violation,
        "meaning": MEANING[violation.category],
        "form": form,
        "may_answer": Ability.ATTEST in business.abilities,
        "open": selectors.disputes_of(shipper_id, case_id).filter(state=StatementState.OPEN).exists(),
        "reversed": violation.determination == Determination.REVERSED,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "portal/disputes/answer.html", context, status=status)


@for_sellers
@require_POST
def answer_change(request: UserRequest, shipper_id: int, case_id: int, dispute_id: int) -> HttpResponse:
    """Withdraw an answer, or add files to an answer."""
    business = business_for(request.user, shipper_id)
    business.require(Ability.ATTEST)
    violation = selectors.violation_for(shipper_id, case_id)
    dispute = selectors.dispute_for(shipper_id, case_id, dispute_id)
    form = FilesForm(request.POST, request.FILES)
    try:
        if "withdraw" in request.POST:
            services.dispute_withdraw(actor=request.user, dispute_id=dispute.pk)
            messages.success(request, _("Your answer was taken back. You can give another one."))
            return redirect("portal:violation", shipper_id, case_id)
        if form.is_valid():
            services.dispute_file_add(actor=request.user, dispute_id=dispute.pk, files=form.cleaned_data["files"])
            messages.success(request, _("The files were added."))
            return redirect("portal:violation", shipper_id, case_id)
    except (NotFound, NotAllowed):
        raise
    except DomainError as refusal:
        form.is_valid()
        refuse(form, refusal)
    return _page(request, business, violation, service_of(case_id), form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@for_sellers
@require_safe
def file(request: UserRequest, shipper_id: int, case_id: int, dispute_file_id: int) -> FileResponse:
    """Return a file of an answer to the team. Staff open it at the desk, where each look is kept."""
    business_for(request.user, shipper_id)
    return download(selectors.dispute_file_for(request.user, shipper_id, case_id, dispute_file_id))


def _page(
    request: UserRequest,
    business: TeamBusiness,
    violation: Violation,
    service: Service | None,
    files: FilesForm,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Render the page of a violation. `files` is the form that adds files to the open answer."""
    today = clock.today()
    calendar = Calendar()
    policy = calendar.on(today)
    terms = terms_of(policy)
    disputes = list(selectors.disputes_of(business.shipper.pk, violation.case_id))
    is_alleged = violation.determination == Determination.ALLEGED
    answerable = violation.determination != Determination.REVERSED and not _has_open(disputes)
    source_check = selectors.source_check_latest(disputes)
    context = {
        "business": business,
        "tab": "portal:violations",
        "violation": violation,
        "is_alleged": is_alleged,
        "is_alleged_by_others": is_alleged and not violation.self_disclosed,
        "awaits_answer": is_alleged and answerable,
        "meaning": MEANING[violation.category],
        "state": state_text(violation),
        "facts": [*discrepancies_text(violation), *facts_of(violation)],
        "law": provisions_of(violation.category, violation.culpability),
        "petition": petition_texts(violation, terms.clocks),
        "service": service,
        "grave": suspends_at_once(violation),
        "waiting": is_alleged and waiting_of(service, disputes),
        "weight": weight_text(violation, calendar, today=today),
        "effect": _effect(business, violation, calendar, today),
        "policy": policy,
        "revisions": revisions_of(selectors.entries_of(business.shipper.pk, violation.case_id)),
        "disputes": disputes,
        "source_check": source_check if source_check and source_check.state != SourceCheckState.CLOSED else None,
        "may_answer": Ability.ATTEST in business.abilities,
        "answerable": answerable,
        "files_form": files,
    }
    return render(request, "portal/disputes/violation.html", context, status=status)


def _has_open(disputes: list[Dispute]) -> bool:
    return any(dispute.state == StatementState.OPEN for dispute in disputes)


def _effect(business: TeamBusiness, violation: Violation, calendar: Calendar, today: date) -> str:
    """Return what the violation changes in the tiers of a member; "" where it was reversed or there is no member."""
    if violation.determination == Determination.REVERSED:
        return ""
    terms = terms_of(calendar.on(today))
    facts = facts_now(business.shipper.pk, first=today, window=terms.windows.longest, calendar=calendar)
    if facts.on(today).enrolled is None:
        return ""
    found = violation_effect(facts, terms, today=today, offense=offense_of(violation, calendar))
    return effect_text(found, alleged=violation.determination == Determination.ALLEGED)
