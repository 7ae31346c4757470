"""The speed of finding related businesses among many, and whether a ring is found whole and without strangers.

`python -m benchmarks related [--json] [--rows N]` makes 100,000 businesses, most of them strangers that share what
strangers share: forwarding agents with their address and phone, and common names of people and firms. Among them is a
ring of 40 businesses, each tied to the next by one of nine kinds of values, of which three were removed before. All of
them sit at the address of one forwarding agent, with hundreds of strangers. The clusters of all businesses are
resolved, and the cluster of single ones is read. Exits with 1 if the ring is not one cluster, or has a stranger in it.
"""

import hashlib
import random
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from django.db import connection

from apps.core import clock
from apps.shippers.models import MatchKey, Shipper
from apps.shippers.relations import clusters_resolve, members_of
from benchmarks.common import own_database, vacuum
from benchmarks.tables import parser_of, told_write

BUSINESSES = 100_000
RING, REMOVED = 40, 3
# The agent at whose address the ring sits has so many strangers as customers.
CUSTOMERS = 500
# The numbers of forwarding agents, names of people and names of firms for each thousand businesses.
AGENTS, PEOPLE, FIRMS = 2, 300, 900
# One in so many strangers ships by an agent, or has a sister: a second business with the same owner, address and phone.
BY_AGENT, WITH_SISTER = 4, 50
# The single businesses whose clusters are read.
LOOKED_AT = 50
BATCH = 5_000
KINDS = ("tax", "phone", "bank", "storefront", "device", "parent", "sale")

type Row = tuple[int, str, str]


def main(arguments: Sequence[str]) -> int:
    """Print the figures; return the exit status."""
    parser = parser_of("related")
    parser.add_argument("--rows", type=int, default=BUSINESSES, help="how many businesses")
    options = parser.parse_args(arguments)
    with own_database():
        result = related_measured(options.rows)
    told_write(result, _lines(result), as_json=options.json)
    return int(result["ring_found"] < RING or result["strangers"] > 0)


def _lines(told: dict[str, Any]) -> Iterator[str]:
    yield (
        f"{told['businesses']:,} businesses with {told['keys']:,} keys: {told['clusters']:,} clusters in "
        f"{told['seconds']:.1f} s, the largest of {told['largest']}"
    )
    yield (
        f"the ring of {RING}: {told['ring_found']} found in one cluster, {told['ring_removed']} of {REMOVED} removed "
        f"ones among them, {told['strangers']} strangers with it"
    )
    yield f"the cluster of one business: {told['one_ms']:.1f} ms (median), {told['ring_ms']:.1f} ms if of the ring"


def related_measured(count: int) -> dict[str, Any]:
    """Return what was found among so many businesses, and how long it took."""
    chance = random.Random(94)  # noqa: S311 (a world for measuring)
    ring = world_make(count, chance)
    vacuum()
    begun = time.perf_counter()
    clusters = clusters_resolve()
    seconds = time.perf_counter() - begun
    found = max(clusters, key=lambda ids: len(set(ids) & set(ring)))
    removed = set(Shipper.objects.exclude(barred_until=None).values_list("pk", flat=True))
    pks = list(Shipper.objects.order_by("pk").values_list("pk", flat=True))
    return {
        "businesses": len(pks),
        "keys": MatchKey.objects.count(),
        "clusters": len(clusters),
        "largest": len(clusters[0]),
        "seconds": seconds,
        "ring_found": len(set(found) & set(ring)),
        "ring_removed": len(set(found) & removed),
        "strangers": len(set(found) - set(ring)),
        "one_ms": median(map(_milliseconds, chance.sample(pks, min(LOOKED_AT, len(pks))))),
        "ring_ms": median(map(_milliseconds, ring)),
    }


def world_make(count: int, chance: random.Random) -> list[int]:
    """Make the businesses and their keys; return the ids of the ring."""
    made: list[int] = []
    for first in range(0, count, BATCH):
        names = range(first, min(first + BATCH, count))
        made += [row.pk for row in Shipper.objects.bulk_create(Shipper(name=f"Business {each}") for each in names)]
    ring = chance.sample(made, min(RING, count))
    strangers = sorted(set(made) - set(ring))
    until = clock.today() + timedelta(days=90)
    Shipper.objects.filter(pk__in=chance.sample(ring, min(REMOVED, len(ring)))).update(barred_until=until)
    rows = {*_strangers(strangers, chance), *_ring(ring), *_customers(strangers, ring, chance)}
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY shippers_matchkey (shipper_id, kind, digest, shown, normal) FROM STDIN") as copy,
    ):
        for shipper_id, kind, value in sorted(rows):
            copy.write_row((shipper_id, kind, hashlib.sha256(value.encode()).digest(), value, ""))
    # Nobody else does so before the transaction ends, and without statistics a cluster takes a minute to follow.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE shippers_matchkey, shippers_shipper")
    return ring


def _strangers(pks: Sequence[int], chance: random.Random) -> Iterator[Row]:
    thousands = max(1, len(pks) // 1_000)
    for pk in pks:
        yield from ((pk, kind, f"{kind}:{pk}") for kind in ("tax", "bank", "storefront", "email", "device"))
        yield pk, "owner", f"person:{_common(chance, PEOPLE * thousands)}"
        yield pk, "name", f"firm:{_common(chance, FIRMS * thousands)}"
        agent = _common(chance, AGENTS * thousands) if chance.randrange(BY_AGENT) == 0 else None
        place = f"agent{agent}" if agent is not None else f"{pk}"
        yield pk, "address", f"address:{place}"
        yield pk, "phone", f"phone:{place}"
        if agent is None:
            yield pk, "domain", f"domain:{pk}"
    for one, other in zip(pks[::WITH_SISTER], pks[1::WITH_SISTER], strict=False):
        for kind in ("owner", "address", "phone"):
            yield one, kind, f"{kind}:sisters{one}"
            yield other, kind, f"{kind}:sisters{one}"


def _ring(ring: Sequence[int]) -> Iterator[Row]:
    """Yield the keys of the ring: each is tied to the next by one kind in turn.

    In every eighth place it is an owner and an address together; the owner alone would not do.
    """
    for place, (one, other) in enumerate(pairwise(ring)):
        value = f"ring:{place}"
        if place % (len(KINDS) + 1) == len(KINDS):
            yield from ((pk, kind, f"{value}:{kind}") for pk in (one, other) for kind in ("owner", "address"))
            continue
        kind = KINDS[place % (len(KINDS) + 1)]
        yield one, kind, value
        # The buyer in a sale is the contact of the other business, and the parent is a business itself.
        yield other, {"sale": "email", "parent": "lei"}.get(kind, kind), value


def _customers(strangers: Sequence[int], ring: Sequence[int], chance: random.Random) -> Iterator[Row]:
    """Yield the address and the phone of one forwarding agent, for the ring and for strangers."""
    for pk in (*ring, *chance.sample(strangers, min(CUSTOMERS, len(strangers)))):
        yield pk, "address", "address:the agent of the ring"
        yield pk, "phone", "phone:the agent of the ring"


def _common(chance: random.Random, count: int) -> int:
    """Return the number of one of so many things, of which the first are far commoner than the last."""
    return min(count - 1, int(count * chance.random() ** 3))


def _milliseconds(shipper_id: int) -> float:
    begun = time.perf_counter()
    members_of(shipper_id)
    return 1_000 * (time.perf_counter() - begun)
