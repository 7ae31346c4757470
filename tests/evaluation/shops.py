"""A small model of a shipper whose entries mark it due, as the services of the ledger do."""

from dataclasses import dataclass, field
from datetime import date

from apps.evaluation.record import (
    Clearance,
    DeclaredMonth,
    Offense,
    Record,
    RecordEntry,
    RecordFacts,
    ShipmentMonth,
    month_number,
)
from apps.evaluation.rules import RulesAnswer, judge
from apps.policy.terms import Terms

type AnswerValues = tuple[int, int, bool]


def answer_values(answer: RulesAnswer) -> AnswerValues:
    return answer.enter, answer.keep, answer.suspend


@dataclass
class Shop:
    """The entries of one shipper, its watch, and its latest answer."""

    terms: Terms
    months: dict[int, list[int]] = field(default_factory=dict)
    offenses: list[Offense] = field(default_factory=list)
    clearances: list[Clearance] = field(default_factory=list)
    entries: list[RecordEntry] = field(default_factory=list)
    declared: dict[int, DeclaredMonth] = field(default_factory=dict)
    due: bool = True
    quiet_until: date | None = None
    clean_left: int | None = None
    latest: AnswerValues | None = None
    evaluations: int = 0

    def facts(self) -> RecordFacts:
        months = [ShipmentMonth(number, *counts) for number, counts in sorted(self.months.items())]
        entries = sorted(self.entries, key=lambda entry: entry.day)
        declared = [month for _number, month in sorted(self.declared.items())]
        return RecordFacts(months, self.offenses, entries, self.clearances, declared)

    def record(self, day: date) -> Record:
        return self.facts().on(day)

    def parcels(self, day: date, count: int, *, drawn: bool = False, discrepant: bool = False) -> None:
        """Record parcels; `drawn` are opened at random, and the discrepant ones of them found wrong."""
        counts = self.months.setdefault(month_number(day), [0, 0, 0, 0, 0])
        counts[0] += count
        counts[1] += count * (drawn or discrepant)
        counts[2] += count * discrepant
        counts[3] += count * drawn
        counts[4] += count * (drawn and discrepant)
        if drawn and discrepant:
            self.due = True
        elif drawn and self.clean_left is not None:
            self.clean_left -= count

    def offense(self, offense: Offense) -> None:
        self.offenses.append(offense)
        self.due = True

    def clearance(self, clearance: Clearance) -> None:
        self.clearances.append(clearance)
        self.due = True

    def entry(self, kind: str, day: date) -> None:
        self.entries.append(RecordEntry(kind, day))
        self.due = True

    def count(self, month: DeclaredMonth) -> None:
        """Record the count of a completed month once; no member is due that always declared all."""
        if self.declared.setdefault(month.number, month) is month:
            self.due |= any(each.declared < each.parcels for each in self.declared.values())

    def amend(self, number: int) -> None:
        """Change a parcel that was not opened to one that was opened at random and in order."""
        counts = self.months.get(number)
        if counts and counts[1] < counts[0]:
            counts[1] += 1
            counts[3] += 1
            self.due = True

    def evaluate_if_due(self, day: date) -> None:
        quiet_ended = self.quiet_until is not None and self.quiet_until <= day
        used_up = self.clean_left is not None and self.clean_left <= 0
        if self.due or quiet_ended or used_up:
            answer = judge(self.record(day), self.terms)
            self.latest, self.due = answer_values(answer), False
            self.quiet_until, self.clean_left = answer.quiet_until, answer.clean_left
            self.evaluations += 1
