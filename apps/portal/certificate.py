"""The certificate of a member, with a code that leads to the proof."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.policy.selectors import policy_on, terms_of
from apps.portal.access import for_sellers
from apps.portal.business import business_for
from apps.portal.qr import code_of
from apps.standing.selectors import promised

CERTIFICATE = "certificate"


@for_sellers
@require_safe
def certificate(request: UserRequest, shipper_id: int) -> HttpResponse:
    """To be printed, or shown in a shop. Who is not promised one is sent back, and told so."""
    business = business_for(request.user, shipper_id)
    shipper, today = business.shipper, clock.today()
    standing = getattr(shipper, "standing", None)
    terms = terms_of(policy_on(today))
    benefits = (
        promised(terms, status=standing.status, tier=standing.tier, examine_all=standing.examine_all)
        if standing
        else []
    )
    if CERTIFICATE not in {benefit.code for benefit in benefits}:
        messages.info(request, _("A certificate comes with some tiers. Yours has none at present."))
        return redirect("portal:shipper", shipper_id)
    address = f"{settings.SITE['url']}{reverse('portal:verify')}?{urlencode({'ksn': shipper.ksn})}"
    context = {
        "business": business,
        "tab": "portal:shipper",
        "standing": standing,
        "today": today,
        "address": address,
        "code": code_of(address),
    }
    return render(request, "portal/certificate.html", context)
