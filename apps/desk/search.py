"""One box that finds a business, an application or a shipment by whatever an officer was given of it.

What is typed may be personal data: it comes by POST, so that it stands in no address and no log. Keys are looked up as
they are, by index; names by likeness.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.models import Application
from apps.core.errors import Invalid
from apps.core.fields import blind_index
from apps.core.lazy import Promise
from apps.desk.forms import StaffForm
from apps.ledger.models import Parcel, Seller
from apps.shippers.identifiers import normal_identifier
from apps.shippers.ksn import normal_ksn
from apps.shippers.matches.normal_forms import keys_of, normal_name
from apps.shippers.models import Identifier, MatchKey, Membership, Shipper, Storefront

SHORTEST, LONGEST = 2, 300
Key = MatchKey.Kind
# So many of each kind are shown: who finds more has typed too little.
SHOWN = 20
DIGITS = 15
KSN_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed in the place of one thing that a business tells of itself, to get the keys that it would have."""

    name: str = ""
    trade_name: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found: its name, what tells it from others, and the page that it leads to."""

    name: str
    about: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found in one way. `exact`: the text is its key, and not only like its name."""

    title: Promise
    hits: list[Hit] = field(default_factory=list)
    exact: bool = True


def find(text: str) -> list[Group]:
    """All that the text may mean, in groups, those without a hit left out. At most ten queries, whatever is found."""
    groups = [
        Group(_lazy("Known Shipper Number"), list(_ksns(text))),
        Group(_lazy("Application number"), list(_applications(text))),
        Group(_lazy("Number of a business: EIN, LEI, D-U-N-S and others"), list(_numbers(text))),
        Group(_lazy("Tracking number"), list(_parcels(text))),
        Group(_lazy("Storefront"), list(_storefronts(text))),
        Group(_lazy("Seller reported by a carrier or marketplace"), list(_sellers(text))),
        Group(_lazy("E-mail of a business or of somebody on its team"), list(_addresses(text))),
        Group(_lazy("Name of a business"), list(_names(text)), exact=False),
    ]
    return [group for group in groups if group.hits]


class SearchForm(StaffForm):
    """The search box."""

    text = forms.CharField(min_length=SHORTEST, max_length=LONGEST)

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())


def search(request: HttpRequest) -> HttpResponse:
    """The answer to the search box: what was found, or the thing itself where one key names one thing."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    groups: list[Group] = []
    if found := form.is_valid():
        groups = find(form.cleaned_data["text"])
        exact = {hit.url for group in groups if group.exact for hit in group.hits}
        if len(exact) == 1:
            return HttpResponseRedirect(exact.pop())
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _lazy("Search"),
        "text": form["text"].value(),
        "errors": form.errors.get("text"),
        "groups": groups,
        "shown": SHOWN,
        "searched": found,
    }
    return TemplateResponse(request, "admin/search.html", context, status=422 if form.is_bound and not found else 200)


def _shipper(shipper: Shipper, about: str = "") -> Hit:
    known = " · ".join(part for part in (shipper.ksn or _("not enrolled"), shipper.country.name, about) if part)
    return Hit(str(shipper), known, reverse("admin:shippers_shipper_change", args=[shipper.pk]))


def _ksns(text: str) -> Iterator[Hit]:
    yield from map(_shipper, Shipper.objects.filter(ksn=normal_ksn(text)[:KSN_LENGTH]))


def _applications(text: str) -> Iterator[Hit]:
    number = text.removeprefix("#")
    if not number.isdecimal() or len(number) > DIGITS:
        return
    found = Application.objects.exclude(state=Application.State.DRAFT).filter(pk=int(number)).select_related("shipper")
    for application in found:
        url = reverse("admin:applications_application_change", args=[application.pk])
        yield Hit(f"#{application.pk} {application.shipper}", str(application.state_for_staff), url)


def _parcels(text: str) -> Iterator[Hit]:
    """By the reference alone, or with its issuer before it ("issuer:reference"), as files of reporters write it."""
    issuer, _colon, reference = text.rpartition(":")
    named = Q(reference=text) | Q(issuer=issuer, reference=reference) if issuer else Q(reference=text)
    for parcel in Parcel.objects.filter(named).select_related("seller__shipper").order_by("-date")[:SHOWN]:
        whose = parcel.seller.shipper or parcel.seller
        url = reverse("admin:ledger_parcel_change", args=[parcel.pk])
        yield Hit(f"{parcel.issuer} {parcel.reference}", f"{whose} · {parcel.date.isoformat()}", url)


def _numbers(text: str) -> Iterator[Hit]:
    """By the keyed digest of each kind of number that the text can be."""
    digests = []
    for kind in Identifier.Kind.values:
        with suppress(Invalid):
            digests.append(blind_index(f"{kind}:{normal_identifier(kind, text)}"))
    found = Identifier.objects.filter(digest__in=digests).defer("value").select_related("shipper").order_by("pk")
    for identifier in found[:SHOWN]:
        yield _shipper(identifier.shipper, str(identifier))


def _storefronts(text: str) -> Iterator[Hit]:
    """By the seller's ID at a marketplace, or by the address of a shop or a website."""
    for storefront in Storefront.objects.filter(seller_id=text).select_related("shipper").order_by("pk")[:SHOWN]:
        yield _shipper(storefront.shipper, str(storefront))
    if "." in text and "@" not in text:
        website = text if "://" in text else f"https://{text}"
        # What can be no address, such as "https://[", is none of theirs.
        with suppress(ValueError):
            yield from _with_keys(Typed(website=website), Key.DOMAIN, Key.PAGE)


def _sellers(text: str) -> Iterator[Hit]:
    for seller in Seller.objects.filter(code=text).exclude(source="ksn").select_related("shipper")[:SHOWN]:
        if seller.shipper:
            yield _shipper(seller.shipper, f"{seller.source} {seller.code}")
        else:
            url = reverse("admin:ledger_seller_change", args=[seller.pk])
            yield Hit(str(seller), f"{seller.source} {seller.code}", url)


def _addresses(text: str) -> Iterator[Hit]:
    if "@" not in text:
        return
    places = Membership.objects.filter(user__email=text.lower()).select_related("shipper")
    for place in places.order_by("pk")[:SHOWN]:
        yield _shipper(place.shipper, str(place.get_role_display()))
    yield from _with_keys(Typed(email=text), Key.EMAIL)


def _names(text: str) -> Iterator[Hit]:
    """Names that have the text in them or are like it, the likest first."""
    name = normal_name(text)
    if not name:
        # Of signs alone nothing is left, which stands in every name.
        return
    like = MatchKey.objects.filter(Q(normal__contains=name) | Q(normal__trigram_similar=name), kind=Key.NAME)
    likest = like.annotate(likeness=TrigramSimilarity("normal", name)).order_by("-likeness", "shipper")
    yield from _once(likest.select_related("shipper")[: 2 * SHOWN])


def _with_keys(typed: Typed, *kinds: str) -> Iterator[Hit]:
    """Businesses that gave what was typed, in whichever form they wrote it."""
    digests = [key.digest for key in keys_of(typed) if key.kind in kinds]
    yield from _once(MatchKey.objects.filter(digest__in=digests).select_related("shipper").order_by("shipper")[:SHOWN])


def _once(keys: Iterable[MatchKey]) -> Iterator[Hit]:
    """The businesses that have these keys, each once, with the first that it has."""
    shippers = {}
    for key in keys:
        shippers.setdefault(key.shipper_id, key)
    for key in list(shippers.values())[:SHOWN]:
        yield _shipper(key.shipper, key.shown if key.shown != str(key.shipper) else "")
