"""The answer of the rules on a past day, by what was known at one time and at another, and the steps in between."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from apps.core import clock
from apps.evaluation.finding import RuleFinding
from apps.evaluation.rules import RulesAnswer, judge
from apps.evaluation.selectors import RecordQuestion, record_then
from apps.ledger.selectors.histories import Counts, History, histories
from apps.ledger.vocabulary import ProgramEntryKind
from apps.policy.models import Policy
from apps.policy.selectors import Calendar, terms_of

# The most times at which the rules are asked between the two answers. What became known after them is one last step.
MAX_STEPS = 60

type Kind = Literal["identity", "parcels", "declared_month", "violation", "program_entry"]


@dataclass(frozen=True, slots=True)
class LaterEntry:
    """An entry about a day up to the one that was asked about, which evaluations know only from `known_from` on.

    `date` is the day of the fact, of `parcels` and a `declared_month` the first day of the month; None for an identity,
    whose parcels and violations of all days come with it.
    """

    kind: Kind
    date: date | None
    known_from: datetime
    facts: dict[str, Any]


class RuleChange(NamedTuple):
    """The findings of one rule before and after a step."""

    rule: str
    before: RuleFinding
    after: RuleFinding


@dataclass(frozen=True, slots=True)
class PastStep:
    """Entries that became known together, at `known_from`, and the answer on the day since then.

    `changes` are the rules whose value or whose tiers differ from those of the step before. The last of many steps
    holds all that became known until `known_from`.
    """

    known_from: datetime
    entries: list[LaterEntry]
    answer: RulesAnswer
    changes: list[RuleChange]


@dataclass(frozen=True, slots=True)
class PastAnswers:
    """The answer of the rules on a day, under the policy that was in force on the day.

    `then` is the answer by what was known at `known_at`, `now` by what is known at `until`. `steps` lead from the one
    to the other, in the order in which their entries became known. `policy_then` is another policy than `policy` where
    one was published on the day itself, after `known_at`.
    """

    as_of: date
    known_at: datetime
    until: datetime
    policy: Policy
    policy_then: Policy
    then: RulesAnswer
    now: RulesAnswer
    steps: list[PastStep]

    @property
    def later(self) -> list[LaterEntry]:
        """Return the entries that became known between the two times, in the order in which they became known."""
        return [entry for step in self.steps for entry in step.entries]


def past_answers(shipper_id: int, *, as_of: date, known_at: datetime, until: datetime) -> PastAnswers:
    """Return the answers of the rules on a shipper on a day, by what was known at two times.

    Raises NotFound for a day before the first policy, and Archived if entries of archived months are needed.
    """
    calendar = Calendar()
    history = histories([shipper_id])[shipper_id]
    history.require_later(as_of=as_of, known_at=known_at, until=until)

    def policy_at(moment: datetime) -> Policy:
        return calendar.known_at(moment).on(as_of)

    def answer_at(moment: datetime) -> RulesAnswer:
        terms = terms_of(policy_at(moment))
        return judge(record_then(history, RecordQuestion(shipper_id, as_of, moment), terms, calendar), terms)

    then, now = answer_at(known_at), answer_at(until)
    steps: list[PastStep] = []
    before = then
    for known_from, entries in _group_by_time(sorted(_later(history, as_of, known_at, until), key=_KNOWN_FROM)):
        answer = answer_at(known_from)
        steps.append(PastStep(known_from, entries, answer, _changes(before, answer)))
        before = answer
    return PastAnswers(as_of, known_at, until, policy_at(until), policy_at(known_at), then, now, steps)


_KNOWN_FROM = attrgetter("known_from")


def _group_by_time(entries: Iterable[LaterEntry]) -> Iterator[tuple[datetime, list[LaterEntry]]]:
    """Yield the entries of each time with the time; beyond `MAX_STEPS` times, all others with the last time."""
    groups = [(known_from, list(together)) for known_from, together in groupby(entries, _KNOWN_FROM)]
    yield from groups[: MAX_STEPS - 1]
    if rest := groups[MAX_STEPS - 1 :]:
        yield rest[-1][0], [entry for _known_from, together in rest for entry in together]


def _changes(before: RulesAnswer, after: RulesAnswer) -> list[RuleChange]:
    """Return the rules whose finding differs in what people read: the value, the requirement or a tier."""
    earlier = {finding.rule: finding for finding in before.findings}
    return [
        RuleChange(finding.rule, earlier[finding.rule], finding)
        for finding in after.findings
        if _values_read(finding) != _values_read(earlier[finding.rule])
    ]


def _values_read(finding: RuleFinding) -> tuple[Any, ...]:
    return finding.observed, finding.required, finding.enter, finding.keep, finding.suspend


def _later(history: History, as_of: date, known_at: datetime, until: datetime) -> Iterator[LaterEntry]:
    """Yield the entries about days up to one that became known after one time, and until another."""

    def is_later(known_from: datetime) -> bool:
        return known_at < known_from <= until

    own = {link.seller_id for link in history.links if link.shipper_id == history.shipper_id}
    # Of others that are judged with the shipper, what counted at one of the two times.
    when = [{"as_of": as_of, "known_at": moment} for moment in (known_at, until)]
    members = set().union(*(history.members(**asked) for asked in when))
    counting = own.union(*(history.identities(**asked) for asked in when))
    cases = {entry.case_id for entry in history.cases if entry.seller_id in counting}
    controls = {act.control for act in history.acts} - {None}
    for link in history.links:
        if is_later(link.known_from) and link.seller_id in own:
            linked = link.shipper_id == history.shipper_id
            yield LaterEntry("identity", None, link.known_from, {"identity": link.seller_id, "linked": linked})
    months = defaultdict[tuple[date, datetime], Counts](Counts)
    for change in history.months:
        if is_later(change.known_from) and change.counts_from <= as_of and change.seller_id in counting:
            months[change.month, change.known_from] = change.counts.plus(months[change.month, change.known_from])
    for (month, known_from), counts in months.items():
        yield LaterEntry("parcels", month, known_from, counts._asdict())
    for counted in (each for each in history.declared if each.shipper_id in members):
        if is_later(counted.known_from) and clock.add_months(counted.month, 1) <= as_of:
            facts = {"parcels": counted.parcels, "could": counted.could, "declared": counted.declared}
            yield LaterEntry("declared_month", counted.month, counted.known_from, facts)
    days: dict[int, date] = {}
    for entry in (each for each in history.cases if each.case_id in cases):
        # A correction may move a violation to a day after the one that was asked about, or from there.
        first = min(entry.date, days.get(entry.case_id, entry.date))
        days[entry.case_id] = entry.date
        if is_later(entry.known_from) and first <= as_of:
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
    others = [act for act in history.bindings if act.shipper_id != history.shipper_id and act.control in controls]
    for act in (*history.acts, *others):
        # Once freed, a number counts on no past day either.
        if is_later(act.known_from) and (act.date <= as_of or act.kind == ProgramEntryKind.CONTROL_FREED):
            facts = {"kind": act.kind, "takes_back": act.takes_back, "own": act.shipper_id == history.shipper_id}
            yield LaterEntry("program_entry", act.date, act.known_from, facts)
