"""The evaluation of shippers: of those that are due or named, as of today, or of named shippers as of a past day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec
from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Invalid
from apps.evaluation.record import Record
from apps.evaluation.rules import Answer, judge
from apps.evaluation.selectors import Question, answers_latest, records_at, records_now
from apps.events import services as events
from apps.events.models import Lane
from apps.events.services import NewEvent
from apps.ledger.models import Watch
from apps.policy.models import Policy
from apps.policy.selectors import policy_next, policy_on, terms_of

BATCH = 500

_CLAIM_MARKED = """
SELECT shipper_id, CASE WHEN urgency > 0 THEN 'urgent' ELSE 'normal' END FROM ledger_watch
WHERE due_since IS NOT NULL
ORDER BY urgency DESC, due_since LIMIT %s FOR UPDATE SKIP LOCKED
"""
# Nobody waits for an evaluation that the calendar alone made due, so its events wait behind those of entries.
_CLAIM_QUIET_ENDED = """
SELECT shipper_id, 'bulk' FROM ledger_watch
WHERE quiet_until <= %s AND due_since IS NULL
ORDER BY quiet_until LIMIT %s FOR UPDATE SKIP LOCKED
"""
_COPY = """
COPY evaluation_evaluation (
    id, shipper_id, policy_id, as_of, known_at, enter, keep, suspend, retrospective, findings, quiet_until, clean_left
) FROM STDIN
"""
_SET_WATCHES = """
UPDATE ledger_watch w SET quiet_until = a.quiet_until, clean_left = a.clean_left, due_since = NULL, urgency = 0
FROM unnest(%s::bigint[], %s::date[], %s::bigint[]) AS a (shipper_id, quiet_until, clean_left)
WHERE w.shipper_id = a.shipper_id
"""


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


@transaction.atomic
def evaluate_shippers(*, shipper_ids: Sequence[int], as_of: date | None = None) -> int:
    """Evaluate members as of today or of a past day, whether or not they are due; return the number evaluated.

    An evaluation as of a past day uses the entries known now and the policy of that day, and changes no standing.
    Raises Invalid for a future day, NotFound for a day before the first policy.
    """
    today = clock.today()
    if as_of is not None and as_of > today:
        raise Invalid(_("%(day)s has not come yet. Ask about today or an earlier day.") % {"day": as_of}, code="future")
    if as_of is not None and as_of < today:
        return _evaluate_past(shipper_ids, as_of)
    watches = Watch.objects.select_for_update().filter(pk__in=shipper_ids).order_by("pk")
    return _evaluate_today({watch.pk: Lane.URGENT if watch.urgency else Lane.NORMAL for watch in watches})


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


@transaction.atomic
def _evaluate_claimed(size: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM_MARKED, [size])
        claimed = dict(cursor.fetchall())
        if len(claimed) < size:
            cursor.execute(_CLAIM_QUIET_ENDED, [clock.today(), size - len(claimed)])
            claimed |= dict(cursor.fetchall())
    return _evaluate_today(claimed)


def _evaluate_today(lanes: Mapping[int, str]) -> int:
    """Evaluate shippers whose watches are locked, and set the watches. `lanes` has the lane of each shipper's event."""
    if not lanes:
        return 0
    now = clock.now()
    today = clock.day_of(now)
    policy, successor = policy_on(today), policy_next(today)
    terms = terms_of(policy)
    shipper_ids = sorted(lanes)
    records = records_now(shipper_ids, as_of=today, terms=terms)
    answers = {pk: judge(record, terms) for pk, record in records.items()}
    if successor:
        answers = {pk: _quiet_until_at_most(answer, successor.first_day) for pk, answer in answers.items()}
    earlier = answers_latest(shipper_ids)
    ids = _evaluations_write(answers, records, policy=policy, known_at=now, retrospective=False)
    with connection.cursor() as cursor:
        cursor.execute(
            _SET_WATCHES,
            [
                shipper_ids,
                [answers[pk].quiet_until for pk in shipper_ids],
                [answers[pk].clean_left for pk in shipper_ids],
            ],
        )
    # A suspending answer is always an event: a further critical violation does not change the answer, but it concerns
    # a member that was reinstated after the first.
    changed = [pk for pk in shipper_ids if answers[pk].suspend or earlier.get(pk) != _values(answers[pk])]
    by_lane: dict[str, list[NewEvent]] = {}
    for pk in changed:
        enter, keep, suspend = _values(answers[pk])
        lane = Lane.URGENT if suspend else lanes[pk]
        payload = {"enter": enter, "keep": keep, "suspend": suspend}
        by_lane.setdefault(lane, []).append(NewEvent(("evaluation", ids[pk]), pk, payload))
    for lane, happenings in by_lane.items():
        events.record_many("evaluation.changed", events=happenings, lane=Lane(lane))
    return len(answers)


def _evaluate_past(shipper_ids: Sequence[int], as_of: date) -> int:
    known_at = clock.now()
    policy = policy_on(as_of)
    terms = terms_of(policy)
    members = Watch.objects.filter(pk__in=shipper_ids).order_by("pk").values_list("pk", flat=True)
    questions = [Question(pk, as_of, known_at) for pk in members]
    if not questions:
        return 0
    records = records_at(questions, terms=terms)
    answers = {pk: judge(record, terms) for pk, record in records.items()}
    _evaluations_write(answers, records, policy=policy, known_at=known_at, retrospective=True)
    return len(answers)


def _values(answer: Answer) -> tuple[int, int, bool]:
    return answer.enter, answer.keep, answer.suspend


def _quiet_until_at_most(answer: Answer, day: date) -> Answer:
    quiet_until = min(day, answer.quiet_until or day)
    return msgspec.structs.replace(answer, quiet_until=quiet_until)


def _evaluations_write(
    answers: Mapping[int, Answer],
    records: Mapping[int, Record],
    *,
    policy: Policy,
    known_at: datetime,
    retrospective: bool,
) -> dict[int, int]:
    """Write an evaluation for each answer; return the ids by shipper."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('evaluation_evaluation_id_seq') FROM generate_series(1, %s)", [len(answers)])
        ids = dict(zip(answers, (pk for (pk,) in cursor.fetchall()), strict=True))
        with cursor.copy(_COPY) as copy:
            for shipper_id, answer in answers.items():
                copy.write_row(
                    (
                        ids[shipper_id],
                        shipper_id,
                        policy.pk,
                        records[shipper_id].as_of,
                        known_at,
                        answer.enter,
                        answer.keep,
                        answer.suspend,
                        retrospective,
                        msgspec.json.encode(answer.findings).decode(),
                        answer.quiet_until,
                        answer.clean_left,
                    )
                )
    return ids
