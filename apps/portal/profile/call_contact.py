"""The person whom the program calls before a change of standing is proposed, as the business chooses."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.core.days_text import zone_name
from apps.portal.access import business_for, for_sellers
from apps.portal.forms import form_data, form_submit
from apps.portal.profile.forms import CallContactForm
from apps.shippers.roles import Ability
from apps.shippers.zones import zone_of
from apps.standing.models import CallContact
from apps.standing.services import call_contact_remove, call_contact_set


@for_sellers
@require_http_methods(["GET", "POST"])
def call_contact(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Show whom the program calls and when; a POST chooses or removes the contact."""
    business = business_for(request.user, shipper_id)
    contact = CallContact.objects.filter(shipper=shipper_id).first()
    data, _files = form_data(request)
    form = CallContactForm(data, contact=contact, country=business.shipper.country.code)
    if request.method == "POST":
        business.require(Ability.PREPARE)
        if "remove" in request.POST:
            call_contact_remove(actor=request.user, shipper_id=shipper_id)
            messages.success(request, _("The contact was removed. We call the number of your main contact."))
            return redirect("portal:profile", shipper_id=shipper_id)
        if form_submit(form, lambda: call_contact_set(actor=request.user, shipper_id=shipper_id, **form.cleaned_data)):
            messages.success(request, _("Your contact for calls was saved."))
            return redirect("portal:profile", shipper_id=shipper_id)
    context = {
        "business": business,
        "tab": "portal:profile",
        "contact": contact,
        "form": form,
        "zone_name": zone_name(zone_of(business.shipper)),
        "may_prepare": Ability.PREPARE in business.abilities,
    }
    return render(request, "portal/assurance/contact.html", context, status=422 if form.is_bound else 200)
