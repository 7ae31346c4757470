"""The facts of a period as they were known at a moment: one statement for each kind of fact, and nothing else.

Every statement reads entries and events, which are never changed, and takes those recorded until the moment. So the
same period and moment give the same facts for ever.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, LiteralString, NamedTuple

from django.db import connection

from apps.core import clock
from apps.ledger.models import ArchiveAct
from apps.ledger.selectors.archived_entries import SHIPMENTS, NeededEntries, entry_rows
from apps.ledger.selectors.archives import archives_held
from apps.ledger.vocabulary import AT_RANDOM_BASES, COUNTING, DECIDED, REUSE_DAYS, ExamBasis
from apps.measures import statements
from apps.measures.periods import Period
from apps.policy.models import Policy
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Terms
from apps.standing.models import Status
from apps.standing.states import MEMBER

# The exams of so many months before a year tell how businesses were before something changed.
MONTHS_BEFORE = 24


class ParcelGroup(NamedTuple):
    """The parcels of one business in the period that are alike: shipped as a member or not, by one mode, of a low value
    or not, reported by somebody other than the seller (`evidence`) or by the seller alone. Those of a low value are
    told apart by `port`, which is "" for the others.

    `examined` counts those that were examined for another reason than a draw at random, whoever says so, `drawn` those
    whose exam has a result, after a draw at random in which all parcels of the port had the same chance, `wrong` the
    ones among these that were found wrong, and `complete` the parcels with all data that are asked for. `timed` counts
    the parcels of which arrival and release are known, `prompt` those of them that were released within 24 hours, and
    `timed_exams` and `prompt_exams` the examined ones among both.
    """

    business: int
    member: bool
    mode: str
    low: bool
    evidence: bool
    port: str
    parcels: int
    examined: int
    drawn: int
    wrong: int
    complete: int
    timed: int
    prompt: int
    timed_exams: int
    prompt_exams: int


class CountingViolation(NamedTuple):
    """A violation that was sustained or mitigated, with its money in its currency."""

    business: int
    date: date
    currency: str
    loss: Decimal | None
    assessed: Decimal | None
    mitigated: Decimal | None
    collected: Decimal | None


class RandomLosses(NamedTuple):
    """The parcels of a business whose value others than the seller reported in dollars: their `declared` value. Of
    those that were drawn at random and opened, `found` had a loss of revenue; `loss` and `value` are weighted sums. All
    three are None where none was opened.
    """

    business: int
    declared: Decimal
    found: int | None
    loss: Decimal | None
    value: Decimal | None


class DecidedApplication(NamedTuple):
    """A first decision on an application. `paused` is the time for which the program waited for the applicant."""

    business: int
    days: float


class DecidedAppeal(NamedTuple):
    """An appeal that was decided, against a denial or against a change of standing."""

    business: int
    granted: bool


class ClosedTip(NamedTuple):
    """A tip that was closed. Nobody knows the sender, so the tip stands for its sender."""

    tip: int
    days: float


class DueValidation(NamedTuple):
    """A member whose first validation was due in the period, and whether the validation was done by then."""

    business: int
    done: bool


class DueDecision(NamedTuple):
    """A parcel that an exam at random found wrong and about which a decision was due in the period, and whether
    somebody decided by then.
    """

    business: int
    done: bool


@dataclass(frozen=True)
class PeriodFacts:
    """The facts of a period, as known at a moment, in one transaction. Each property takes one statement, once."""

    period: Period
    known_at: datetime

    @cached_property
    def policy(self) -> Policy:
        """Return the policy in force on the last day of the period."""
        return policy_on(self.period.last)

    @cached_property
    def terms(self) -> Terms:
        return terms_of(self.policy)

    @cached_property
    def parcels(self) -> Sequence[ParcelGroup]:
        """Return the parcels of the period."""
        asked: dict[str, Any] = {
            "member": sorted(MEMBER),
            "random": ExamBasis.RANDOM.value,
            "at_random": sorted(AT_RANDOM_BASES),
        }
        asked |= {"at_ports": [ExamBasis.RANDOM.value, ExamBasis.FOLLOW_UP.value, ExamBasis.SURPLUS.value]}
        return [ParcelGroup(*row) for row in self.entry_rows(statements.PARCELS, **asked)]

    @cached_property
    def violations(self) -> Sequence[CountingViolation]:
        """Return the violations of the period and of the twelve months before."""
        asked = {"counting": sorted(COUNTING), "since": clock.add_months(self.period.first, -12)}
        return [CountingViolation(*row) for row in self.rows(statements.VIOLATIONS, **asked)]

    @cached_property
    def random_losses(self) -> Sequence[RandomLosses]:
        """Return the losses that random exams of the period found."""
        asked = {"random": ExamBasis.RANDOM.value, "counting": sorted(COUNTING)}
        return [RandomLosses(*row) for row in self.entry_rows(statements.LOSSES, **asked)]

    @cached_property
    def random_exams(self) -> Sequence[tuple[Any, ...]]:
        """Return the exams at random of businesses that applied or are members, by month, in the period and the
        `MONTHS_BEFORE` months before. Several studies read them.
        """
        since = clock.add_months(self.period.first, -MONTHS_BEFORE)
        return self.entry_rows(statements.EXAMS, since=since, random=ExamBasis.RANDOM.value)

    @cached_property
    def decisions(self) -> Sequence[DecidedApplication]:
        return [DecidedApplication(*row) for row in self.rows(statements.DECISIONS)]

    @cached_property
    def appeals(self) -> Sequence[DecidedAppeal]:
        return [DecidedAppeal(*row) for row in self.rows(statements.APPEALS)]

    @cached_property
    def tips(self) -> Sequence[ClosedTip]:
        return [ClosedTip(*row) for row in self.rows(statements.TIPS)]

    @cached_property
    def validations(self) -> Sequence[DueValidation]:
        asked = {
            "months": self.terms.clocks.validation_months,
            "left": sorted({Status.WITHDRAWN.value, Status.REMOVED.value}),
        }
        return [DueValidation(*row) for row in self.rows(statements.VALIDATIONS, **asked)]

    @cached_property
    def wrong_parcels(self) -> Sequence[DueDecision]:
        """Return the parcels about which a decision was due."""
        days = self.terms.clocks.finding_days
        begun = {
            "since": clock.add_days(self.period.first, -days),
            "recorded_since": self.period.begins_at - timedelta(days=days + 1),
        }
        found = self.entry_rows(
            statements.WRONG_PARCELS, rows=statements.WRONG_NEEDED, **begun, days=days, decided=sorted(DECIDED)
        )
        return [DueDecision(*row) for row in found]

    def entry_rows(
        self,
        statement: str,
        *,
        since: date | None = None,
        recorded_since: datetime | None = None,
        rows: LiteralString = statements.PRESENT_NEEDED,
        **parameters: Any,
    ) -> list[tuple[Any, ...]]:
        """Return the rows of a statement about the entries of the period, or of the days since one, or of those too
        that were recorded since a moment. `rows` is the condition that all entries meet which the statement can need.

        Entries of archived months are read from their files. Raises Archived where they can't be.
        """
        since, spread = since or self.period.first, 2 * REUSE_DAYS
        needed = NeededEntries(
            since, self.period.last, spread, recorded_since, {**statements.LOTS_NEEDED, SHIPMENTS: rows}
        )
        given = self.given | {"since": since, "spread": spread, "reuse": REUSE_DAYS}
        return entry_rows(statement, given | parameters, needed, self.archives)

    @cached_property
    def archives(self) -> Mapping[date, ArchiveAct]:
        """Return the months that are in files, which stay so while the facts are read."""
        return archives_held()

    def rows(self, statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a statement about the period, as known at the moment."""
        with connection.cursor() as cursor:
            cursor.execute(statement, self.given | parameters)
            return cursor.fetchall()

    @property
    def given(self) -> dict[str, Any]:
        """What every statement may ask for."""
        return {
            "first": self.period.first,
            "last": self.period.last,
            "begins_at": self.period.begins_at,
            "ends_before": self.period.ends_before,
            "known_at": self.known_at,
            "zone": clock.PROGRAM_ZONE.key,
        }
