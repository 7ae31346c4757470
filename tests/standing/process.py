"""Steps of due process: time that passes with its timers, and findings that suspend."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from apps.accounts.models import User
from apps.core import clock
from apps.events.timers import fire
from apps.ledger.models import Recording, Violation
from apps.ledger.services import recording_open, reporter_ensure, violations_record
from apps.ledger.vocabulary import ReporterKind
from apps.shippers.models import Shipper
from apps.standing import services
from apps.standing.models import Appeal, AssuranceCall, Plan, PlanItem, ProposedChange, Standing
from apps.standing.selectors import calls_running
from tests.evaluation.ledger import recording
from tests.outbox import deliver
from tests.standing.evaluations import change_proposed, enrolled, evaluated, owner_of

_numbers = iter(range(1_000_000))


def settled_member(tier: int = 2) -> Shipper:
    """Return a member whose own history was evaluated before it got its tier; from tier 2 on an assurance call reaches
    it before a change is proposed.
    """
    shipper = enrolled()
    pass_by()
    evaluated(shipper, enter=tier, keep=tier)
    return shipper


def call_open(shipper: Shipper) -> AssuranceCall:
    """Return the assurance call that a worse record of an assured member opens."""
    evaluated(shipper, enter=1, keep=1, assured=False)
    return calls_running(shipper.pk).get()


def demotion_proposed() -> ProposedChange:
    """Return the proposed demotion of a member of tier 3 whose record allows only tier 1."""
    shipper = settled_member(3)
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


def responded(change: ProposedChange, response: str = "No.", **said: Any) -> ProposedChange:
    """Let the owner of the business say everything about a change that is proposed."""
    owner = owner_of(change.shipper)
    return services.change_respond(final=True, actor=owner, change_id=change.pk, response=response, **said)


def decided(officer: User, change: ProposedChange, decision: str = "uphold", **said: Any) -> ProposedChange:
    """Let an officer decide a proposed change; its reasons are none that matter, unless the caller gives some."""
    return services.change_decide(
        actor=officer, change_id=change.pk, decision=decision, **{"reasons": "So it is."} | said
    )


def suspension_at_once(tier: int = 2, **fields: Any) -> ProposedChange:
    """Return the suspension of a member by a critical finding (`found`)."""
    shipper = enrolled(tier=tier)
    suspended_by(shipper, found(shipper, **fields))
    return undecided(shipper, "suspension")


def time_asked(change: ProposedChange, days: int = 5, reason: str = "Please.") -> date:
    """Let the owner of the business ask for so many days more to respond; return the day that it asks for."""
    until = change.respond_on + timedelta(days=days)
    services.extension_ask(actor=owner_of(change.shipper), change_id=change.pk, until=until, reason=reason)
    return until


def upheld(officer: User, second: User, shipper: Shipper, kind: str, **more: Any) -> ProposedChange:
    """Uphold a change that one officer proposes, by another one after the response."""
    change = change_proposed(actor=officer, shipper_id=shipper.pk, kind=kind, reasons="So it is.", **more)
    return decided(second, responded(change))


def appealed(change: ProposedChange) -> Appeal:
    return services.change_appeal(actor=owner_of(change.shipper), change_id=change.pk, text="Look again.")


def appeal_decided(officer: User, appeal: Appeal, decision: str, reasons: str = "It was looked at.") -> None:
    services.standing_appeal_decide(actor=officer, appeal_id=appeal.pk, decision=decision, reasons=reasons)


def plan_opened(officer: User, shipper: Shipper, *days: int) -> Plan:
    """Open a corrective plan of an item for each of so many days from now: 20 and 40, unless the caller says."""
    due = [clock.add_days(clock.today(), each) for each in days or (20, 40)]
    items = [services.PlanItemDraft(f"Mend number {number}.", "Ada Park", day) for number, day in enumerate(due)]
    return services.plan_open(actor=officer, shipper_id=shipper.pk, purpose="Check every parcel.", items=items)


def item_answered(item: PlanItem, **more: Any) -> PlanItem:
    shipper = item.plan.shipper
    return services.plan_item_answer(
        actor=owner_of(shipper), shipper_id=shipper.pk, item_id=item.pk, text="Done.", **more
    )


def upheld_at_once(
    proposal: ProposedChange, *, first: User, second: User, reasons: str = "It is on the photo."
) -> ProposedChange:
    """Uphold a suspension at once after the response of its owner, by two officers."""
    responded(proposal)
    decision = "uphold"
    if proposal.confirmed_by_id is None:
        services.change_recommend(actor=first, change_id=proposal.pk, reasons="It was.")
        decision = "agree"
    return decided(second, proposal, decision, reasons=reasons)


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
