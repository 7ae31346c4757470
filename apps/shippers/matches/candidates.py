"""The businesses that may be the same as a given business, with the evidence, in two queries."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import JSONField, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject

from apps.core import clock
from apps.core.lazy import Promise
from apps.matching import addresses_ratio, names_ratio
from apps.shippers.matches.scores import IDENTIFIERS, SAME, STRONG, ValueAgreement, score, strength
from apps.shippers.models import MatchKey, Shipper

Kind = MatchKey.Kind

# A value that more businesses have (the address of a filing agent, the phone of a call center) is no evidence. An
# identifier or an account is evidence however many businesses have it.
MAX_HOLDERS = 25
ALWAYS_EVIDENCE = IDENTIFIERS | {Kind.BANK}
# This many of the most similar names are compared.
MAX_NAMES = 20
# The share of common groups of three letters, from 0 to 1. A less similar name can reach LIKE_NAMES only by a single
# word of many. The extension's default, 0.3, makes the index return fifteen times as many rows.
MIN_SIMILARITY = 0.5

# Each part reads an index for each key of the business, up to its limit. `own` sets the threshold of the operator % and
# is materialized, so that the threshold is set before the comparison.
# The last two columns tell of each row whether an officer dismissed the match, and whether both businesses had the
# value then. While one of the two may not apply again, only the finding of somebody who oversees changes counts.
_CANDIDATES = """
WITH own AS MATERIALIZED (
    SELECT *, set_config('pg_trgm.similarity_threshold', %(threshold)s, true) FROM shippers_matchkey
    WHERE shipper_id = %(shipper)s
), found AS (
    SELECT other.shipper_id, own.kind, own.shown, other.shown AS other_shown, own.normal,
        other.normal AS other_normal, true AS equal, own.digest
    FROM own CROSS JOIN LATERAL (
        SELECT shipper_id, shown, normal FROM shippers_matchkey
        WHERE digest = own.digest AND shipper_id <> own.shipper_id
        ORDER BY shipper_id DESC LIMIT %(limit)s
    ) other
    UNION ALL
    SELECT other.shipper_id, own.kind, own.shown, other.shown, own.normal, other.normal, false, own.digest
    FROM own CROSS JOIN LATERAL (
        SELECT shipper_id, shown, normal FROM shippers_matchkey
        WHERE kind = 'name' AND normal %% own.normal AND digest <> own.digest AND shipper_id <> own.shipper_id
        ORDER BY similarity(normal, own.normal) DESC, shipper_id LIMIT %(names)s
    ) other
    WHERE own.kind = 'name'
)
SELECT found.shipper_id, found.kind, found.shown, found.other_shown, found.normal, found.other_normal, found.equal,
    dismissal.id IS NOT NULL AND (dismissal.overseen OR NOT EXISTS (
        SELECT FROM shippers_shipper WHERE id IN (dismissal.one_id, dismissal.other_id) AND barred_until > %(today)s
    )) AS dismissed,
    coalesce(encode(found.digest, 'hex') = ANY (dismissal.known), false) AS known
FROM found LEFT JOIN shippers_matchdismissal dismissal ON dismissal.undone_at IS NULL AND dismissal.about = 'same'
    AND dismissal.one_id = least(found.shipper_id, %(shipper)s)
    AND dismissal.other_id = greatest(found.shipper_id, %(shipper)s)
"""


_PARAMETERS = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class BusinessMatch:
    """A business that may be the same. `score` is from 0 to 1; the strongest evidence comes first."""

    shipper: Shipper
    score: float
    evidence: tuple[ValueAgreement, ...]

    @property
    def strength(self) -> Promise:
        """The score in words."""
        return strength(self.score)

    @property
    def is_barred(self) -> bool:
        """Whether the match is very likely the same business, and was removed and may not apply again yet."""
        return self.score >= SAME and self.shipper.is_barred and self.shipper.merged_into_id is None


def matches_of(shipper_id: int, limit: int = 10) -> list[BusinessMatch]:
    """Return the businesses that may be the same as a business, the likeliest first, except those merged into it."""
    found = agreements_of(shipper_id, limit)
    return matches_scored(shipper_id, found, with_addresses().in_bulk([shipper_id, *found]), limit) if found else []


def agreements_of(shipper_id: int, limit: int = 10) -> dict[int, list[ValueAgreement]]:
    """Return the evidence for other businesses by id, the likeliest first, without similar addresses.

    The limit never leaves out a removed business that may not apply again: an applicant could make up likelier ones.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_statement(shipper_id))
        return agreements_read(cursor.fetchall(), limit)


def agreements_expression(shipper_id: int) -> RawSQL:
    """Return the expression that gives the rows for `agreements_read` as a part of another query."""
    sql, params = _statement(shipper_id)
    columns = "shipper_id, kind, shown, other_shown, normal, other_normal, equal, dismissed, known"
    rows = f"SELECT coalesce(jsonb_agg(jsonb_build_array({columns})), '[]') FROM ({sql}) rows"  # noqa: S608 # nosec B608 # ours
    return RawSQL(rows, params, output_field=JSONField())  # noqa: S611 # nosec B611 # as above


