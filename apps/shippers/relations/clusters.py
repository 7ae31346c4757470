"""The cluster of a business: all that are related to it, directly or by others, as the keys say now."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from apps.core import clock
from apps.core.lazy import Promise
from apps.shippers.models import Identifier, MatchKey
from apps.shippers.relations.ties import IS_RELATED, TIE_FAMILY, TIE_WEIGHT, WEIGHTS_AND_DISMISSALS
from apps.shippers.relations.weights import MAX_HOLDERS, MIN_WEIGHT, RELATED, WEIGHTS, tie_weight

Kind = MatchKey.Kind

# A page shows so many businesses of a cluster, beside the one that was asked about.
MAX_MEMBERS = 200
# Kinds that one business has of another: a value is called so if one of its holders has it as such.
OF_ANOTHER = (Kind.SALE, Kind.PARENT)

# The number of businesses that have a value, for a statement to which the digest and the limit are given.
HOLDERS = """
    SELECT count(*) AS holders FROM (
        SELECT DISTINCT held.shipper_id FROM shippers_matchkey held
        JOIN shippers_shipper holder ON holder.id = held.shipper_id
        WHERE held.digest = {digest} AND holder.merged_into_id IS NULL LIMIT %(limit)s
    ) counted
"""
# Each round of the recursion reads the ties of the businesses that the last round reached, by indexes.
_REACHED = f"""
WITH RECURSIVE {WEIGHTS_AND_DISMISSALS}, reached (id) AS (
    SELECT id FROM shippers_shipper WHERE id = %(shipper)s AND merged_into_id IS NULL
    UNION
    SELECT found.id FROM reached CROSS JOIN LATERAL (
        SELECT tie.id FROM (
            SELECT theirs.shipper_id AS id, {TIE_FAMILY} AS family,
                max({TIE_WEIGHT.format(holders="value.holders")}) AS weight
            FROM shippers_matchkey ours
            JOIN weight one ON one.kind = ours.kind
            CROSS JOIN LATERAL ({HOLDERS.format(digest="ours.digest")}) value
            JOIN shippers_matchkey theirs ON theirs.digest = ours.digest AND theirs.shipper_id <> ours.shipper_id
            JOIN weight other ON other.kind = theirs.kind
            JOIN shippers_shipper business ON business.id = theirs.shipper_id AND business.merged_into_id IS NULL
            LEFT JOIN dismissed ON dismissed.one_id = least(ours.shipper_id, theirs.shipper_id)
                AND dismissed.other_id = greatest(ours.shipper_id, theirs.shipper_id)
            WHERE ours.shipper_id = reached.id AND value.holders <= least(one.most, other.most)
                AND (dismissed.one_id IS NULL OR encode(ours.digest, 'hex') <> ALL (dismissed.known))
            GROUP BY 1, 2
        ) tie GROUP BY tie.id HAVING {IS_RELATED}
    ) found
)
"""  # noqa: S608 # nosec B608 # the parts are ours
_MEMBERS = f"""
{_REACHED}
SELECT shipper.id, shipper.name, shipper.barred_until IS NOT NULL
FROM (SELECT id FROM reached LIMIT %(members)s) member JOIN shippers_shipper shipper USING (id)
WHERE shipper.id <> %(shipper)s ORDER BY shipper.id
"""  # noqa: S608 # nosec B608 # as above
_SHARED = f"""
SELECT encode(key.digest, 'hex'), key.kind, key.shown, key.shipper_id, value.holders
FROM shippers_matchkey key CROSS JOIN LATERAL ({HOLDERS.format(digest="key.digest")}) value
WHERE key.shipper_id = ANY (%(ids)s) AND EXISTS (
    SELECT FROM shippers_matchkey other
    WHERE other.digest = key.digest AND other.shipper_id = ANY (%(ids)s) AND other.shipper_id <> key.shipper_id
)
ORDER BY key.digest, key.shipper_id, key.kind
"""  # noqa: S608 # nosec B608 # as above
_PARAMETERS = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class RelatedBusiness:
    """Another business of a cluster. `was_removed`: it was removed, or left while its removal was proposed."""

    pk: int
    name: str
    was_removed: bool


@dataclass(frozen=True, slots=True)
class SharedValue:
    """A value that several businesses of a cluster share, as staff may see it.

    `holders` is the number of all businesses that have the value, at most `MAX_HOLDERS` + 1, and `members` are the ids
    of those in the cluster. `weight` is the probability that two of them have it by no coincidence.
    """

    kind: str
    shown: str
    holders: int
    members: tuple[int, ...]
    weight: float

    @property
    def label(self) -> Promise | str:
        """The name of the kind of value."""
        return kind_label(self.kind)

    @property
    def is_common(self) -> bool:
        """Whether so many businesses have the value that their number was not counted."""
        return self.holders > MAX_HOLDERS

    @property
    def counts(self) -> bool:
        """Whether the value ties those that have it."""
        return not self.is_common and self.weight >= MIN_WEIGHT

    @property
    def makes_related(self) -> bool:
        """Whether the value makes two businesses related by itself."""
        return self.weight >= RELATED


def kind_label(kind: str) -> Promise | str:
    """Return the name of a kind of value."""
    return Identifier.Kind(kind).label if kind in Identifier.Kind.values else Kind(kind).label


def members_of(shipper_id: int) -> list[RelatedBusiness]:
    """Return the other businesses in the cluster of a business, in one query.

    One more than `MAX_MEMBERS` is returned at most, so that the caller sees that there are more.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_statement(_MEMBERS, shipper_id))
        return members_read(cursor.fetchall())


