"""Who ships under the number of a business: listed or not, and what the business says of those who are not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.core.errors import Conflict
from apps.ledger.models import ShippingSeen
from apps.ledger.selectors import parties_seen
from apps.ledger.services import party_answer
from apps.portal.access import for_sellers, number_in
from apps.portal.business import business_for
from apps.shippers.roles import Ability

# A business that ships by more than these would not read them either.
MOST = 200


@for_sellers
@require_http_methods(["GET", "POST"])
def shipping_parties(request: HttpRequest, shipper_id: int) -> HttpResponse:
    business = business_for(request.user, shipper_id)
    return render(request, "portal/findings/parties.html", {"business": business})
