"""The reports of the simulated carriers, marketplaces and agencies, recorded by the services of the ledger."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import batched
from typing import Any

from apps.ledger.models import Recording, Reporter
from apps.ledger.services import recording_finish, recording_open, reporter_ensure, shipments_record, violations_record
from apps.ledger.vocabulary import Determination
from config.simulation.members import Member
from config.simulation.numbers import catalog
from config.simulation.numbers.happenings import Fact, Period

BATCH = 5_000
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
