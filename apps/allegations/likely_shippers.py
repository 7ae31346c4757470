"""The businesses that a tip may be about: by what the tip names, and those that are related to one of these."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import phonenumbers
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, F, Window
from django.utils.text import format_lazy

from apps.allegations.models import Tip
from apps.allegations.staff_words import (
    HAS_A_LIKE_NAME,
    HAS_THE_ADDRESS,
    HAS_THE_MAIL,
    HAS_THE_NAME,
    HAS_THE_PHONE,
    HAS_THE_SITE,
    IS_RELATED_TO,
    SENT_THE_PARCEL,
)
from apps.core.fields import blind_index
from apps.core.lifecycle import Text
from apps.core.web_addresses import web_address
from apps.ledger.models import Parcel
from apps.matching import folded, is_same_place, prepare_address
from apps.shippers.matches.asked_names import NameAnswer, name_match
from apps.shippers.matches.normal_forms import contact_keys
from apps.shippers.models import ClusterMember, MatchKey, Shipper
from apps.shippers.relations import is_telling

# The most businesses with a like name or address that are compared, and the most rows of contacts and clusters read.
MAX_COMPARED, MAX_READ = 50, 500
MAX_SHOWN = 10
# Where a tip names no country, a phone number is one of this country.
COUNTRY = "US"
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_OF_CONTACTS: Mapping[str, Text] = {
    MatchKey.Kind.PHONE: HAS_THE_PHONE,
    MatchKey.Kind.EMAIL: HAS_THE_MAIL,
    MatchKey.Kind.DOMAIN: HAS_THE_MAIL,
}

type Found = list[tuple[Shipper, Text]]


@dataclass(frozen=True, slots=True)
class LikelyShipper:
    """A business that a tip may be about, and what speaks for it."""

    shipper: Shipper
    reasons: list[Text]


def likely_shippers(tip: Tip, *, teams: Collection[int] = ()) -> list[LikelyShipper]:
    """Return the businesses that a tip may be about: first those with evidence in the tip, the most evidence first,
    then those that are related to one of these. Takes six queries.

    `teams` are the businesses on whose team the reader is: the reader is not told which businesses are related to them.
    """
    found: dict[int, Shipper] = {}
    reasons: dict[int, list[Text]] = defaultdict(list)
    named = (*_by_parcel(tip), *_by_site(tip), *_by_contacts(tip), *_by_address(tip), *_by_name(tip))
    for shipper, reason in named:
        found[shipper.pk] = shipper
        if reason not in reasons[shipper.pk]:
            reasons[shipper.pk].append(reason)
    ranked = sorted(found, key=lambda pk: (-len(reasons[pk]), pk))[:MAX_SHOWN]
    likely = [LikelyShipper(found[pk], reasons[pk]) for pk in ranked]
    return [*likely, *_related_shippers(likely, teams)][:MAX_SHOWN]


def _by_parcel(tip: Tip) -> Found:
    if not tip.parcel_key:
        return []
    numbers = {tip.parcel.strip(), tip.parcel_key}
    parcels = Parcel.objects.filter(reference__in=numbers, voided=False, seller__shipper__isnull=False)
    rows = parcels.select_related("seller__shipper").order_by("-pk")[:MAX_SHOWN]
    return [(parcel.seller.shipper, SENT_THE_PARCEL) for parcel in rows if parcel.seller.shipper]


def _by_site(tip: Tip) -> Found:
    if not tip.site_key:
        return []
    page = tip.site_key + web_address(tip.site)[1]
    digests = [
        blind_index(f"match:{MatchKey.Kind.DOMAIN}:{tip.site_key}"),
        blind_index(f"match:{MatchKey.Kind.PAGE}:{page}"),
    ]
    keys = MatchKey.objects.filter(digest__in=digests).select_related("shipper").order_by("shipper")[:MAX_SHOWN]
    return [(key.shipper, HAS_THE_SITE) for key in keys]


def _by_name(tip: Tip) -> Found:
    if not tip.company_key:
        return []
    names = MatchKey.objects.filter(kind=MatchKey.Kind.NAME, normal__trigram_similar=tip.company_key)
    alike = names.annotate(alike=TrigramSimilarity("normal", tip.company_key)).order_by("-alike", "shipper")
    found: Found = []
    for key in alike.select_related("shipper")[:MAX_COMPARED]:
        answer = name_match(tip.company, legal=key.shipper.name, trade=key.shipper.trade_name).answer
        if answer == NameAnswer.YES:
            found.append((key.shipper, HAS_THE_NAME))
        elif answer == NameAnswer.CLOSE:
            found.append((key.shipper, HAS_A_LIKE_NAME))
    return found


def _by_contacts(tip: Tip) -> Found:
    """Return the businesses with a phone, an e-mail address or a mail domain that the tip names anywhere."""
    said = "\n".join((tip.text, tip.address, tip.site, tip.company))
    phones = phonenumbers.PhoneNumberMatcher(said, COUNTRY)
    keys = contact_keys(
        emails=set(_MAIL.findall(said)),
        phones={phonenumbers.format_number(one.number, phonenumbers.PhoneNumberFormat.E164) for one in phones},
    )
    if not keys:
        return []
    rows = MatchKey.objects.filter(digest__in=[key.digest for key in keys]).select_related("shipper")
    held = rows.annotate(holders=Window(Count("pk"), partition_by=F("digest"))).order_by("holders", "shipper")
    return [
        (key.shipper, _OF_CONTACTS[key.kind])
        for key in held[:MAX_READ]
        # pyrefly: ignore[missing-attribute] (annotated above)
        if key.kind in _OF_CONTACTS and is_telling(key.kind, key.holders)
    ]


def _by_address(tip: Tip) -> Found:
    """Return the businesses at the address that the tip names, in whatever way the address is written."""
    asked = prepare_address(tip.address)
    if not asked.words or not asked.numbers:
        return []
    keys = MatchKey.objects.filter(kind=MatchKey.Kind.ADDRESS, normal__trigram_similar=folded(tip.address))
    alike = keys.annotate(alike=TrigramSimilarity("normal", folded(tip.address))).order_by("-alike", "shipper")
    by_place: dict[bytes, Found] = defaultdict(list)
    for key in alike.select_related("shipper")[:MAX_COMPARED]:
        if is_same_place(asked, prepare_address(key.shown)):
            by_place[bytes(key.digest)].append((key.shipper, HAS_THE_ADDRESS))
    shared = [there for there in by_place.values() if is_telling(MatchKey.Kind.ADDRESS, len(there))]
    return [each for there in shared for each in there]


def _related_shippers(likely: list[LikelyShipper], teams: Collection[int]) -> list[LikelyShipper]:
    """Return the businesses that are in one cluster with a likely business, by the clusters of the latest search."""
    names = {one.shipper.pk: str(one.shipper) for one in likely}
    clusters = ClusterMember.objects.filter(shipper__in=names).exclude(cluster__members__shipper__in=teams)
    members = ClusterMember.objects.filter(cluster__in=clusters.values("cluster")).select_related("shipper")
    of_cluster: dict[int, list[Shipper]] = defaultdict(list)
    for member in members.order_by("cluster", "shipper")[:MAX_READ]:
        of_cluster[member.cluster_id].append(member.shipper)
    return [
        LikelyShipper(other, [format_lazy(IS_RELATED_TO, name=names[pk]) for pk in names if pk in {m.pk for m in each}])
        for each in of_cluster.values()
        for other in each
        if other.pk not in names
    ]