def agreements_read(rows: Iterable[Sequence[Any]], limit: int = 10) -> dict[int, list[ValueAgreement]]:
    """Return the agreements of a business, as `agreements_of` does, from the rows of the query."""
    found = _agreements(rows)
    likeliest = sorted(found, key=lambda pk: (-score(found[pk]), -pk))
    kept, rest = likeliest[: 2 * limit], likeliest[2 * limit :]
    if rest:
        kept += Shipper.objects.filter(pk__in=rest, barred_until__gt=clock.today()).values_list("pk", flat=True)
    return {pk: found[pk] for pk in kept}


def with_addresses() -> QuerySet[Shipper]:
    """Return businesses with `addresses_compared`, the shown and normal forms of their addresses."""
    keys = MatchKey.objects.filter(shipper=OuterRef("pk"), kind=Kind.ADDRESS).order_by("pk")
    addresses = ArraySubquery(keys.values(pair=JSONObject(shown="shown", normal="normal")))
    return Shipper.objects.annotate(addresses_compared=addresses)


def matches_scored(
    shipper_id: int, found: Mapping[int, list[ValueAgreement]], shippers: Mapping[int, Shipper], limit: int = 10
) -> list[BusinessMatch]:
    """Return the matches for evidence that was found, after adding similar addresses.

    `shippers` holds the businesses by id, read by `with_addresses` with any further columns that the caller needs.
    Other callers use `matches_of`.
    """
    matches = []
    for pk, agreed in found.items():
        if (shipper := shippers[pk]).merged_into_id != shipper_id:
            evidence = [*agreed, *_like_addresses(shippers[shipper_id], shipper, agreed)]
            evidence.sort(key=lambda each: (-each.weight, each.kind, each.other))
            matches.append(BusinessMatch(shipper, score(evidence), tuple(evidence)))
    matches.sort(key=lambda match: (-match.score, -match.shipper.pk))
    return matches[:limit] + [match for match in matches[limit:] if match.is_barred]


def _statement(shipper_id: int) -> tuple[str, list[Any]]:
    """Return the query for the candidates, and its parameters."""
    values = {
        "shipper": shipper_id,
        "limit": MAX_HOLDERS + 1,
        "names": MAX_NAMES,
        "threshold": str(MIN_SIMILARITY),
        "today": clock.today(),
    }
    return _PARAMETERS.sub("%s", _CANDIDATES), [values[name] for name in _PARAMETERS.findall(_CANDIDATES)]


def _agreements(rows: Iterable[Sequence[Any]]) -> dict[int, list[ValueAgreement]]:
    """Return the evidence for other businesses by id: equal keys and similar names. A match that an officer dismissed
    is left out, unless the two have come to share a value since that is strong evidence by itself.
    """
    rows = list(rows)
    holders = Counter((kind, own) for _pk, kind, own, _other, _normal, _likewise, equal, *_told in rows if equal)
    found: dict[int, list[ValueAgreement]] = defaultdict(list)
    dismissed, back = set(), set()
    for pk, kind, own, other, own_normal, other_normal, equal, is_dismissed, known in rows:
        if equal and (kind in ALWAYS_EVIDENCE or holders[kind, own] <= MAX_HOLDERS):
            found[pk].append(ValueAgreement(kind, own, other))
        elif not equal and (ratio := names_ratio(own_normal, other_normal)):
            found[pk].append(ValueAgreement(kind, own, other, min(ratio, 99.0)))
        if is_dismissed:
            dismissed.add(pk)
            if equal and kind in STRONG and not known:
                back.add(pk)
    return {pk: _without_weaker(evidence) for pk, evidence in found.items() if pk not in dismissed - back}


def _like_addresses(own: Shipper, other: Shipper, found: Iterable[ValueAgreement]) -> list[ValueAgreement]:
    """Return the most similar addresses of two businesses; nothing if they share an address."""
    if any(each.kind == Kind.ADDRESS for each in found):
        return []
    # pyrefly: ignore[missing-attribute] (annotated by `with_addresses`)
    pairs = product(own.addresses_compared, other.addresses_compared)
    return _without_weaker(
        ValueAgreement(Kind.ADDRESS, one["shown"], another["shown"], min(ratio, 99.0))
        for one, another in pairs
        if (ratio := addresses_ratio(one["normal"], another["normal"]))
    )


def _without_weaker(evidence: Iterable[ValueAgreement]) -> list[ValueAgreement]:
    """Return exact evidence, and of each other kind only the strongest similar one.

    A legal and a trade name make four pairs.
    """
    evidence = list(evidence)
    exact = [each for each in evidence if each.exact]
    close: dict[str, ValueAgreement] = {}
    for each in evidence:
        if not each.exact and each.ratio > (close[each.kind].ratio if each.kind in close else 0.0):
            close[each.kind] = each
    kinds = {each.kind for each in exact}
    return exact + [each for kind, each in close.items() if kind not in kinds]
