"""The records that the rules read: today's from tallies and present entries, those of the past from entries alone."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import NotFound
from apps.evaluation.models import Evaluation
from apps.evaluation.offenses import offense_as_told
from apps.evaluation.record import (
    Clearance,
    DeclaredMonth,
    DrawnMonth,
    DrawnParcel,
    Record,
    RecordEntry,
    RecordFacts,
    ShipmentMonth,
    month_number,
    month_start,
    months_pooled,
    record_of,
)
from apps.evaluation.third_parties import weighed_after_notice
from apps.ledger.models import Watch
from apps.ledger.selectors import controlled_with
from apps.ledger.selectors.histories import History, histories
from apps.ledger.vocabulary import COUNTING, ProgramEntryKind
from apps.policy.selectors import Calendar
from apps.policy.terms import Terms, Weights


class RecordQuestion(NamedTuple):
    """A question for the record of a shipper on the day `as_of`, from the entries known at the time `known_at`."""

    shipper_id: int
    as_of: date
    known_at: datetime


# The months in which parcels were opened at random, which are all months that the rules read.
DRAWN_MONTHS_NOW = """
SELECT s.shipper_id, t.month, sum(t.drawn), sum(t.drawn_discrepant), sum(t.followed), sum(t.followed_discrepant)
FROM ledger_seller s
JOIN ledger_tally t ON t.seller_id = s.id
WHERE s.shipper_id = ANY (%(shippers)s) AND t.month >= %(since)s AND (t.drawn > 0 OR t.followed > 0)
GROUP BY 1, 2
ORDER BY 1, 2
"""

# The months as people see them.
MONTHS_NOW = """
SELECT s.shipper_id, t.month, sum(t.evidence), sum(t.examined), sum(t.discrepant), sum(t.drawn),
    sum(t.drawn_discrepant), sum(t.followed), sum(t.followed_discrepant)
FROM ledger_seller s
JOIN ledger_tally t ON t.seller_id = s.id
WHERE s.shipper_id = ANY (%(shippers)s) AND t.month >= %(since)s
GROUP BY 1, 2
HAVING sum(t.evidence) > 0
ORDER BY 1, 2
"""

# The violations that count, and the reversed ones whose parcel an exam at random had found wrong: that parcel was in
# order. A parcel opened at random is given with the shipper whose own it is.
OFFENSES_NOW = """
SELECT s.shipper_id, v.id, v.date, v.category, v.culpability, v.attribution, v.basis, v.self_disclosed, v.determination,
    v.recorded_at, p.id, p.date, p.discrepant, p.followed, o.shipper_id
FROM ledger_seller s
JOIN ledger_case c ON c.seller_id = s.id
JOIN ledger_violation v ON v.id = c.violation_id
LEFT JOIN (ledger_parcel p JOIN ledger_seller o ON o.id = p.seller_id)
    ON p.id = v.parcel_id AND (p.drawn OR p.followed) AND NOT p.voided
WHERE s.shipper_id = ANY (%(shippers)s) AND v.date >= %(since)s::date - interval '1 year' AND NOT v.voided
    AND (v.determination IN ('sustained', 'mitigated') OR v.determination = 'reversed' AND p.discrepant)
ORDER BY 1, 2
"""

ENTRIES_NOW = """
SELECT e.shipper_id, e.kind, e.date
FROM ledger_programentry e
WHERE e.shipper_id = ANY (%(shippers)s) AND e.takes_back_id IS NULL
    AND NOT EXISTS (SELECT FROM ledger_programentry b WHERE b.takes_back_id = e.id)
ORDER BY e.shipper_id, e.date, e.id
"""

# The counted months of parcels declared in time.
DECLARED_NOW = """
SELECT d.shipper_id, d.month, d.parcels, d.could, d.declared
FROM ledger_declaredmonth d
WHERE d.shipper_id = ANY (%(shippers)s) AND d.month >= %(declared_since)s
ORDER BY 1, 2
"""

# The months as people see them, the offenses, the entries and the counts in one statement, for one shipper. Each list
# is in the order of its statement.
FACTS_NOW = f"""
SELECT
    (SELECT coalesce(json_agg(json_build_array(
            month, parcels, examined, discrepant, drawn, drawn_discrepant, followed, followed_discrepant
        )), '[]') FROM ({MONTHS_NOW}) m (
            shipper_id, month, parcels, examined, discrepant, drawn, drawn_discrepant, followed, followed_discrepant
        )),
    (SELECT coalesce(json_agg(json_build_array(
            id, date, category, culpability, attribution, basis, self_disclosed, determination, recorded_at,
            parcel_id, parcel_date, parcel_discrepant, parcel_followed, parcel_owner
        )), '[]') FROM ({OFFENSES_NOW}) v (
            shipper_id, id, date, category, culpability, attribution, basis, self_disclosed, determination, recorded_at,
            parcel_id, parcel_date, parcel_discrepant, parcel_followed, parcel_owner
        )),
    (SELECT coalesce(json_agg(json_build_array(kind, date)), '[]') FROM ({ENTRIES_NOW}) e),
    (SELECT coalesce(json_agg(json_build_array(month, parcels, could, declared)), '[]') FROM ({DECLARED_NOW}) d)
