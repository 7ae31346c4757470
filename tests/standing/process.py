"""Steps of due process: time that passes with its timers, and findings that suspend."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from apps.accounts.models import User
from apps.core import clock
from apps.events.timers import fire
from apps.ledger.models import Recording, Violation
from apps.ledger.services import recording_open, reporter_ensure, violations_record
from apps.ledger.vocabulary import ReporterKind
from apps.shippers.models import Shipper
from apps.standing.models import AssuranceCall, ProposedChange, Standing
from apps.standing.selectors import calls_running
from apps.standing.services import change_decide, change_recommend, change_respond
from tests.evaluation.ledger import recording
from tests.outbox import deliver
from tests.standing.evaluations import enrolled, evaluated, owner_of

_numbers = iter(range(1_000_000))


def assured_member() -> Shipper:
    """Return a member of tier 2, whom an assurance call reaches before a change is proposed."""
    shipper = enrolled()
    pass_by()
    evaluated(shipper, enter=2, keep=2)
    return shipper


def call_open(shipper: Shipper) -> AssuranceCall:
    """Return the assurance call that a worse record of an assured member opens."""
    evaluated(shipper, enter=1, keep=1, assured=False)
    return calls_running(shipper.pk).get()


def demotion_proposed() -> ProposedChange:
    """Return the proposed demotion of a member of tier 3 whose record allows only tier 1."""
    shipper = enrolled()
    pass_by()
    evaluated(shipper, enter=3, keep=3)
    evaluated(shipper, enter=1, keep=1)
    return undecided(shipper, "demotion")


def found(
    shipper: Shipper,
    *,
    source: str = "cbp",
    kind: str = "agency",
    recorded: Recording | None = None,
    category: str = "narcotics",
    basis: str = "seizure",
    **fields: object,
) -> int:
    """Record a critical violation of today, sustained; return the id of its entry.

    That of a source that determines nothing comes by a file of the operator, who stands for it.
    """
    raw = {
        "ksn": shipper.ksn,
        "date": clock.today(),
        "reference": f"C{next(_numbers)}",
        "category": category,
        "basis": basis,
        "culpability": "fraud",
        "determination": "sustained",
        **fields,
    }
    outcome = violations_record(
        recording=recorded or recording(source, kind), facts=[(0, raw)], by_operator=kind != ReporterKind.AGENCY
    )
    assert not outcome.rejected
    return Violation.objects.get(case__reference=raw["reference"]).pk


def case_of(violation_id: int) -> int:
    return Violation.objects.get(pk=violation_id).case_id


def false_statement_found(shipper: Shipper, officer: User, **fields: object) -> int:
    """Record a false statement by an officer; return its case."""
    reporter = reporter_ensure(code="cbp", kind="agency")
    recorded = recording_open(reporter=reporter, kind=Recording.Kind.DESK, actor=officer)
    return case_of(found(shipper, recorded=recorded, **({"category": "false_statement", "basis": "finding"} | fields)))


def suspended_by(shipper: Shipper, *violations: int) -> Standing:
    """Apply an evaluation that suspends upon these violations."""
    return evaluated(shipper, enter=0, keep=0, suspending=violations)


def undecided(shipper: Shipper, kind: str) -> ProposedChange:
    return ProposedChange.objects.get(
        shipper=shipper, kind=kind, state__in=["to_confirm", "proposed", "responded", "to_agree"]
    )


def upheld_at_once(
    proposal: ProposedChange, *, first: User, second: User, reasons: str = "It is on the photo."
) -> ProposedChange:
    """Uphold a suspension at once after the response of its owner, by two officers."""
    change_respond(final=True, actor=owner_of(proposal.shipper), change_id=proposal.pk, response="It was not ours.")
    decision = "uphold"
    if proposal.confirmed_by_id is None:
        change_recommend(actor=first, change_id=proposal.pk, reasons="It was.")
        decision = "agree"
    return change_decide(actor=second, change_id=proposal.pk, decision=decision, reasons=reasons)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Move the clock to a moment, with the work of beat and worker up to then done."""
    with clock.at(moment):
        pass_by()
        yield


def pass_by() -> None:
    while fire():
        deliver()
    deliver()


def days_on(days: float) -> datetime:
    return clock.now() + timedelta(days=days)
