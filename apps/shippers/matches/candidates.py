"""The businesses that may be the same as one, with what they agree in: two queries, however many there are."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from apps.core import clock
from apps.core.lazy import Promise
from apps.shippers.matches.scores import (
    IDENTIFIERS,
    SAME,
    Evidence,
    addresses_ratio,
    names_ratio,
    score,
    strength,
)
from apps.shippers.models import MatchKey, Shipper

Kind = MatchKey.Kind

# What more than so many others have too (the address of a filing agent, the phone of a call center) says nothing.
# A number or an account says something however many gave it.
COMMON = 25
TELL_ALWAYS = IDENTIFIERS | {Kind.BANK}
# So many of the likest names are looked at.
NAMES = 20
# From 0 to 1, of groups of three letters in common: what has fewer can't reach LIKE_NAMES but by a single word of many.
# The extension's default, 0.3, makes the index give fifteen times as many rows to compare.
LEAST_SIMILAR = 0.5

# Each part walks an index for each key of the business, and no further than its limit. The setting that the operator %
# reads is made by the row that it is compared with, so before.
_CANDIDATES = """
WITH own AS MATERIALIZED (
    SELECT *, set_config('pg_trgm.similarity_threshold', %(least)s, true) FROM shippers_matchkey
    WHERE shipper_id = %(shipper)s
)
SELECT other.shipper_id, own.kind, own.shown, other.shown, own.normal, other.normal, true
FROM own CROSS JOIN LATERAL (
    SELECT shipper_id, shown, normal FROM shippers_matchkey
    WHERE digest = own.digest AND shipper_id <> own.shipper_id
    ORDER BY shipper_id DESC LIMIT %(most)s
) other
UNION ALL
SELECT other.shipper_id, own.kind, own.shown, other.shown, own.normal, other.normal, false
FROM own CROSS JOIN LATERAL (
    SELECT shipper_id, shown, normal FROM shippers_matchkey
    WHERE kind = 'name' AND normal %% own.normal AND digest <> own.digest AND shipper_id <> own.shipper_id
    ORDER BY similarity(normal, own.normal) DESC, shipper_id LIMIT %(names)s
) other
WHERE own.kind = 'name'
"""


@dataclass(frozen=True, slots=True)
class Match:
    """A business that may be the same. `score` runs from 0 to 1; the evidence is in the order of what it tells."""

    shipper: Shipper
    score: float
    evidence: tuple[Evidence, ...]

    @property
    def strength(self) -> Promise:
        return strength(self.score)

    @property
    def is_barred(self) -> bool:
        """Whether it is very likely the same business as one that was removed and may not apply again yet."""
        return self.score >= SAME and self.shipper.is_barred and self.shipper.merged_into_id is None


def matches_of(shipper_id: int, limit: int = 10) -> list[Match]:
    """The businesses that may be the same as this one, the likeliest first. Those merged into it are left out."""
    found = agreements_of(shipper_id, limit)
    return matches_scored(shipper_id, found, with_addresses().in_bulk([shipper_id, *found]), limit) if found else []


def agreements_of(shipper_id: int, limit: int = 10) -> dict[int, list[Evidence]]:
    """By business, the likeliest first: what it has in common with this one, or like it, but for like addresses.

    Who was removed and may not apply again is not left out because others are likelier: others could be made up.
    """
    found = _agreements(shipper_id)
    likeliest = sorted(found, key=lambda pk: (-score(found[pk]), -pk))
    kept, rest = likeliest[: 2 * limit], likeliest[2 * limit :]
    if rest:
        kept += Shipper.objects.filter(pk__in=rest, barred_until__gt=clock.today()).values_list("pk", flat=True)
    return {pk: found[pk] for pk in kept}


def with_addresses() -> QuerySet[Shipper]:
    """Businesses, each with what its addresses are compared by."""
    keys = MatchKey.objects.filter(shipper=OuterRef("pk"), kind=Kind.ADDRESS).order_by("pk")
    addresses = ArraySubquery(keys.values(pair=JSONObject(shown="shown", normal="normal")))
    return Shipper.objects.annotate(addresses_compared=addresses)


def matches_scored(
    shipper_id: int, found: Mapping[int, list[Evidence]], shippers: Mapping[int, Shipper], limit: int = 10
) -> list[Match]:
    """What was found, and what of addresses is alike, for these businesses read by `with_addresses`, by their ids.

    Who wants to know more of them reads them with it at once; others call `matches_of`.
    """
    matches = []
    for pk, agreed in found.items():
        if (shipper := shippers[pk]).merged_into_id != shipper_id:
            evidence = [*agreed, *_like_addresses(shippers[shipper_id], shipper, agreed)]
            evidence.sort(key=lambda each: (-each.weight, each.kind, each.other))
            matches.append(Match(shipper, score(evidence), tuple(evidence)))
    matches.sort(key=lambda match: (-match.score, -match.shipper.pk))
    return matches[:limit] + [match for match in matches[limit:] if match.is_barred]


def _agreements(shipper_id: int) -> dict[int, list[Evidence]]:
    """By business: what it has in common with this one, or like it."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CANDIDATES,
            {"shipper": shipper_id, "most": COMMON + 1, "names": NAMES, "least": str(LEAST_SIMILAR)},
        )
        rows = cursor.fetchall()
    holders = Counter((kind, own) for _pk, kind, own, *_rest, equal in rows if equal)
    found: dict[int, list[Evidence]] = defaultdict(list)
    for pk, kind, own, other, own_normal, other_normal, equal in rows:
        if equal and (kind in TELL_ALWAYS or holders[kind, own] <= COMMON):
            found[pk].append(Evidence(kind, own, other))
        elif not equal and (ratio := names_ratio(own_normal, other_normal)):
            found[pk].append(Evidence(kind, own, other, min(ratio, 99.0)))
    return {pk: _without_weaker(evidence) for pk, evidence in found.items()}


def _like_addresses(own: Shipper, other: Shipper, found: Iterable[Evidence]) -> list[Evidence]:
    """The addresses of two businesses that are alike, where none is the same."""
    if any(each.kind == Kind.ADDRESS for each in found):
        return []
    # pyrefly: ignore[missing-attribute] (annotated by `with_addresses`)
    pairs = product(own.addresses_compared, other.addresses_compared)
    return _without_weaker(
        Evidence(Kind.ADDRESS, one["shown"], another["shown"], min(ratio, 99.0))
        for one, another in pairs
        if (ratio := addresses_ratio(one["normal"], another["normal"]))
    )


def _without_weaker(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Of like names, or like addresses, the likest alone: a legal and a trade name make four pairs."""
    evidence = list(evidence)
    exact = [each for each in evidence if each.exact]
    close: dict[str, Evidence] = {}
    for each in evidence:
        if not each.exact and each.ratio > (close[each.kind].ratio if each.kind in close else 0.0):
            close[each.kind] = each
    kinds = {each.kind for each in exact}
    return exact + [each for kind, each in close.items() if kind not in kinds]
