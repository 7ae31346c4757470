"""What the search of the desk finds by a text: records by their keys, people and names by likeness.

Each finder takes the rows that the reader may see, and answers from indexes.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.agencies.models import AgencyQuestion
from apps.allegations import rules
from apps.allegations.models import Tip
from apps.applications.models import Application, ApplicationState
from apps.applications.references import application_id_of
from apps.core.bounds import whole_number
from apps.core.errors import InvalidInput
from apps.core.fields import blind_index
from apps.desk.search.results import (
    MAX_RESULTS,
    PART_LETTERS,
    SearchResult,
    Seen,
    page_url,
    ranked,
    rows_like,
    rows_seen,
    rows_with_words,
)
from apps.ledger.models import Parcel, Seller, Violation
from apps.ledger.selectors import numbers_meant
from apps.matching import normal_name
from apps.shippers.identifiers import normal_identifier
from apps.shippers.ksn import is_ksn, normal_ksn
from apps.shippers.matches.normal_forms import keys_of
from apps.shippers.models import Identifier, MatchKey, Membership, Owner, Shipper, Storefront
from apps.targeting.models import Assessment

Key = MatchKey.Kind
# A phone number without the code of its country is one of this country.
PHONE_COUNTRY = "US"
BUSINESS, PERSON = _lazy("Business"), _lazy("Person")


@dataclass(frozen=True, slots=True)
class TypedText:
    """A text that was typed, in the place of one fact about a business, so that the keys of such a fact can be made."""

    name: str = ""
    trade_name: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    country: str = ""


def find(request: HttpRequest, text: str) -> list[SearchResult]:
    """Return the records that a text may name and that the reader may open, in one list. Takes 16 queries at most."""
    seen = partial(rows_seen, request)
    return ranked(result for finder in FINDERS for result in finder(seen, text))


def _has_digit(text: str) -> bool:
    return any(sign.isdigit() for sign in text)


def _number(text: str) -> int | None:
    """Return the number of a record that a text is, such as #17."""
    return whole_number(text.removeprefix("#"))


def _business(shipper: Shipper, about: str = "", likeness: float | None = None) -> SearchResult:
    known = " · ".join(part for part in (shipper.ksn or _("not enrolled"), shipper.country.name, about) if part)
    return SearchResult(BUSINESS, str(shipper), known, page_url(Shipper, shipper.pk), likeness)


def _businesses_with_numbers(seen: Seen, text: str) -> Iterator[SearchResult]:
    """Find businesses by the Known Shipper Number, or by the keyed digest of each other number that the text can be."""
    if is_ksn(ksn := normal_ksn(text)):
        yield from map(_business, seen(Shipper).filter(ksn=ksn))
    digests = []
    for kind in Identifier.Kind.values:
        with suppress(InvalidInput):
            digests.append(blind_index(f"{kind}:{normal_identifier(kind, text)}"))
    found = Identifier.objects.filter(digest__in=digests, shipper__in=seen(Shipper)).defer("value")
    for identifier in found.select_related("shipper").order_by("pk")[:MAX_RESULTS]:
        yield _business(identifier.shipper, str(identifier))


def _businesses_with_contacts(seen: Seen, text: str) -> Iterator[SearchResult]:
    """Find businesses by the seller's ID at a marketplace, or by a web address, an e-mail address or a phone number, in
    whichever form they wrote it.
    """
    storefronts = Storefront.objects.filter(seller_id=text, shipper__in=seen(Shipper)).select_related("shipper")
    for storefront in storefronts.order_by("pk")[:MAX_RESULTS]:
        yield _business(storefront.shipper, str(storefront))
    typed, kinds = TypedText(phone=text, country=PHONE_COUNTRY), {Key.PHONE}
    if "@" in text:
        typed, kinds = TypedText(email=text), {Key.EMAIL}
    elif "." in text and not text.startswith("+"):
        typed, kinds = TypedText(website=text if "://" in text else f"https://{text}"), {Key.DOMAIN, Key.PAGE}
    digests = [key.digest for key in keys_of(typed) if key.kind in kinds]
    keys = MatchKey.objects.filter(digest__in=digests, kind__in=kinds, shipper__in=seen(Shipper))
    for key in keys.select_related("shipper").order_by("shipper")[:MAX_RESULTS]:
        yield _business(key.shipper, key.shown)


