"""A violation as officers read it: its entries and the service of its notice."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.deadlines import day_there
from apps.core.fields import field_of
from apps.core.lazy import Promise
from apps.core.lifecycle import Text
from apps.desk.actions import StaffAction, StaffActions
from apps.desk.violations.forms import DelayForm, MoreTimeForm, PostForm
from apps.disputes.models import Dispute
from apps.ledger import services
from apps.ledger.facts import VIOLATION_CONTENT
from apps.ledger.law import provisions_of
from apps.ledger.models import FurtherReport, Grounds, Reporter, Service, Violation
from apps.ledger.selectors import facts_of, service_of, service_proofs_of, suspends_at_once
from apps.ledger.states import DeterminationFacts, determination_obstacle
from apps.ledger.vocabulary import Determination
from apps.notices.selectors import receipts_of
from apps.shippers.selectors import signers_of
from apps.shippers.zones import zone_of

# The determination stands by itself.
COMPARED = ("seller", "parcel", *(name for name in VIOLATION_CONTENT if name != "determination"))


@dataclass(frozen=True, slots=True)
class ChangedField:
    label: str | Promise
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ViolationEntry:
    """An entry of a violation. `by` is the officer, or the source that reported it.

    `grounds` is what an officer said, and `answer` the answer of the business that led to it, where one did.
    """

    violation: Violation
    by: User | Reporter
    changes: list[ChangedField]
    grounds: Grounds | None
    answer: Dispute | None


def entries_of(entries: list[Violation], answers: list[Dispute]) -> Iterator[ViolationEntry]:
    """Yield the entries of a violation, the latest first, each with its differences from the entry before."""
    led_to = {answer.result_id: answer for answer in answers}
    for entry, before in zip(entries, [*entries[1:], None], strict=True):
        yield ViolationEntry(
            violation=entry,
            by=entry.recording.actor or entry.recording.reporter,
            changes=_changes(before, entry) if before else [],
            grounds=getattr(entry, "grounds", None),
            answer=led_to.get(entry.pk),
        )


def content_text(report: FurtherReport) -> list[tuple[str | Promise, str]]:
    """Return what a report that is kept beside a case says: the label and the value of each field."""
    return [(_label(name), str(value)) for name, value in report.content.items()]


def _label(name: str) -> str | Promise:
    return field_of(Violation, "parcel" if name == "shipment" else name).verbose_name


def _changes(before: Violation, after: Violation) -> list[ChangedField]:
    return [
        ChangedField(field_of(Violation, name).verbose_name, _value_text(before, name), _value_text(after, name))
        for name in COMPARED
        if getattr(before, _attname(name)) != getattr(after, _attname(name))
    ]


def _attname(name: str) -> str:
    return field_of(Violation, name).attname


def _value_text(entry: Violation, name: str) -> Any:
    """Return the value of a field in words; empty where nothing is recorded."""
    display = getattr(entry, f"get_{name}_display", None)
    return display() if display else getattr(entry, name)


RECORDS, OVERSEES = "record_violations", "oversee_changes"


def service_for(shown: Violation) -> Service | None:
    """Return the service of a violation, read once for each page that shows the violation."""
    kept: Any = shown
    if not hasattr(kept, "service_read"):
        kept.service_read = service_of(shown.case_id)
    return kept.service_read


def facts_at_desk(shown: Violation) -> DeterminationFacts:
    """Return the facts that decide whether an officer may determine a violation now."""
    return facts_of(shown, service_for(shown), shown.seller.shipper_id, is_authority=True)


def is_answerable(shown: Violation, facts: DeterminationFacts) -> bool:
    """Return whether a violation may be determined at all before something else is done: a business is linked to the
    seller, and was served, or is to be suspended at once. A violation that was determined before may be determined
    anew.
    """
    return shown.determination != Determination.ALLEGED or (facts.has_business and (facts.served or facts.at_once))


def first_step(shown: Violation, facts: DeterminationFacts) -> Text:
    """Return what must be done before an allegation can be determined; blank where it can be, or waits for a day."""
    if is_answerable(shown, facts):
        return ""
    return determination_obstacle(shown.determination, Determination.SUSTAINED, facts) or ""


def sustain_action(action: StaffAction, shown: Violation) -> StaffAction:
    """Return the action that sustains a violation; where it suspends at once, the action says so."""
    if shown.seller.shipper is None or not suspends_at_once(shown):
        return action
    effect = _lazy("It counts from now on, and suspends at once: it is critical and rests on a recorded basis.")
    return replace(action, effect=effect)


def notice_actions(shown: Violation, rights: frozenset[str], blocked: Text) -> StaffActions:
    """Return what may be done now about the service of an allegation on the business."""
    shipper_id = shown.seller.shipper_id
    if shipper_id is None or shown.determination != Determination.ALLEGED:
        return {}
    service = service_for(shown)
    if service is not None and service.unconfirmed_at is not None:
        return {}
    actions: StaffActions = {}
    if service is None or service.answer_by is None:
        if OVERSEES in rights:
            actions["delay"] = StaffAction(
                label=_lazy("Delay service"),
                effect=_lazy(
                    "The business does not see it until that moment. Until it is served it can't be sustained."
                ),
                service=partial(services.service_delay, case_id=shown.case_id),
                form=DelayForm,
                blocked=blocked,
            )
        if signers_of(shipper_id).exists():
            if OVERSEES in rights:
                actions["serve"] = StaffAction(
                    label=_lazy("Serve now"),
                    effect=_lazy("The team gets the notice, in the app and by mail, and its time to answer begins."),
                    service=partial(services.service_hasten, case_id=shown.case_id),
                    blocked=blocked,
                    undoable=True,
                )
        elif RECORDS in rights:
            actions["post"] = StaffAction(
                label=_lazy("Record service by post"),
                effect=_lazy("Its time to answer is counted from that day, where the business is."),
                service=partial(services.service_by_post, case_id=shown.case_id),
                form=PostForm,
                blocked=blocked,
                undoable=True,
            )
    elif service.final_at is None and service.answer_by >= clock.now() and RECORDS in rights:
        actions["more_time"] = StaffAction(
            label=_lazy("Give more time to answer"),
            effect=_lazy("The team is told at once, with your reason. Until that day it can't be sustained."),
            service=partial(services.answer_extend, case_id=shown.case_id),
            form=MoreTimeForm,
            blocked=blocked,
            undoable=True,
        )
    return actions


def service_facts(shown: Violation) -> dict[str, Any]:
    """Return what the page shows about the service: the law, the day of service, the receipts, the day to answer."""
    service = service_for(shown)
    return {
        "law": provisions_of(shown.category, shown.culpability),
        "service": service,
        "answer_by": service and _day_of(service),
        "is_delayed": service is not None and service.is_delayed(clock.now()),
        "proofs": list(service_proofs_of(shown.case_id)) if service and service.recorded_by_id else [],
        "receipts": list(receipts_of(service.told_about if service else ("case", shown.case_id))),
    }


def _day_of(service: Service) -> Any:
    return service.answer_by and day_there(service.answer_by, zone_of(service.shipper))
