"""The answer of the rules on a past day, by what was known at one time and at another, and the entries in between."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from apps.evaluation.rules import Answer, judge
from apps.evaluation.selectors import Question, record_then
from apps.ledger.selectors.histories import Counts, History, histories
from apps.policy.models import Policy
from apps.policy.selectors import policy_on, terms_of

type Kind = Literal["identity", "parcels", "violation", "program_entry"]


@dataclass(frozen=True, slots=True)
class LaterEntry:
    """An entry about a day up to the one that was asked about, which evaluations know only from `known_from` on.

    `date` is the day of the fact, of `parcels` the first day of their month; None for an identity, whose parcels and
    violations of all days come with it.
    """

    kind: Kind
    date: date | None
    known_from: datetime
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PastAnswers:
    """The answer of the rules on a day, under the policy that was in force on the day.

    `then` is the answer by what was known at `known_at`, `now` by what is known at `until`. `later` are the entries
    that became known between the two, in the order in which they became known.
    """

    as_of: date
    known_at: datetime
    until: datetime
    policy: Policy
    then: Answer
    now: Answer
    later: list[LaterEntry]


def past_answers(shipper_id: int, *, as_of: date, known_at: datetime, until: datetime) -> PastAnswers:
    """Return the answers of the rules on a shipper on a day, by what was known at two times.

    Raises NotFound for a day before the first policy.
    """
    policy = policy_on(as_of)
    terms = terms_of(policy)
    history = histories([shipper_id])[shipper_id]
    then, now = (
        judge(record_then(history, Question(shipper_id, as_of, moment), terms), terms) for moment in (known_at, until)
    )
    later = sorted(_later(history, as_of, known_at, until), key=lambda entry: entry.known_from)
    return PastAnswers(as_of, known_at, until, policy, then, now, later)


def _later(history: History, as_of: date, known_at: datetime, until: datetime) -> Iterator[LaterEntry]:
    """Yield the entries about days up to one that became known after one time, and until another."""

    def is_later(known_from: datetime) -> bool:
        return known_at < known_from <= until

    for link in history.links:
        if is_later(link.known_from):
            yield LaterEntry("identity", None, link.known_from, {"identity": link.seller_id, "linked": link.mine})
    months = defaultdict[tuple[date, datetime], Counts](Counts)
    for change in history.months:
        if is_later(change.known_from) and change.counts_from <= as_of:
            months[change.month, change.known_from] = change.counts.plus(months[change.month, change.known_from])
    for (month, known_from), counts in months.items():
        yield LaterEntry("parcels", month, known_from, counts._asdict())
    for entry in history.cases:
        if is_later(entry.known_from) and entry.date <= as_of:
            named = (
                "case_id",
                "revision",
                "category",
                "culpability",
                "attribution",
                "basis",
                "determination",
                "voided",
            )
            facts = {name: getattr(entry, name) for name in named}
            yield LaterEntry("violation", entry.date, entry.known_from, facts)
    for act in history.acts:
        if is_later(act.known_from) and act.date <= as_of:
            facts = {"kind": act.kind, "takes_back": act.takes_back}
            yield LaterEntry("program_entry", act.date, act.known_from, facts)