def _applications(seen: Seen, text: str) -> Iterator[SearchResult]:
    """Find an application by its reference number, or by its number alone."""
    number = application_id_of(text) or _number(text)
    if number is None:
        return
    found = seen(Application).exclude(state=ApplicationState.DRAFT).filter(pk=number).select_related("shipper")
    for application in found:
        name = f"{application.reference} {application.shipper}"
        url = page_url(Application, application.pk)
        yield SearchResult(_lazy("Application"), name, str(application.state_for_staff), url)


def _violations(seen: Seen, text: str) -> Iterator[SearchResult]:
    """Find violations by the number of the case, as its reporter gave it."""
    found = seen(Violation).filter(case__reference__in={text, text.upper()})
    for violation in found.select_related("case", "seller__shipper").order_by("-pk")[:MAX_RESULTS]:
        whose = violation.seller.shipper or violation.seller
        about = f"{whose} · {violation.get_category_display()} · {violation.get_determination_display()}"
        yield SearchResult(_lazy("Violation"), str(violation.case), about, page_url(Violation, violation.pk))


def _parcels(seen: Seen, text: str) -> Iterator[SearchResult]:
    """Find parcels by the reference alone, or by "issuer:reference", as files of reporters write parcels."""
    if not _has_digit(text):
        return
    issuer, _colon, reference = text.rpartition(":")
    named = Q(reference__in=numbers_meant(text))
    if issuer:
        named |= Q(issuer=issuer, reference=reference)
    for parcel in seen(Parcel).filter(named).select_related("seller__shipper").order_by("-date")[:MAX_RESULTS]:
        whose = parcel.seller.shipper or parcel.seller
        about = f"{whose} · {parcel.date.isoformat()}"
        yield SearchResult(_lazy("Parcel"), f"{parcel.issuer} {parcel.reference}", about, page_url(Parcel, parcel.pk))


def _declared_parcels(seen: Seen, text: str) -> Iterator[SearchResult]:
    """Find the last assessments of parcels that were declared before loading, by the reference."""
    if not _has_digit(text):
        return
    found = seen(Assessment).filter(reference__in=numbers_meant(text), followed_by=None)
    for assessment in found.select_related("shipper").order_by("-pk")[:MAX_RESULTS]:
        name = f"{assessment.issuer} {assessment.reference}"
        about = f"{assessment.shipper or assessment.seller_name or assessment.seller} · {assessment.day.isoformat()}"
        about = f"{about} · {assessment.get_outcome_display()}"
        yield SearchResult(_lazy("Declared parcel"), name, about, page_url(Assessment, assessment.pk))


def _sellers(seen: Seen, text: str) -> Iterator[SearchResult]:
    """Find the sellers that a carrier or a marketplace reported by this code."""
    found = seen(Seller).filter(code=text).exclude(source="ksn").select_related("shipper")
    for seller in found.order_by("pk")[:MAX_RESULTS]:
        if seller.shipper:
            yield _business(seller.shipper, f"{seller.source} {seller.code}")
        else:
            about = f"{seller.source} {seller.code}"
            yield SearchResult(_lazy("Reported seller"), str(seller), about, page_url(Seller, seller.pk))


def _tips(seen: Seen, text: str) -> Iterator[SearchResult]:
    """Find tips by their number, or by the parcel, the shop or the company that they name."""
    named = Q(pk=_number(text))
    if _has_digit(text):
        named |= Q(parcel_key=rules.parcel_key(text))
    if site := rules.site_key(text):
        named |= Q(site_key=site)
    for tip in seen(Tip).filter(named).order_by("-pk")[:MAX_RESULTS]:
        yield _tip(tip)
    if company := rules.company_key(text):
        for tip in rows_with_words(seen(Tip), "company_key", company, as_typed=False):
            yield _tip(tip, tip.likeness)


