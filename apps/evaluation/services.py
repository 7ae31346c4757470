"""The evaluation of shippers: of those that are due or named, as of today, or of named shippers as of a past day."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

import msgspec
from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.garbage import garbage_collector_rests
from apps.evaluation.record import Record
from apps.evaluation.rules import RulesAnswer, judge
from apps.evaluation.selectors import RecordQuestion, answers_latest, records_at, records_now
from apps.events import services as events
from apps.events.models import Lane
from apps.events.services import NewEvent
from apps.ledger.models import Watch
from apps.ledger.services import TICK
from apps.policy.models import Policy
from apps.policy.selectors import Calendar, policy_on, terms_of

BATCH = 500

_CLAIM_MARKED = """
SELECT shipper_id, CASE WHEN urgency > 0 THEN 'urgent' ELSE 'normal' END, recorded_at, known_at FROM ledger_watch
WHERE due_since IS NOT NULL
ORDER BY urgency DESC, due_since LIMIT %s FOR UPDATE SKIP LOCKED
"""
# Nobody waits for an evaluation that the calendar alone made due, so its events wait behind those of entries.
_CLAIM_QUIET_ENDED = """
SELECT shipper_id, 'bulk', recorded_at, known_at FROM ledger_watch
WHERE quiet_until <= %s AND due_since IS NULL
ORDER BY quiet_until LIMIT %s FOR UPDATE SKIP LOCKED
"""
_COPY = """
COPY evaluation_evaluation (
    id, shipper_id, policy_id, as_of, known_at, enter, keep, suspend, retrospective, findings, quiet_until, clean_left
) FROM STDIN
"""
_SET_WATCHES = """
UPDATE ledger_watch w SET
    quiet_until = a.quiet_until, clean_left = a.clean_left, due_since = NULL, urgency = 0, known_at = a.known_at
FROM unnest(%s::bigint[], %s::date[], %s::bigint[], %s::timestamptz[])
    AS a (shipper_id, quiet_until, clean_left, known_at)
WHERE w.shipper_id = a.shipper_id
"""

_SET_KNOWN = """
UPDATE ledger_watch w SET known_at = a.known_at
FROM unnest(%s::bigint[], %s::timestamptz[]) AS a (shipper_id, known_at)
WHERE w.shipper_id = a.shipper_id
"""


class Claim(NamedTuple):
    """A member whose watch is locked for its evaluation: the lane of the evaluation's event, and its time."""

    lane: str
    known_at: datetime

    @classmethod
    def of(cls, lane: str, now: datetime, recorded_at: datetime | None, known_at: datetime | None) -> "Claim":
        """Claim a member at a time that is not before its latest entries, and after its latest evaluation.

        Several processes and several machines have clocks that differ a little.
        """
        return cls(lane, max(now, recorded_at or now, known_at + TICK if known_at else now))


def evaluate_due(*, limit: int) -> int:
    """Evaluate up to `limit` shippers that are due, the urgent first; return the number evaluated.

    Each batch is a transaction of its own, and skips the shippers that another worker has locked.
    """
    done = 0
    while done < limit:
        taken = _evaluate_claimed(min(BATCH, limit - done))
        if not taken:
            break
        done += taken
    return done


@garbage_collector_rests()
@transaction.atomic
def evaluate_shippers(*, shipper_ids: Sequence[int], as_of: date | None = None) -> int:
    """Evaluate members as of today or of a past day, whether or not they are due; return the number evaluated.

    An evaluation as of a past day uses the entries known now and the policy of that day, and changes no standing.
    Raises Invalid for a future day, NotFound for a day before the first policy.
    """
    today = clock.today()
    if as_of is not None and as_of > today:
        raise InvalidInput(
            _("%(day)s has not come yet. Ask about today or an earlier day.") % {"day": as_of}, code="future"
        )
    if as_of is not None and as_of < today:
        return _evaluate_past(shipper_ids, as_of)
    return _evaluate_today(_claim(shipper_ids))


@transaction.atomic
def quiet_until_bring_forward(*, day: date) -> None:
    """Make all members due on a day at the latest, since the numbers of the policy change on that day."""
    with connection.cursor() as cursor:
        # An evaluation that is under way writes a `quiet_until` by the earlier numbers: wait for it before the update.
        cursor.execute("SELECT count(*) FROM (SELECT FROM ledger_watch ORDER BY shipper_id FOR UPDATE) AS locked")
        cursor.execute(
            "UPDATE ledger_watch SET quiet_until = %(day)s WHERE quiet_until IS NULL OR quiet_until > %(day)s",
            {"day": day},
        )


@garbage_collector_rests()
@transaction.atomic
def _evaluate_claimed(size: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM_MARKED, [size])
        rows = cursor.fetchall()
        if len(rows) < size:
            cursor.execute(_CLAIM_QUIET_ENDED, [clock.today(), size - len(rows)])
            rows += cursor.fetchall()
    now = clock.now()
    return _evaluate_today({pk: Claim.of(lane, now, *times) for pk, lane, *times in rows})