"""  # noqa: S608 # nosec B608 # made of the constant statements above


def records_now(
    shipper_ids: Sequence[int], *, as_of: date, terms: Terms, calendar: Calendar | None = None
) -> dict[int, Record]:
    """Return the records of shippers on a present day, by four statements that read no shipment, and one more if any of
    them is judged together with others. A caller that has read the `calendar` of policies passes it on, or it is read.
    """
    calendar = calendar or Calendar()
    least_share = calendar.least_share_by(as_of)
    entries: dict[int, list[RecordEntry]] = {pk: [] for pk in shipper_ids}
    bound: set[int] = set()
    for pk, kind, day in rows_of(ENTRIES_NOW, {"shippers": list(shipper_ids)}):
        entries[pk].append(RecordEntry(kind, day))
        if kind == ProgramEntryKind.CONTROL_BOUND:
            bound.add(pk)
    groups = {pk: (pk,) for pk in shipper_ids} | (controlled_with(bound) if bound else {})
    members = sorted({member for group in groups.values() for member in group})
    asked = {
        "shippers": members,
        "since": _first_month(as_of, terms.windows.longest),
        "declared_since": _first_month(as_of, terms.windows.declared_months),
    }
    months: dict[int, list[DrawnMonth]] = {pk: [] for pk in members}
    violations: dict[int, list[Sequence[Any]]] = {}
    declared: dict[int, list[DeclaredMonth]] = {}
    # A program has more months than anything else.
    for pk, month, drawn, drawn_discrepant, followed, followed_discrepant in rows_of(DRAWN_MONTHS_NOW, asked):
        months[pk].append(DrawnMonth(month_number(month), drawn, drawn_discrepant, followed, followed_discrepant))
    for pk, *violation in rows_of(OFFENSES_NOW, asked):
        violations.setdefault(pk, []).append(violation)
    for pk, month, *counts in rows_of(DECLARED_NOW, asked):
        declared.setdefault(pk, []).append(DeclaredMonth(month_number(month), *counts))

    @cache
    def record_of_group(group: tuple[int, ...]) -> tuple[list[DrawnMonth], RecordFacts]:
        facts = RecordFacts([], [], [], [], months_pooled([month for pk in group for month in declared.get(pk, ())]))
        for violation in sorted((each for pk in group for each in violations.get(pk, ())), key=itemgetter(0)):
            _add(facts, violation, group, calendar.weights_on)
        opened = months[group[0]] if len(group) == 1 else months_pooled([month for pk in group for month in months[pk]])
        return opened, facts._replace(offenses=weighed_after_notice(facts.offenses))

    records = {}
    for pk, group in groups.items():
        opened, known = record_of_group(group)
        records[pk] = record_of(
            as_of, opened, known.offenses, entries[pk], known.clearances, known.declared, least_share
        )
    return records


def records_at(questions: Sequence[RecordQuestion], *, terms: Terms) -> list[Record]:
    """Return the record that each question asks for, from the entries; a shipper may have several questions."""
    found, calendar = histories(sorted({question.shipper_id for question in questions})), Calendar()
    return [record_then(found[question.shipper_id], question, terms, calendar) for question in questions]


def record_then(history: History, question: RecordQuestion, terms: Terms, calendar: Calendar) -> Record:
    """Return the record that a question asks for, from the history of its shipper, and from the policies of which those
    count that were published by then.

    Raises Archived if the record needs entries of archived months.
    """
    first = _first_month(question.as_of, terms.windows.longest)
    when = {"as_of": question.as_of, "known_at": question.known_at}
    history.require(first=first, **when)
    months = history.month_counts(**when)
    facts = RecordFacts(
        [ShipmentMonth(month_number(month), *counts) for month, counts in months.items() if month >= first],
        [],
        [RecordEntry(act.kind, act.date) for act in history.acts_standing(question.known_at)],
        [],
        [
            DeclaredMonth(month_number(month), *counts)
            for month, counts in history.declared_months(**when).items()
            if month >= first
        ],
        calendar.known_at(question.known_at).least_share_by,
    )
    whose = history.shipper_id
    drawn, weights_on = history.parcels_drawn(**when), calendar.known_at(question.known_at).weights_on
    for entry in history.violations(**when):
        parcel = drawn.get(entry.parcel_id)
        counts = entry.determination in COUNTING
        if entry.date < first.replace(year=first.year - 1) or not (counts or (parcel and parcel.discrepant)):
            continue
        told = (entry.category, entry.culpability, entry.attribution, entry.basis, entry.self_disclosed)
        exam = (parcel.parcel_id, parcel.date, parcel.discrepant, parcel.followed, whose) if parcel else (None,) * 5
        _add(facts, [entry.id, entry.date, *told, entry.determination, entry.recorded_at, *exam], (whose,), weights_on)
    return facts._replace(offenses=weighed_after_notice(facts.offenses)).on(question.as_of)


def _first_month(as_of: date, window: int) -> date:
    """Return the first of the last `window` calendar months."""
    return month_start(month_number(as_of) - window + 1)


def facts_now(shipper_id: int, *, first: date, window: int, calendar: Calendar) -> RecordFacts:
    """Return the facts of a shipper known now, from which the record of each day since `first` can be built.

    `window` is the most calendar months at which a rule looks back. A shipper that is judged together with others has
    the facts of all of them, and its own acts; those of days before it was bound too. Makes one query that reads no
    shipment, and two more for such a shipper.
    """
    since, group = _first_month(first, window), (shipper_id,)
    asked = {"shippers": [shipper_id], "since": since, "declared_since": since}
    ((months, offenses, entries, declared),) = rows_of(FACTS_NOW, asked)
    if any(kind == ProgramEntryKind.CONTROL_BOUND for kind, _day in entries):
        group = controlled_with([shipper_id])[shipper_id]
        ((months, offenses, _entries, declared),) = rows_of(FACTS_NOW, asked | {"shippers": list(group)})
    day = date.fromisoformat
    facts = RecordFacts(
        months_pooled([ShipmentMonth(month_number(day(month)), *counts) for month, *counts in months]),
        [],
        [RecordEntry(kind, day(done)) for kind, done in entries],
        [],
        months_pooled([DeclaredMonth(month_number(day(month)), *counts) for month, *counts in declared]),
        calendar.least_share_by,
    )
    for number, committed, *more, recorded, parcel_id, opened, discrepant, followed, owner in sorted(offenses):
        exam = (parcel_id, opened and day(opened), discrepant, followed, owner)
        told = (number, day(committed), *more, datetime.fromisoformat(recorded), *exam)
        _add(facts, told, group, calendar.weights_on)
    return facts._replace(offenses=weighed_after_notice(facts.offenses))


def _add(
    facts: RecordFacts, violation: Sequence[Any], group: Collection[int], weights_on: Callable[[date], Weights]
) -> None:
    """Add a violation to the facts of a group: a counting one to the offenses, a reversed one whose parcel was found
    wrong to the clearances. A parcel opened at random counts where it is one of the group's own.
    """
    number, day, *fields, determination, recorded_at, parcel_id, parcel_date, discrepant, followed, owner = violation
    drawn = DrawnParcel(parcel_id, month_number(parcel_date), discrepant, followed) if owner in group else None
    if determination in COUNTING:
        category, culpability, attribution, basis, disclosed = fields
        facts.offenses.append(
            offense_as_told(
                *(number, day, category, culpability, attribution, basis, disclosed, determination, recorded_at),
                *(drawn, weights_on(day)),
            )
        )
    elif drawn and drawn.discrepant:
        facts.clearances.append(Clearance(day, drawn))


def rows_of(statement: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return cursor.fetchall()


def answers_latest(shipper_ids: Sequence[int]) -> dict[int, tuple[int, int, bool]]:
    """Return the answer of each shipper's latest evaluation that is not retrospective: the tier to enter, the tier to
    keep, and whether the shipper is suspended.
    """
    rows = rows_of(
        """
        SELECT s.id, e.enter, e.keep, e.suspend
        FROM unnest(%(shippers)s::bigint[]) AS s (id)
        CROSS JOIN LATERAL (
            SELECT enter, keep, suspend FROM evaluation_evaluation e
            WHERE e.shipper_id = s.id AND NOT e.retrospective
            ORDER BY e.id DESC LIMIT 1
        ) e
        """,
        {"shippers": list(shipper_ids)},
    )
    return {pk: (enter, keep, suspend) for pk, enter, keep, suspend in rows}


def evaluation_latest(shipper_id: int) -> Evaluation | None:
    """Return the latest evaluation of a shipper, without retrospective ones; None if there is none."""
    return (
        Evaluation.objects.filter(shipper_id=shipper_id, retrospective=False)
        .select_related("policy")
        .order_by("-id")
        .first()
    )


def shipper_of_ksn(ksn: str) -> int:
    """Return the id of the member with a KSN; raise NotFound if there is none."""
    pk = Watch.objects.filter(shipper__ksn=ksn).values_list("pk", flat=True).first()
    if pk is None:
        raise NotFound(
            _("No member has the Known Shipper Number %(ksn)s. Check it.") % {"ksn": ksn}, code="unknown_ksn"
        )
    return pk


def watched_in_batches(size: int) -> Iterator[list[int]]:
    """Yield the ids of all members in batches, in the order of the ids."""
    after = 0
    while batch := list(Watch.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:size]):
        yield batch
        after = batch[-1]


def evaluations_waiting() -> tuple[int, int]:
    """Return the number of members that wait for an evaluation of today, and the number of all members.

    On the first day of a policy all members wait, until workers have evaluated them under its numbers.
    """
    waits = Q(due_since__isnull=False) | Q(quiet_until__lte=clock.today())
    counted = Watch.objects.aggregate(waiting=Count("pk", filter=waits), members=Count("pk"))
    return counted["waiting"], counted["members"]


def last_evaluation_id() -> int:
    """Return the id of the last evaluation, 0 if there is none."""
    return Evaluation.objects.aggregate(last=Max("id"))["last"] or 0