def _tip(tip: Tip, likeness: float | None = None) -> SearchResult:
    about = f"#{tip.pk} · {tip.received_at:%Y-%m-%d} · {tip.get_state_display()}"
    return SearchResult(_lazy("Tip"), str(tip), about, page_url(Tip, tip.pk), likeness)


def _questions(seen: Seen, text: str) -> Iterator[SearchResult]:
    """Find questions to agencies by the parcel that they are about, or by words of their subject."""
    if _has_digit(text):
        asked = seen(AgencyQuestion).filter(parcel__reference__in=numbers_meant(text)).order_by("-pk")[:MAX_RESULTS]
        yield from map(_question, asked)
    for question in rows_with_words(seen(AgencyQuestion), "subject", text):
        yield _question(question, question.likeness)


def _question(question: AgencyQuestion, likeness: float | None = None) -> SearchResult:
    about = f"{question.get_state_display()} · {question.asked_at:%Y-%m-%d}"
    return SearchResult(
        _lazy("Question to an agency"), str(question), about, page_url(AgencyQuestion, question.pk), likeness
    )


def _people_with_email(seen: Seen, text: str) -> Iterator[SearchResult]:
    """Find the businesses of somebody by the e-mail address, and members of staff."""
    if "@" not in text:
        return
    places = Membership.objects.filter(user__email=text, shipper__in=seen(Shipper)).select_related("shipper")
    for place in places.order_by("pk")[:MAX_RESULTS]:
        yield _business(place.shipper, str(place.get_role_display()))
    for user in seen(User).filter(email=text, is_staff=True):
        yield _member_of_staff(user)


def _people(seen: Seen, text: str) -> Iterator[SearchResult]:
    """Find people by their name: owners and company officers, the teams of businesses, and members of staff."""
    if _has_digit(text) or "@" in text:
        return
    for owner in rows_with_words(Owner.objects.filter(shipper__in=seen(Shipper)), "name", text).select_related(
        "shipper"
    ):
        about = f"{owner.get_role_display()} · {_named(owner.shipper)}"
        yield SearchResult(PERSON, owner.name, about, page_url(Shipper, owner.shipper_id), owner.likeness)
    people = {user.pk: user for user in rows_with_words(seen(User), "name", text)}
    places = Membership.objects.filter(user__in=people, shipper__in=seen(Shipper)).select_related("shipper")
    for place in places.order_by("pk")[:MAX_RESULTS]:
        user = people[place.user_id]
        about = f"{place.get_role_display()} · {_named(place.shipper)}"
        yield SearchResult(PERSON, str(user), about, page_url(Shipper, place.shipper_id), user.likeness)
    for user in people.values():
        if user.is_staff:
            yield _member_of_staff(user, user.likeness)


def _named(shipper: Shipper) -> str:
    return f"{shipper} · {shipper.ksn}" if shipper.ksn else str(shipper)


def _member_of_staff(user: User, likeness: float | None = None) -> SearchResult:
    return SearchResult(PERSON, str(user), f"{_('Staff')} · {user.email}", page_url(User, user.pk), likeness)


def _names(seen: Seen, text: str) -> Iterator[SearchResult]:
    """Find businesses whose name has the words of the text or, if there are few, is like the text."""
    name = normal_name(text)
    if not name:
        # A text of signs alone is normalized to nothing, which every name contains.
        return
    names = MatchKey.objects.filter(kind=Key.NAME, shipper__in=seen(Shipper))
    found: list[Any] = list(rows_with_words(names, "normal", name, as_typed=False).select_related("shipper"))
    # Of two letters, every other name has one part in common.
    if len(found) < MAX_RESULTS and len(name) >= PART_LETTERS:
        known = {key.pk for key in found}
        found += [key for key in rows_like(names, "normal", name).select_related("shipper") if key.pk not in known]
    for key in found:
        yield _business(key.shipper, key.shown if key.shown != str(key.shipper) else "", key.likeness)


FINDERS: tuple[Callable[[Seen, str], Iterable[SearchResult]], ...] = (
    *(_businesses_with_numbers, _applications, _violations, _parcels, _declared_parcels),
    *(_businesses_with_contacts, _people_with_email, _sellers, _tips, _questions, _names, _people),
)
