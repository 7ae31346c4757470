"""Helpers that record facts in the ledger by its own services."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from apps.core import clock
from apps.ledger import services
from apps.ledger.models import Case, Recording, Reporter, Service
from apps.ledger.vocabulary import Category, ReporterKind
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Shipper, ShippingParty
from tests.people import staff

_numbers = count(1)
CARRIER = "usps"


def member(since: date) -> Shipper:
    """Make a shipper that is enrolled since a day and lists its carrier."""
    shipper = Shipper.objects.create(ksn=new_ksn(), name="Lotus Trading")
    ShippingParty.objects.create(shipper=shipper, kind=ShippingParty.Kind.CARRIER, name=CARRIER.upper(), code=CARRIER)
    services.program_entry_record(shipper_id=shipper.pk, kind="enrolled", date=since)
    return shipper


def recording(reporter: str = CARRIER, kind: str = ReporterKind.CARRIER) -> Recording:
    return services.recording_open(reporter=reporter_of(reporter, kind), kind=Recording.Kind.API)


def reporter_of(code: str, kind: str) -> Reporter:
    """Return the reporter of a code; an agency whose competence was not limited determines every category."""
    reporter = services.reporter_ensure(code=code, kind=kind)
    if reporter.kind == ReporterKind.AGENCY and not reporter.competence:
        services.reporter_limit(reporter=reporter, competence=Category.values)
    return reporter


def parcels(
    shipper: Shipper,
    day: date | Sequence[date],
    number: int,
    *,
    recorded: Recording | None = None,
    drawn: str = "",
    basis: str = "random",
    **fields: Any,
) -> list[str]:
    """Record so many parcels of a day, or of each of some days, in one batch; return their references.

    `drawn` is the result of an exam of each by an agency that drew them at random: "clean" or "discrepant". `basis` is
    that of the exam.
    """
    if drawn:
        recorded = recorded or recording("cbp", ReporterKind.AGENCY)
        fields |= {"issuer": CARRIER, "examined": True, "exam_basis": basis, "exam_result": drawn}
    days = [day] if isinstance(day, date) else day
    sent = {f"P{next(_numbers)}": day for day in days for _parcel in range(number)}
    report([{"ksn": shipper.ksn, "date": day, "reference": r, **fields} for r, day in sent.items()], recorded=recorded)
    return list(sent)


def report(raws: Sequence[Mapping[str, Any]], *, recorded: Recording | None = None, strict: bool = True) -> Recording:
    """Record raw shipments. Unless `strict`, some of them may be refused."""
    recorded = recorded or recording()
    outcome = services.shipments_record(recording=recorded, facts=list(enumerate(raws)))
    assert not strict or not outcome.rejected
    return services.recording_finish(recording=recorded)


def violation(shipper: Shipper, day: date | None, *, strict: bool = True, **fields: Any) -> str:
    """Record a violation, by default a sustained one; return its reference."""
    (reference,) = violations(shipper, day, 1, strict=strict, **fields)
    return reference


def violations(shipper: Shipper, day: date | None, number: int, *, strict: bool = True, **fields: Any) -> list[str]:
    """Record so many violations at once, by default sustained ones; return their references."""
    common = {"ksn": shipper.ksn, "date": day, "category": "classification", "determination": "sustained"}
    raws = [{"reference": f"V{next(_numbers)}", **common, **fields} for _each in range(number)]
    recorded = recording("cbp", ReporterKind.AGENCY)
    outcome = services.violations_record(recording=recorded, facts=list(enumerate(raws)))
    assert not strict or not outcome.rejected
    services.recording_finish(recording=recorded)
    return [raw["reference"] for raw in raws]


def found_wrong(shipper: Shipper, number: int, **fields: Any) -> list[str]:
    """Record so many parcels of today that exams at random found wrong, each with a violation; return their references.
    Five in a month disprove the rate of tier 1.
    """
    today = clock.today()
    opened = parcels(shipper, today, number, drawn="discrepant")
    return [violation(shipper, today, shipment=f"{CARRIER}:{parcel}", **fields) for parcel in opened]


def entry(shipper: Shipper, day: date, kind: str) -> None:
    services.program_entry_record(shipper_id=shipper.pk, kind=kind, date=day)


def time_to_answer_over(case: Case) -> Case:
    """Serve an allegation so long ago that the seller's time to answer is over."""
    long_ago = clock.now() - timedelta(days=40)
    Service.objects.create(
        case=case, shipper=case.seller.shipper, served_at=long_ago, answer_by=long_ago + timedelta(days=32)
    )
    return case


def taken_back_by_two(recording_id: int) -> None:
    """Take back what two persons decided, as it takes two."""
    services.reversal_ask(actor=staff("supervisor", email="asks@staff.example"), recording_id=recording_id)
    services.recording_reverse(
        actor=staff("supervisor", email="takes@staff.example"), recording_id=recording_id, reason="A mistake of ours."
    )
