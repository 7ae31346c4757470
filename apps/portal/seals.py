"""The seals of recorded days in public, and the proof of a business's own parcel."""

from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.core.errors import Conflict, NotFound
from apps.ledger.selectors import parcel_for, revisions_complete
from apps.portal.access import business_for, for_sellers
from apps.seals import selectors
from apps.seals.models import Seal
from apps.seals.signed_statements import statement_read

PAGE_SIZE = 14
# The program that checks a proof. It stands with the documents, and people take it from the site.
PROGRAM = settings.BASE_DIR / "docs" / "verify" / "parcel_proof.py"


@require_safe
def seals(request: HttpRequest) -> HttpResponse:
    """List the seals, the latest first, and say what they are for."""
    page = Paginator(selectors.seals(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "portal/seals/seals.html", {"page": page})


@require_safe
def seal(request: HttpRequest, day: str) -> HttpResponse:
    """Show what the seal of a day says, and how to check it."""
    found = _seal_of(day)
    days = (clock.add_days(found.day, -1), clock.add_days(found.day, 1))
    neighbors = set(selectors.seals().filter(day__in=days).values_list("day", flat=True))
    context = {
        "seal": found,
        "previous": statement_read(found.statement)["previous"],
        "digest": bytes(found.digest).hex(),
        "before": days[0] if days[0] in neighbors else None,
        "after": days[1] if days[1] in neighbors else None,
    }
    return render(request, "portal/seals/seal.html", context)


@require_safe
def seal_file(request: HttpRequest, day: str) -> HttpResponse:
    """Return the published document of a seal, as it stands in the folder of seals."""
    content = selectors.seal_document(_seal_of(day).statement)
    return HttpResponse(content, content_type="application/json", headers={"Access-Control-Allow-Origin": "*"})


@require_safe
def seal_keys(request: HttpRequest) -> HttpResponse:
    """Return the keys that signed seals, also those that sign no longer (RFC 7517)."""
    return JsonResponse(
        {"keys": selectors.seal_keys()},
        content_type="application/jwk-set+json",
        headers={"Access-Control-Allow-Origin": "*"},
    )


@require_safe
def program(request: HttpRequest) -> FileResponse:
    """Return the program that checks a proof."""
    return FileResponse(PROGRAM.open("rb"), as_attachment=True, filename=PROGRAM.name, content_type="text/x-python")


@for_sellers
@require_safe
def parcel_proof(request: UserRequest, shipper_id: int, parcel_id: int) -> HttpResponse:
    """Return the proof that what was reported of a parcel of a business is in the seals of its days."""
    business = business_for(request.user, shipper_id)
    parcel = parcel_for(business.shipper.pk, parcel_id)
    try:
        entries = revisions_complete(parcel)
        document = selectors.proof_document(entries)
    except Conflict as refusal:
        context = {"business": business, "parcel_id": parcel_id, "message": refusal.message}
        return render(request, "portal/seals/broken.html", context, status=409)
    headers = {"Content-Disposition": f'attachment; filename="proof-{parcel_id}.json"'}
    return JsonResponse(document, json_dumps_params={"indent": 1}, headers=headers)


def _seal_of(day: str) -> Seal:
    """Return the seal of a day as it is written in an address; raise Http404 if there is none."""
    try:
        return selectors.seal_of(date.fromisoformat(day))
    except (ValueError, NotFound) as error:
        raise Http404(_("There is no seal of this day.")) from error