def _claim(shipper_ids: Sequence[int]) -> dict[int, Claim]:
    """Lock the watches of those of the shippers that are members."""
    watches = Watch.objects.select_for_update().filter(pk__in=shipper_ids).order_by("pk")
    rows = list(watches.values_list("pk", "urgency", "recorded_at", "known_at"))
    now = clock.now()
    return {
        pk: Claim.of(Lane.URGENT if urgency else Lane.NORMAL, now, recorded_at, known_at)
        for pk, urgency, recorded_at, known_at in rows
    }


def _evaluate_today(claims: Mapping[int, Claim]) -> int:
    """Evaluate shippers whose watches are locked, and set the watches; return the number of shippers."""
    if not claims:
        return 0
    today = clock.today()
    calendar = Calendar()
    policy, successor = calendar.on(today), calendar.after(today)
    terms = terms_of(policy)
    shipper_ids = sorted(claims)
    records = records_now(shipper_ids, as_of=today, terms=terms, calendar=calendar)
    earlier = answers_latest(shipper_ids)

    def answer_of(record: Record) -> RulesAnswer:
        answer = judge(record, terms)
        return _quiet_until_at_most(answer, successor.first_day) if successor else answer

    ids, answers = _evaluations_write(records, claims, answer_of, policy=policy, retrospective=False)
    with connection.cursor() as cursor:
        cursor.execute(
            _SET_WATCHES,
            [
                shipper_ids,
                [answers[pk].quiet_until for pk in shipper_ids],
                [answers[pk].clean_left for pk in shipper_ids],
                [claims[pk].known_at for pk in shipper_ids],
            ],
        )
    # A suspending answer is always an event: a further critical violation does not change the answer, but it concerns
    # a member that was reinstated after the first.
    changed = [pk for pk in shipper_ids if answers[pk].suspend or earlier.get(pk) != _values(answers[pk])]
    by_lane: dict[str, list[NewEvent]] = {}
    for pk in changed:
        enter, keep, suspend = _values(answers[pk])
        lane = Lane.URGENT if suspend else claims[pk].lane
        payload = {"enter": enter, "keep": keep, "suspend": suspend}
        by_lane.setdefault(lane, []).append(NewEvent(("evaluation", ids[pk]), pk, payload))
    for lane, happenings in by_lane.items():
        events.record_many("evaluation.changed", events=happenings, lane=Lane(lane))
    return len(answers)


def _evaluate_past(shipper_ids: Sequence[int], as_of: date) -> int:
    policy = policy_on(as_of)
    terms = terms_of(policy)
    claims = _claim(shipper_ids)
    questions = [RecordQuestion(pk, as_of, claim.known_at) for pk, claim in claims.items()]
    if not questions:
        return 0
    records = dict(zip(claims, records_at(questions, terms=terms), strict=True))
    _evaluations_write(records, claims, lambda record: judge(record, terms), policy=policy, retrospective=True)
    with connection.cursor() as cursor:
        cursor.execute(_SET_KNOWN, [list(claims), [claim.known_at for claim in claims.values()]])
    return len(records)


def _values(answer: RulesAnswer) -> tuple[int, int, bool]:
    return answer.enter, answer.keep, answer.suspend


def _quiet_until_at_most(answer: RulesAnswer, day: date) -> RulesAnswer:
    quiet_until = min(day, answer.quiet_until or day)
    return msgspec.structs.replace(answer, quiet_until=quiet_until)


def _evaluations_write(
    records: Mapping[int, Record],
    claims: Mapping[int, Claim],
    answer_of: Callable[[Record], RulesAnswer],
    *,
    policy: Policy,
    retrospective: bool,
) -> tuple[dict[int, int], dict[int, RulesAnswer]]:
    """Write an evaluation of each record; return the ids and the answers by shipper.

    Each evaluation is sent as soon as its record is judged, so that PostgreSQL stores while Python judges.
    """
    answers: dict[int, RulesAnswer] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('evaluation_evaluation_id_seq') FROM generate_series(1, %s)", [len(records)])
        ids = dict(zip(records, (pk for (pk,) in cursor.fetchall()), strict=True))
        with cursor.copy(_COPY) as copy:
            for shipper_id, record in records.items():
                answer = answers[shipper_id] = answer_of(record)
                copy.write_row(
                    (
                        ids[shipper_id],
                        shipper_id,
                        policy.pk,
                        record.as_of,
                        claims[shipper_id].known_at,
                        answer.enter,
                        answer.keep,
                        answer.suspend,
                        retrospective,
                        msgspec.json.encode(answer.findings).decode(),
                        answer.quiet_until,
                        answer.clean_left,
                    )
                )
    return ids, answers
