"""Disowned shipments: a business says that a shipment under its number is not its own."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.core.errors import DomainError, NotAllowed, NotFound
from apps.core.forms import refuse
from apps.disputes import selectors, services
from apps.disputes.models import StatementState
from apps.portal.access import business_for, for_sellers
from apps.portal.disputes.forms import DisownForm
from apps.portal.forms import form_data
from apps.shippers.roles import Ability


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
    context = {
        "business": business,
        "tab": "portal:shipments",
        "parcel": parcel,
        "disowning": disowning,
        "files": disowning.files.filter(uploaded_by=disowning.said_by_id).values_list("name", flat=True)
        if disowning
        else [],
        "form": form,
        "may_be_said": disowning is None or disowning.state == StatementState.DECLINED,
        "may_disown": Ability.ATTEST in business.abilities,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "portal/disputes/disown.html", context, status=status)
