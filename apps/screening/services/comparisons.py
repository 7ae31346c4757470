"""The comparison of parties with the lists: their hits are found, opened again, brought up to date, or lapse."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.core import clock
from apps.screening.models import BusinessHit, Entry, HitState
from apps.screening.search import ListSearch, ScreeningHit
from apps.screening.selectors import OwnParty
from apps.screening.services.records import HITS, hold_follow
from apps.shippers.models import Shipper

EVIDENCE = ["roles", "party_digest", "entry_version", "score", "probability", "parts"]


@dataclass(slots=True)
class ComparisonCounts:
    """The result of a comparison: the numbers of parties, of hits found or opened again, and of hits that lapsed.
    `moved` are the ids of the businesses of these hits.
    """

    parties: int = 0
    found: int = 0
    lapsed: int = 0
    moved: set[int] = field(default_factory=set)

    def add(self, other: "ComparisonCounts") -> None:
        """Add what another comparison did."""
        self.parties += other.parties
        self.found += other.found
        self.lapsed += other.lapsed


def parties_compare(
    shippers: Mapping[int, Shipper], parties: Sequence[OwnParty], names: Collection[tuple[int, str]] | None = None
) -> ComparisonCounts:
    """Compare parties of locked businesses with all lists, and bring their hits up to date.

    Without `names` the parties are all that the businesses have now, and hits of others lapse. With `names`, as id of
    the business and name, hits of these names alone are looked at. A hit depends on its party and its entry alone (ADR
    0091), so that parts compared one by one give what the whole gives.
    """
    known = {
        (hit.shipper_id, hit.name, hit.entry_id): hit
        for hit in BusinessHit.objects.select_for_update(of=("self",))
        .filter(shipper__in=shippers)
        .select_related("entry__list")
        .order_by("pk")
        if names is None or (hit.shipper_id, hit.name) in names
    }
    for hit in known.values():
        hit.shipper = shippers[hit.shipper_id]
    found = list(zip(parties, ListSearch().hits([own.party for own in parties]), strict=True))
    entries = _entries(hit for _own, hits in found for hit in hits)
    done = ComparisonCounts(parties=len(parties))
    alike = set()
    for own, hits in found:
        for hit in hits:
            key = (own.shipper_id, own.name, hit.entry_id)
            alike.add(key)
            _hit_update(done, shippers[own.shipper_id], own, entries[hit.entry_id], hit, known.get(key))
    named = {(own.shipper_id, own.name) for own in parties}
    for key, kept in known.items():
        if key not in alike:
            _hit_lapse(done, kept, is_named=key[:2] in named)
    for shipper_id in sorted(done.moved):
        hold_follow(shipper_id)
    return done


def _entries(hits: Iterable[ScreeningHit]) -> dict[int, Entry]:
    return Entry.objects.select_related("list").in_bulk({hit.entry_id for hit in hits})


def _hit_update(
    done: ComparisonCounts,
    shipper: Shipper,
    own: OwnParty,
    entry: Entry,
    found: ScreeningHit,
    known: BusinessHit | None,
) -> None:
    """Open the hit of a party and an entry that are alike, or bring the hit that is known up to date."""
    evidence: dict[str, Any] = {
        "roles": list(own.roles),
        "party_digest": own.digest,
        "entry_version": entry.changed_in,
        "score": found.score,
        "probability": found.probability,
        "parts": [{"part": part.part, "weight": part.weight, "words": part.words} for part in found.parts],
    }
    if known is None:
        hit = BusinessHit.objects.create(shipper=shipper, entry=entry, name=own.name, found_at=clock.now(), **evidence)
        HITS.opened(hit, "found", None)
        done.found += 1
        done.moved.add(hit.shipper_id)
        return
    if not any(getattr(known, name) != value for name, value in evidence.items()) and known.state != HitState.LAPSED:
        return
    is_other = (known.party_digest, known.entry_version) != (own.digest, entry.changed_in)
    for name, value in evidence.items():
        setattr(known, name, value)
    if known.state == HitState.LAPSED or (known.state == HitState.CLEARED and is_other):
        HITS.act("return", known)
        done.found += 1
        done.moved.add(known.shipper_id)
    else:
        known.save(update_fields=EVIDENCE)


def _hit_lapse(done: ComparisonCounts, known: BusinessHit, *, is_named: bool) -> None:
    """Let a hit lapse whose party and entry are no longer alike.

    A cleared hit stays cleared. A confirmed one lapses with the entry alone: a business does not end the decision by
    naming somebody else, or by writing the name otherwise.
    """
    if known.state == HitState.POTENTIAL or (known.state == HitState.CONFIRMED and known.entry.removed_in is not None):
        HITS.act("lapse", known, named=is_named)
        done.lapsed += 1
        done.moved.add(known.shipper_id)
