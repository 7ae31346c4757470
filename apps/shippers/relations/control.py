"""The ties that show common control of named businesses, with the value of each business: what a case rests on."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from apps.core import clock
from apps.core.lazy import Promise
from apps.shippers.models import ControlTie
from apps.shippers.relations.clusters import HOLDERS, kind_label
from apps.shippers.relations.ties import TIE_FAMILY, TIE_WEIGHT, WEIGHTS_AND_DISMISSALS
from apps.shippers.relations.weights import CONTROL_FAMILIES, MAX_HOLDERS, RELATED, pair_weight

_TIES = f"""
WITH {WEIGHTS_AND_DISMISSALS}
SELECT ours.shipper_id, theirs.shipper_id, encode(ours.digest, 'hex'), ours.kind, ours.shown, theirs.kind, theirs.shown,
    {TIE_FAMILY}, {TIE_WEIGHT.format(holders="value.holders")}
FROM shippers_matchkey ours
JOIN weight one ON one.kind = ours.kind
CROSS JOIN LATERAL ({HOLDERS.format(digest="ours.digest")}) value
JOIN shippers_matchkey theirs ON theirs.digest = ours.digest AND theirs.shipper_id > ours.shipper_id
JOIN weight other ON other.kind = theirs.kind
LEFT JOIN dismissed ON dismissed.one_id = ours.shipper_id AND dismissed.other_id = theirs.shipper_id
WHERE ours.shipper_id = ANY (%(ids)s) AND theirs.shipper_id = ANY (%(ids)s)
    AND value.holders <= least(one.most, other.most)
    AND (dismissed.one_id IS NULL OR encode(ours.digest, 'hex') <> ALL (dismissed.known))
ORDER BY 1, 2, 3, 4, 6
"""  # noqa: S608 # nosec B608 # the parts are ours


@dataclass(frozen=True, slots=True)
class SharedValueTie:
    """A value that ties a business to others, as this business itself has the value. `others` are their ids."""

    kind: str
    shown: str
    digest: str
    others: tuple[int, ...]

    @property
    def label(self) -> Promise | str:
        """The name of the kind of value."""
        return kind_label(self.kind)


@dataclass(frozen=True, slots=True)
class ControlTies:
    """The ties of named businesses that are related by one that shows common control.

    `shared` gives what ties each business to others, by its id, and `joined` the ids that hang together by such pairs,
    group by group. `since` says when the program first found each business tied so, where a daily run has found it.
    """

    shared: dict[int, list[SharedValueTie]]
    joined: list[set[int]]
    since: dict[int, datetime]


def control_of(shipper_ids: Collection[int]) -> ControlTies:
    """Return the ties that show common control of some businesses, in two queries whatever their number.

    A pair counts as a cluster's pair does: at `RELATED`, without the values by which an officer found the two not to be
    related, and with one of its ties in `CONTROL_FAMILIES`.
    """
    values = {"ids": list(shipper_ids), "limit": MAX_HOLDERS + 1, "today": clock.today()}
    of_pair: dict[tuple[int, int], list[tuple[str, str, str, str, str, str, float]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_TIES, values)
        for one, other, *tie in cursor.fetchall():
            of_pair[one, other].append(tuple(tie))
    shared: dict[int, dict[tuple[str, str, str], set[int]]] = defaultdict(lambda: defaultdict(set))
    pairs = []
    for (one, other), ties in of_pair.items():
        families = [(family, weight) for *_values, family, weight in ties]
        if pair_weight(families) < RELATED or not any(family in CONTROL_FAMILIES for family, _weight in families):
            continue
        pairs.append((one, other))
        for digest, kind, shown, other_kind, other_shown, _family, _weight in ties:
            shared[one][kind, shown, digest].add(other)
            shared[other][other_kind, other_shown, digest].add(one)
    return ControlTies(
        shared={
            pk: [SharedValueTie(*value, others=tuple(sorted(others))) for value, others in sorted(found.items())]
            for pk, found in shared.items()
        },
        joined=groups_of(pairs),
        since=_found_first(shipper_ids),
    )


def groups_of(pairs: Collection[tuple[int, int]]) -> list[set[int]]:
    """Return the ids that hang together by pairs, group by group, the group with the smallest id first."""
    group_of: dict[int, set[int]] = {}
    for one, other in pairs:
        small, large = sorted((group_of.setdefault(pk, {pk}) for pk in (one, other)), key=len)
        if small is not large:
            large |= small
            group_of |= dict.fromkeys(small, large)
    return sorted({min(group): group for group in group_of.values()}.values(), key=min)


def _found_first(shipper_ids: Collection[int]) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for tie in ControlTie.objects.filter(one__in=shipper_ids, other__in=shipper_ids).order_by("first_found_at"):
        for pk in (tie.one_id, tie.other_id):
            found.setdefault(pk, tie.first_found_at)
    return found
