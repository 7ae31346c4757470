"""The certificate of a member, with a QR code that leads to the page that verifies its number."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.policy.selectors import policy_on, terms_of
from apps.portal.access import business_for, business_page, for_sellers
from apps.standing.selectors import benefits_promised

# The blank border on each side, in modules, that ISO/IEC 18004 asks for.
MARGIN = 4


@dataclass(frozen=True, slots=True)
class QrCode:
    """`path` draws the dark modules, each of length 1, in a square view box of length `size`."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """Return the QR code of a text, with error correction of level M (15 %)."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=MARGIN)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return QrCode(len(rows), path)


CERTIFICATE = "certificate"


@for_sellers
@require_safe
def certificate(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Show the certificate to print; send a business that is not promised one back to its overview, with a message."""
    business = business_for(request.user, shipper_id)
    shipper, today = business.shipper, clock.today()
    standing = getattr(shipper, "standing", None)
    terms = terms_of(policy_on(today))
    benefits = (
        benefits_promised(terms, status=standing.status, tier=standing.tier, examine_all=standing.is_examined_fully)
        if standing
        else []
    )
    if CERTIFICATE not in {benefit.code for benefit in benefits}:
        messages.info(request, _("A certificate comes with some tiers. Yours has none at present."))
        return redirect("portal:shipper", shipper_id)
    address = f"{settings.SITE['url']}{reverse('portal:verify')}?{urlencode({'ksn': shipper.ksn})}"
    context = {
        "standing": standing,
        "today": today,
        "address": address,
        "code": qr_code(address),
    }
    return business_page(request, business, "portal/certificate.html", context)
