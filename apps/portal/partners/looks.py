"""The looks of partners at the number of a business, with the answers that they got."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.core.errors import NotFound
from apps.partners.looks.selectors import further_looks_on, looks_on, looks_until, standings_told
from apps.partners.models import Partner
from apps.portal.access import business_for, for_sellers
from apps.portal.partners.wording import told_text
from apps.standing.selectors import changes_of

PAGE_SIZE = 50
TAB = "portal:profile"


@for_sellers
@require_safe
def looks(request: UserRequest, shipper_id: int) -> HttpResponse:
    """List the looks at a business by day and partner, a week on a page; `?until=` leads to earlier weeks."""
    business = business_for(request.user, shipper_id)
    until = _day_in(request.GET["until"]) if "until" in request.GET else clock.today()
    week = looks_until(business.shipper, until)
    context = {
        "business": business,
        "tab": TAB,
        "days": [
            (looks, [(told_text(further.kind, further.told), further.count) for further in looks.further])
            for looks in week.days
        ],
        "earlier": week.earlier,
        "is_latest": until >= clock.today(),
    }
    return render(request, "portal/partners/looks.html", context)


@for_sellers
@require_safe
def day(request: UserRequest, shipper_id: int, day: str, partner_id: int) -> HttpResponse:
    """List each look of a partner on a day with the standing that was told, and what was told beyond the standing."""
    business, on = business_for(request.user, shipper_id), _day_in(day)
    found = looks_on(business.shipper, partner_id, on)
    partner = Partner.objects.filter(pk=partner_id).first()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    if partner is None or not page.object_list:
        raise NotFound(_("This partner did not ask about you on this day."))
    changes = list(changes_of(shipper_id))[::-1]
    further = further_looks_on(business.shipper, partner_id, on)
    context = {
        "business": business,
        "tab": TAB,
        "day": on,
        "program_zone": clock.PROGRAM_ZONE,
        "partner": partner,
        "page": page,
        "looks": [(look, standings_told(changes, look.at, look.at)) for look in page],
        "further": [(told_text(look.kind, look.told), look) for look in further],
    }
    return render(request, "portal/partners/day.html", context)


def _day_in(text: str) -> date:
    """Return the day of an address; raise NotFound if it names none that the log can hold."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotFound(_("There is no such day.")) from None
    if not 2000 <= day.year <= clock.today().year + 1:
        raise NotFound(_("There is no such day."))
    return day
