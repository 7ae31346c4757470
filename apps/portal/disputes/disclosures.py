"""Statements of a business by itself: prior disclosures, disowned shipments, and unknown shipping parties."""

from http import HTTPStatus

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.core.errors import DomainError, NotAllowed, NotFound
from apps.core.forms import refuse
from apps.core.uploads import download
from apps.disputes import selectors, services
from apps.disputes.models import StatementState
from apps.disputes.services import disownings_open
from apps.disputes.services.disownings import MAX_TOGETHER
from apps.guidance.surveys.models import Task
from apps.ledger.models import ShippingSeen
from apps.ledger.selectors import parties_seen
from apps.ledger.services import party_answer
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import ONE
from apps.portal.access import business_for, business_page, for_sellers
from apps.portal.disputes.forms import DiscloseForm, DisownForm, DisownPartyForm
from apps.portal.forms import form_data, form_submit, number_in
from apps.portal.survey import survey_offer
from apps.shippers.roles import Ability


@for_sellers
@require_http_methods(["GET", "POST"])
def disclose(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Explain prior disclosure and show the form; a POST sends a disclosure. Only signatories may disclose."""
    business = business_for(request.user, shipper_id)
    form = DiscloseForm(*form_data(request))
    if form.is_bound:
        business.require(Ability.ATTEST)
        disclosure = form_submit(
            form, lambda: services.disclosure_open(actor=request.user, shipper_id=shipper_id, **form.cleaned_data)
        )
        if disclosure:
            messages.success(request, _("Your disclosure was sent. An officer reads it and decides."))
            survey_offer(request, Task.DISCLOSURE, shipper_id)
            return redirect("portal:disclosure", shipper_id, disclosure.pk)
    context = {
        "business": business,
        "tab": "portal:violations",
        "form": form,
        "may_disclose": Ability.ATTEST in business.abilities,
        "factor": terms_of(policy_on(clock.today())).weights.self_disclosed / ONE,
        "disclosures": selectors.disclosures_of(shipper_id),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "portal/disputes/disclose.html", context, status=status)


@for_sellers
@require_http_methods(["GET", "POST"])
def disclosure(request: UserRequest, shipper_id: int, disclosure_id: int) -> HttpResponse:
    """Show a disclosure and its outcome; a POST withdraws the disclosure."""
    business = business_for(request.user, shipper_id)
    disclosure = selectors.disclosure_for(shipper_id, disclosure_id)
    if request.method == "POST":
        business.require(Ability.ATTEST)
        try:
            services.disclosure_withdraw(actor=request.user, disclosure_id=disclosure.pk)
        except (NotFound, NotAllowed):
            raise
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("Your disclosure was taken back."))
        return redirect("portal:disclosure", shipper_id, disclosure.pk)
    context = {
        "disclosure": disclosure,
    }
    return business_page(request, business, "portal/disputes/disclosure.html", context, tab="portal:violations")


@for_sellers
@require_safe
def file(request: UserRequest, shipper_id: int, disclosure_id: int, disclosure_file_id: int) -> FileResponse:
    """Return a file of a disclosure to the team. Staff open it at the desk, where each look is kept."""
    business_for(request.user, shipper_id)
    return download(selectors.disclosure_file_for(request.user, shipper_id, disclosure_id, disclosure_file_id))


@for_sellers
@require_http_methods(["GET", "POST"])
def disown(request: UserRequest, shipper_id: int, parcel_id: int) -> HttpResponse:
    """Show the form to disown a shipment, or the outcome; a POST disowns the shipment or takes that back."""
    business = business_for(request.user, shipper_id)
    # A shipment that was disowned and taken out of the record can still be read here.
    disowning = selectors.disownings_of(shipper_id, [parcel_id]).get(parcel_id)
    parcel = disowning.parcel if disowning else selectors.parcel_for(shipper_id, parcel_id)
    form = DisownForm()
    if request.method == "POST":
        business.require(Ability.ATTEST)
        form = DisownForm(*form_data(request))
        try:
            if "withdraw" in request.POST and disowning:
                services.disowning_withdraw(actor=request.user, disowning_id=disowning.pk)
                messages.success(request, _("You have said that this shipment is yours after all."))
                return redirect("portal:disown", shipper_id, parcel_id)
            if form.is_valid():
                services.disowning_open(
                    actor=request.user, shipper_id=shipper_id, parcel_id=parcel_id, **form.cleaned_data
                )
                messages.success(request, _("Thank you. Officers look at it and decide. You will be told."))
                return redirect("portal:disown", shipper_id, parcel_id)
        except (NotFound, NotAllowed):
            raise
        except DomainError as refusal:
            form.is_valid()
            refuse(form, refusal)
    is_declined = disowning is not None and disowning.state == StatementState.DECLINED
    is_final = is_declined and selectors.disownings_left(shipper_id, parcel_id) <= 0
    context = {
        "business": business,
        "tab": "portal:shipments",
        "parcel": parcel,
        "disowning": disowning,
        "files": disowning.files.filter(uploaded_by=disowning.said_by_id).values_list("name", flat=True)
        if disowning
        else [],
        "form": form,
        "may_be_said": disowning is None or (is_declined and not is_final),
        "is_final": is_final,
        "may_disown": Ability.ATTEST in business.abilities,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "portal/disputes/disown.html", context, status=status)


# The latest so many parties are listed, those without an answer first.
MAX_PARTIES = 200


@for_sellers
@require_http_methods(["GET", "POST"])
def shipping_parties(request: UserRequest, shipper_id: int) -> HttpResponse:
    """List the parties; a POST says of one whether it ships for the business or disowns its shipments."""
    business = business_for(request.user, shipper_id)
    party_id, form = None, None
    if request.method == "POST":
        business.require(Ability.ATTEST)
        party_id = number_in(request.POST, "party") or 0
        if "ours" in request.POST:
            _party_accept(request, shipper_id, party_id)
            return redirect("portal:shipping_parties", shipper_id)
        form = DisownPartyForm(*form_data(request), auto_id=f"id_{party_id}_%s")
        if _party_disown(request, shipper_id, party_id, form):
            return redirect("portal:shipping_parties", shipper_id)
    parties = list(
        parties_seen().filter(shipper=shipper_id).select_related("answered_by").order_by("-pk")[:MAX_PARTIES]
    )
    # pyrefly: ignore[missing-attribute] (annotated by `parties_seen`)
    unknown = [party for party in parties if not party.listed]
    context = {
        "business": business,
        "tab": "portal:shipments",
        "unlisted": [
            (party, form if party.pk == party_id else DisownPartyForm(auto_id=f"id_{party.pk}_%s"))
            for party in sorted(unknown, key=lambda party: party.answer)
        ],
        # pyrefly: ignore[missing-attribute] (annotated by `parties_seen`)
        "listed": [party for party in parties if party.listed],
        "refused": form,
        "may_answer": Ability.ATTEST in business.abilities,
        "most": MAX_TOGETHER,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
    return render(request, "portal/disputes/parties.html", context, status=status)


def _party_accept(request: UserRequest, shipper_id: int, party_id: int) -> None:
    party_answer(actor=request.user, shipper_id=shipper_id, party_id=party_id, answer=ShippingSeen.Answer.OURS)
    messages.success(request, _("You have said that they ship for you. Add them to your profile, too."))


def _party_disown(request: UserRequest, shipper_id: int, party_id: int, form: DisownPartyForm) -> bool:
    """Disown the shipments of a party, and return whether that was possible; if not, the form says why."""
    disowned = form_submit(
        form,
        lambda: disownings_open(actor=request.user, shipper_id=shipper_id, party_id=party_id, **form.cleaned_data),
    )
    if disowned is None:
        return False
    if disowned:
        text = ngettext(
            "Thank you. You have disowned %(count)d shipment. An officer looks at it and decides. You will be told.",
            "Thank you. You have disowned %(count)d shipments. An officer looks at them and decides. You will be told.",
            len(disowned),
        )
        messages.success(request, text % {"count": len(disowned)})
    else:
        messages.info(
            request, _("Your answer is saved. None of their shipments is left in your record to be disowned.")
        )
    return True
