"""One box that finds a business, an application or a shipment by whatever an officer was given of it.

The typed words may be personal data: they come by POST, so that they stand in no address and no log. Keys are looked up
as they are, by index; names by likeness.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.search import TrigramSimilarity
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.applications.models import Application, ApplicationState
from apps.applications.references import application_id_of
from apps.core.bounds import whole_number
from apps.core.errors import InvalidInput
from apps.core.fields import blind_index
from apps.core.lazy import Promise
from apps.desk.forms import StaffForm
from apps.ledger.models import Parcel, Seller
from apps.matching import normal_name
from apps.shippers.identifiers import normal_identifier
from apps.shippers.ksn import normal_ksn
from apps.shippers.matches.normal_forms import keys_of
from apps.shippers.models import Identifier, MatchKey, Membership, Shipper, Storefront

MIN_LENGTH, MAX_LENGTH = 2, 300
Key = MatchKey.Kind
# The results of one kind that the page shows; a reader who finds more has typed too little.
MAX_RESULTS = 20
KSN_LENGTH = 12


@dataclass(frozen=True, slots=True)
class TypedText:
    """A text that was typed, in the place of one fact about a business, so that the keys of such a fact can be made."""

    name: str = ""
    trade_name: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A result of a search: its name, what distinguishes it from others, and the address of its page."""

    name: str
    about: str
    url: str


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """The results that were found in one way. `exact`: the text is the key of each, and not only like its name."""

    title: Promise
    results: list[SearchResult] = field(default_factory=list)
    exact: bool = True


def find(text: str) -> list[ResultGroup]:
    """Return the groups of what a text may name, without empty groups. Takes ten queries at most."""
    groups = [
        ResultGroup(_lazy("Known Shipper Number"), list(_ksns(text))),
        ResultGroup(_lazy("Application number"), list(_applications(text))),
        ResultGroup(_lazy("Number of a business: EIN, LEI, D-U-N-S and others"), list(_numbers(text))),
        ResultGroup(_lazy("Tracking number"), list(_parcels(text))),
        ResultGroup(_lazy("Storefront"), list(_storefronts(text))),
        ResultGroup(_lazy("Seller reported by a carrier or marketplace"), list(_sellers(text))),
        ResultGroup(_lazy("E-mail of a business or of somebody on its team"), list(_addresses(text))),
        ResultGroup(_lazy("Name of a business"), list(_names(text)), exact=False),
    ]
    return [group for group in groups if group.results]


class SearchForm(StaffForm):
    """The search box."""

    text = forms.CharField(min_length=MIN_LENGTH, max_length=MAX_LENGTH)

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())


def search(request: HttpRequest) -> HttpResponse:
    """Answer the search box: with a list of results, or with the page of the one record that the text is the key of."""
    if "read_everything" not in held(user_of(request)):
        raise PermissionDenied
    form = SearchForm(request.POST if request.method == "POST" else None)
    groups: list[ResultGroup] = []
    if found := form.is_valid():
        groups = find(form.cleaned_data["text"])
        exact = {result.url for group in groups if group.exact for result in group.results}
        if len(exact) == 1:
            return HttpResponseRedirect(exact.pop())
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _lazy("Search"),
        "text": form["text"].value(),
        "errors": form.errors.get("text"),
        "groups": groups,
        "shown": MAX_RESULTS,
        "searched": found,
    }
    return TemplateResponse(request, "admin/search.html", context, status=422 if form.is_bound and not found else 200)


def _shipper(shipper: Shipper, about: str = "") -> SearchResult:
    known = " · ".join(part for part in (shipper.ksn or _("not enrolled"), shipper.country.name, about) if part)
    return SearchResult(str(shipper), known, reverse("admin:shippers_shipper_change", args=[shipper.pk]))


def _ksns(text: str) -> Iterator[SearchResult]:
    yield from map(_shipper, Shipper.objects.filter(ksn=normal_ksn(text)[:KSN_LENGTH]))


def _applications(text: str) -> Iterator[SearchResult]:
    """Find an application by its reference number, or by its number alone."""
    number = application_id_of(text) or whole_number(text.removeprefix("#"))
    if number is None:
        return
    found = Application.objects.exclude(state=ApplicationState.DRAFT).filter(pk=number).select_related("shipper")
    for application in found:
        url = reverse("admin:applications_application_change", args=[application.pk])
        yield SearchResult(f"{application.reference} {application.shipper}", str(application.state_for_staff), url)