def members_expression(shipper_id: int) -> RawSQL:
    """Return the expression that gives the rows for `members_read` as a part of another query."""
    sql, params = _statement(_MEMBERS, shipper_id)
    rows = (
        f"SELECT coalesce(jsonb_agg(jsonb_build_array(id, name, removed)), '[]') FROM ({sql}) rows (id, name, removed)"  # noqa: S608 # nosec B608 # ours
    )
    return RawSQL(rows, params, output_field=JSONField())  # noqa: S611 # nosec B611 # as above


def members_read(rows: Iterable[Sequence[Any]]) -> list[RelatedBusiness]:
    """Return what `members_of` does, from the rows of its query."""
    return [RelatedBusiness(*row) for row in rows]


def values_shared(shipper_ids: Collection[int]) -> list[SharedValue]:
    """Return the values that two or more of these businesses share, the weightiest first, in one query."""
    values = {"ids": list(shipper_ids), "limit": MAX_HOLDERS + 1}
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, values)
        rows = cursor.fetchall()
    of_digest: dict[str, list[tuple[str, str, int, int]]] = defaultdict(list)
    for digest, *row in rows:
        of_digest[digest].append(tuple(row))
    found = [_shared_value(rows) for rows in of_digest.values()]
    return sorted(found, key=lambda value: (-value.weight, value.kind, value.shown, value.members))


def _shared_value(rows: Sequence[tuple[str, str, int, int]]) -> SharedValue:
    """Return the shared value of some rows, each of which gives a kind, the text to show, a business and the number of
    holders.
    """
    kinds = sorted({kind for kind, *_rest in rows}, key=lambda kind: (kind not in OF_ANOTHER, kind))
    weakest = min(kinds, key=lambda kind: WEIGHTS[kind].odds)
    shown = next(shown for kind, shown, _pk, _holders in rows if kind == kinds[0])
    holders = rows[0][3]
    members = tuple(sorted({pk for _kind, _shown, pk, _holders in rows}))
    return SharedValue(kinds[0], shown, holders, members, tie_weight(weakest, holders))


def _statement(sql: str, shipper_id: int) -> tuple[str, list[Any]]:
    """Return a statement with its parameters by place, so that it may be a part of another one."""
    values = {
        "shipper": shipper_id,
        "limit": MAX_HOLDERS + 1,
        # The business itself, and one more than is shown.
        "members": MAX_MEMBERS + 2,
        "today": clock.today(),
    }
    return _PARAMETERS.sub("%s", sql), [values[name] for name in _PARAMETERS.findall(sql)]
