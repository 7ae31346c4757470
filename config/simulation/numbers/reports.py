"""The reports of the simulated carriers, marketplaces and agencies, recorded by the services of the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import batched
from typing import Any

from django.db.models import Sum

from apps.core import clock
from apps.ledger.models import Recording, Reporter, Tally
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
from config.simulation.numbers.sellers import ENROLLED, Seller, stream

BATCH = 5_000
DECLARED = 0.99
# The rules read the parcels declared in time of so many months.
COUNTED_MONTHS = 13
# Of so many sellers that were enrolled, carriers forget parcels of one.
SHORT_OF = 10
# Who reports the sellers that are enrolled before they have their number.
SOURCE = catalog.AGENCY.code
# A marketplace tells before the parcel moves, the agency after all others.
CARRYING = (*catalog.MARKETPLACES, *catalog.CARRIERS, catalog.BROKER)


def carriers_record(*, period: Period, members: Mapping[int, Member]) -> None:
    """Record what marketplaces, carriers and brokers report of a period."""
    for party in CARRYING:
        period.recorded += _record(shipments_record, party, period.shipments.get(party.code, ()), members)


def agencies_record(*, period: Period, members: Mapping[int, Member]) -> None:
    """Record what agencies report of a period."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in period.violations:
        # Nobody can be served who is no member: of others an agency reports what it has determined, once it has.
        is_member = _is_enrolled(members[fact.seller.number], fact)
        if is_member or fact.raw["determination"] != Determination.ALLEGED:
            agency = fact.raw["agency"] if is_member else _agency_before(fact)
            found[agency].append(fact._replace(raw=fact.raw | {"agency": agency}))
    period.recorded += _record(shipments_record, catalog.AGENCY, period.shipments.get(SOURCE, ()), members)
    for agency, facts in found.items():
        party = catalog.PARTNER_AGENCIES.get(agency, catalog.AGENCY)
        period.recorded += _record(violations_record, party, facts, members)


def party_ensure(party: catalog.Party) -> Reporter:
    """Return the reporter that stands for a party of the simulated world."""
    return reporter_ensure(code=party.code, kind=party.kind, name=party.name, competence=party.competence)


def facts_record(service: Any, party: catalog.Party, *facts: Mapping[str, Any]) -> None:
    """Record what the system of a party sends at once, by a service of the ledger."""
    recording = recording_open(reporter=party_ensure(party), kind=Recording.Kind.API)
    service(recording=recording, facts=enumerate(facts))
    recording_finish(recording=recording)


def _record(service: Any, party: catalog.Party, facts: Sequence[Fact], members: Mapping[int, Member]) -> int:
    if not facts:
        return 0
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


def _agency_before(fact: Fact) -> str:
    """Return the agency that reports a violation of a seller that is no member. Customs does so of those that are
    enrolled later, as of their parcels: under the code by which they are enrolled.
    """
    return SOURCE if fact.seller.outcome == ENROLLED else fact.raw["agency"]


def _is_enrolled(member: Member, fact: Fact) -> bool:
    """Return whether the seller was a member on the day of a fact."""
    return bool(member.enrolled and date.fromisoformat(fact.raw["date"]) >= member.enrolled)


def declared_months_count(*, members: Iterable[Member], end: date) -> None:
    """Count, month after month as a running program does, the parcels of members that were declared in time.

    The last completed month of those that were members since it began is counted, once, if any rule still reads it when
    the program ends. Carriers declare nearly all parcels, and all those of most sellers. No declaration is simulated:
    each parcel would cost more than all of its life here.
    """
    month = clock.add_months(clock.month_of(clock.today()), -1)
    is_read = month >= clock.add_months(clock.month_of(end), -COUNTED_MONTHS)
    if not is_read:
        return
    sellers = {m.shipper_id: m.seller for m in members if m.enrolled and m.enrolled <= month}
    sums = Tally.objects.filter(seller__shipper__in=sellers, month=month).values("seller__shipper")
    sent = sums.annotate(parcels=Sum("evidence")).values_list("seller__shipper", "parcels").order_by("seller__shipper")
    counts = [
        DeclaredCount(pk, parcels=parcels, could=parcels, declared=_declared(sellers[pk], parcels, month))
        for pk, parcels in sent
    ]
    declared_months_record(month=month, counts=counts)


def _declared(seller: Seller, parcels: int, month: date) -> int:
    if seller.outcome == ENROLLED and seller.number % SHORT_OF:
        return parcels
    return stream("declared", seller.number, month).binomialvariate(parcels, DECLARED)
