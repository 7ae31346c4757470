"""The page of benefits: what a business was promised and what it received, in words, as a chart and as a table."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.benefits.presentation import benefit_table, shipper_figures
from apps.benefits.rules import PromiseVerdict, RealisedRate
from apps.benefits.selectors import LATEST_SHIPMENTS, ShipmentMeasure, hours_to_release, measure_of, window_now
from apps.core import clock
from apps.core.shares import percent_exact
from apps.policy.schema import TIERS
from apps.portal.access import business_for, business_page, for_sellers
from apps.portal.wording import benefit_uses
from apps.standing.selectors import benefits_of
from apps.standing.states import MEMBER


@for_sellers
@require_safe
def benefits(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Show the benefits promised now, and how often parcels were examined compared with the promise."""
    business = business_for(request.user, shipper_id)
    window = window_now()
    standing = getattr(business.shipper, "standing", None)
    measure = measure_of(shipper_id, window)
    since = window.months[0] if window.months else clock.add_months(clock.today(), -window.terms.realised.months)
    context = {
        "standing": standing,
        "is_member": standing is not None and standing.status in MEMBER,
        "window": window,
        "benefits": benefit_uses(benefits_of(standing)) if standing else [],
        "page": shipper_figures(measure, window),
        "verdict": verdict_text(measure.realised),
        "broken": measure.realised.verdict == PromiseVerdict.BROKEN,
        "error": (1 - window.terms.realised.confidence) / 2,
        "hours": hours_to_release(shipper_id, since),
        "since": since,
        "latest": LATEST_SHIPMENTS,
        "tiers": (0, *TIERS),
        "parameters": benefit_table(window.terms),
    }
    return business_page(request, business, "portal/benefits.html", context)


def verdict_text(realised: RealisedRate) -> str:
    """Return whether the promise about exams was kept, in a sentence or two."""
    match realised.verdict:
        case PromiseVerdict.KEPT:
            return _("The promise was kept: your parcels were examined no more often than promised.")
        case PromiseVerdict.BROKEN:
            return _(
                "The promise was not kept: your parcels were examined more often than promised, and chance does not "
                "explain the difference. The program's staff know of this and look into it."
            )
        case PromiseVerdict.OPEN:
            if realised.promised is None or realised.rate is None:
                return _("Nobody can tell yet whether the promise was kept.")
            if realised.rate > realised.promised:
                return _(
                    "Nobody can tell yet whether the promise was kept. So far your parcels were examined more often "
                    "than promised, but with so few parcels that may be chance."
                )
            return _(
                "Nobody can tell yet whether the promise was kept. So far your parcels were examined no more often "
                "than promised, but with so few parcels that may be chance."
            )
    return _("No promise about exams applied to you in these months.")


def exam_promise_text(measure: ShipmentMeasure) -> str:
    """Return what was promised about exams on the day of a shipment, in words."""
    if measure.tier is None:
        return _("Nothing: your business was not a member on that day.")
    if measure.multiple is None:
        return _("Nothing about exams: your standing on that day brought no such benefit.")
    about = {"tier": measure.tier, "percent": percent_exact(measure.multiple)}
    if measure.front_of_line:
        return (
            _(
                "Tier %(tier)s: your parcels are chosen for an exam %(percent)s as often as others. When one is "
                "examined, it is examined first."
            )
            % about
        )
    return _("Tier %(tier)s: your parcels are chosen for an exam %(percent)s as often as others.") % about
