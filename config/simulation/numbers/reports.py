"""The reports of the simulated carriers, marketplaces and agencies, recorded by the services of the ledger."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import batched
from typing import Any

from django.db.models import Sum

from apps.core import clock
from apps.ledger.models import DeclaredMonth, Recording, Reporter, Tally
from apps.ledger.services import (
    DeclaredCount,
    declared_months_record,
    recording_finish,
    recording_open,
    reporter_ensure,
    shipments_record,
    violations_record,
)
from apps.ledger.vocabulary import Determination
from config.simulation.members import Member
from config.simulation.numbers import catalog
from config.simulation.numbers.happenings import Fact, Period
from config.simulation.numbers.sellers import stream

BATCH = 5_000
DECLARED = 0.99
# A marketplace tells before the parcel moves, the agency after all others.
ORDER = (*catalog.MARKETPLACES, *catalog.CARRIERS, catalog.BROKER, catalog.AGENCY)


def period_record(*, period: Period, members: Mapping[int, Member]) -> int:
    """Record all that was reported in a period, and say how many facts were."""
    recorded = 0
    for party in ORDER:
        if facts := period.shipments.get(party.code):
            recorded += _record(shipments_record, party, facts, members)
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in period.violations:
        # Nobody can be served who is no member: of others an agency reports what it has determined, once it has.
        if _is_enrolled(members[fact.seller.number], fact) or fact.raw["determination"] != Determination.ALLEGED:
            found[fact.raw["agency"]].append(fact)
    for agency, facts in found.items():
        recorded += _record(violations_record, catalog.PARTNER_AGENCIES.get(agency, catalog.AGENCY), facts, members)
    return recorded


def party_ensure(party: catalog.Party) -> Reporter:
    """Return the reporter that stands for a party of the simulated world."""
    return reporter_ensure(code=party.code, kind=party.kind, name=party.name, competence=party.competence)


def facts_record(service: Any, party: catalog.Party, *facts: Mapping[str, Any]) -> None:
    """Record what the system of a party sends at once, by a service of the ledger."""
    recording = recording_open(reporter=party_ensure(party), kind=Recording.Kind.API)
    service(recording=recording, facts=enumerate(facts))
    recording_finish(recording=recording)


def _record(service: Any, party: catalog.Party, facts: Sequence[Fact], members: Mapping[int, Member]) -> int:
    recording = recording_open(reporter=party_ensure(party), kind=Recording.Kind.IMPORT)
    numbered = enumerate(fact.raw | _who(members[fact.seller.number], fact) for fact in facts)
    for batch in batched(numbered, BATCH):
        service(recording=recording, facts=batch)
    recording_finish(recording=recording)
    return len(facts)


def _who(member: Member, fact: Fact) -> dict[str, str]:
    """Return how a report names a seller: by the number of a member, or by the reporter's own code before that."""
    if _is_enrolled(member, fact):
        return {"ksn": member.ksn}
    return {"seller": member.seller.slug, "seller_name": member.seller.name}


def _is_enrolled(member: Member, fact: Fact) -> bool:
    """Return whether the seller was a member on the day of a fact."""
    return bool(member.enrolled and date.fromisoformat(fact.raw["date"]) >= member.enrolled)


def declared_months_count(*, members: Iterable[Member], today: date) -> None:
    """Count, month after month as a running program does, the parcels of members that were declared in time.

    The last completed month of those that were members since it began is counted, once. Carriers declare nearly all
    parcels. No declaration is simulated: each parcel would cost more than all of its life here.
    """
    month = clock.add_months(clock.month_of(today), -1)
    if DeclaredMonth.objects.filter(month=month).exists():
        return
    numbers = {m.shipper_id: m.seller.number for m in members if m.enrolled and m.enrolled <= month}
    sums = Tally.objects.filter(seller__shipper__in=numbers, month=month).values("seller__shipper")
    sent = sums.annotate(parcels=Sum("evidence")).values_list("seller__shipper", "parcels").order_by("seller__shipper")
    counts = [_count(pk, parcels, stream("declared", numbers[pk], month)) for pk, parcels in sent]
    declared_months_record(month=month, counts=counts)


def _count(shipper_id: int, parcels: int, dice: random.Random) -> DeclaredCount:
    declared = dice.binomialvariate(parcels, DECLARED)
    return DeclaredCount(shipper_id, parcels=parcels, could=parcels, declared=declared)