def _parcels(text: str) -> Iterator[SearchResult]:
    """Find parcels by the reference alone, or by "issuer:reference", as files of reporters write parcels."""
    issuer, _colon, reference = text.rpartition(":")
    named = Q(reference=text) | Q(issuer=issuer, reference=reference) if issuer else Q(reference=text)
    for parcel in Parcel.objects.filter(named).select_related("seller__shipper").order_by("-date")[:MAX_RESULTS]:
        whose = parcel.seller.shipper or parcel.seller
        url = reverse("admin:ledger_parcel_change", args=[parcel.pk])
        yield SearchResult(f"{parcel.issuer} {parcel.reference}", f"{whose} · {parcel.date.isoformat()}", url)


def _numbers(text: str) -> Iterator[SearchResult]:
    """Find businesses by the keyed digest of each kind of number that the text can be."""
    digests = []
    for kind in Identifier.Kind.values:
        with suppress(InvalidInput):
            digests.append(blind_index(f"{kind}:{normal_identifier(kind, text)}"))
    found = Identifier.objects.filter(digest__in=digests).defer("value").select_related("shipper").order_by("pk")
    for identifier in found[:MAX_RESULTS]:
        yield _shipper(identifier.shipper, str(identifier))


def _storefronts(text: str) -> Iterator[SearchResult]:
    """Find businesses by the seller's ID at a marketplace, or by the address of a shop or a website."""
    for storefront in Storefront.objects.filter(seller_id=text).select_related("shipper").order_by("pk")[:MAX_RESULTS]:
        yield _shipper(storefront.shipper, str(storefront))
    if "." in text and "@" not in text:
        website = text if "://" in text else f"https://{text}"
        yield from _with_keys(TypedText(website=website), Key.DOMAIN, Key.PAGE)


def _sellers(text: str) -> Iterator[SearchResult]:
    for seller in Seller.objects.filter(code=text).exclude(source="ksn").select_related("shipper")[:MAX_RESULTS]:
        if seller.shipper:
            yield _shipper(seller.shipper, f"{seller.source} {seller.code}")
        else:
            url = reverse("admin:ledger_seller_change", args=[seller.pk])
            yield SearchResult(str(seller), f"{seller.source} {seller.code}", url)


def _addresses(text: str) -> Iterator[SearchResult]:
    if "@" not in text:
        return
    places = Membership.objects.filter(user__email=text).select_related("shipper")
    for place in places.order_by("pk")[:MAX_RESULTS]:
        yield _shipper(place.shipper, str(place.get_role_display()))
    yield from _with_keys(TypedText(email=text), Key.EMAIL)


def _names(text: str) -> Iterator[SearchResult]:
    """Find businesses whose name contains the text or is like the text, the most alike first."""
    name = normal_name(text)
    if not name:
        # A text of signs alone is normalized to nothing, which every name contains.
        return
    like = MatchKey.objects.filter(Q(normal__contains=name) | Q(normal__trigram_similar=name), kind=Key.NAME)
    most_alike = like.annotate(likeness=TrigramSimilarity("normal", name)).order_by("-likeness", "shipper")
    yield from _once(most_alike.select_related("shipper")[: 2 * MAX_RESULTS])


def _with_keys(typed: TypedText, *kinds: str) -> Iterator[SearchResult]:
    """Find businesses that gave the same fact, in whichever form they wrote it."""
    digests = [key.digest for key in keys_of(typed) if key.kind in kinds]
    yield from _once(
        MatchKey.objects.filter(digest__in=digests).select_related("shipper").order_by("shipper")[:MAX_RESULTS]
    )


def _once(keys: Iterable[MatchKey]) -> Iterator[SearchResult]:
    """Yield the business of each key once, with the first of its keys."""
    shippers = {}
    for key in keys:
        shippers.setdefault(key.shipper_id, key)
    for key in list(shippers.values())[:MAX_RESULTS]:
        yield _shipper(key.shipper, key.shown if key.shown != str(key.shipper) else "")
