"""Checks that repeat every evaluation from the entries, and compare each watch with its latest evaluation."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import msgspec

from apps.core.verification import VerificationResult, check
from apps.evaluation.models import Evaluation
from apps.evaluation.rules import RulesAnswer, judge
from apps.evaluation.selectors import RecordQuestion, record_then, watched_in_batches
from apps.ledger.archives import EntriesArchived
from apps.ledger.models import Watch
from apps.ledger.selectors.histories import entries_since, histories, months_missing_for
from apps.ledger.services import TICK
from apps.policy.models import Policy
from apps.policy.selectors import Calendar, policies_published, terms_of

BATCH = 50
# The times before and after an evaluation that are asked why its stored answer differs.
MAX_TIMES = 50
# What reads archived entries too.
_ARCHIVES = "--archives FOLDER"
OF_ANSWER = ("enter", "keep", "suspend", "quiet_until", "clean_left")


@check("evaluations")
def evaluations() -> VerificationResult:
    """Repeat every stored evaluation from the entries that it saw, and compare the answer and each finding. A note
    tells why the earliest one that differs does: later ones may differ for the same cause.
    """
    verdict, left_out = VerificationResult(), 0
    earliest: Evaluation | None = None
    calendar = Calendar()
    policies = calendar.policies
    terms = {policy.pk: terms_of(policy) for policy in policies}
    for shipper_ids in watched_in_batches(BATCH):
        found = histories(shipper_ids)
        made = Evaluation.objects.filter(shipper__in=shipper_ids).select_related("policy").order_by("shipper_id", "pk")
        for evaluation in made.iterator(chunk_size=500):
            question = RecordQuestion(evaluation.shipper_id, evaluation.as_of, evaluation.known_at)
            try:
                record = record_then(found[evaluation.shipper_id], question, terms[evaluation.policy_id], calendar)
            except EntriesArchived:
                left_out += 1
                continue
            answer = _answer_then(evaluation, judge(record, terms[evaluation.policy_id]), policies)
            verdict.compared += 1
            differences = list(_differences(evaluation, answer))
            if differences and (earliest is None or evaluation.known_at < earliest.known_at):
                earliest = evaluation
            for what, stored, now in differences:
                verdict.differs(
                    f"evaluation {evaluation.pk} of shipper {evaluation.shipper_id}: {what} is stored as {stored!r}, "
                    f"and {now!r} by the entries"
                )
    if left_out:
        verdict.notes.append(f"{left_out:,} evaluations saw entries that are archived ({_ARCHIVES})")
    if earliest:
        told = f"evaluation {earliest.pk} of shipper {earliest.shipper_id}, known at {earliest.known_at.isoformat()}"
        verdict.notes.append(f"first difference: {told}: {_cause(earliest, calendar)}")
    return verdict


def _cause(evaluation: Evaluation, calendar: Calendar) -> str:
    """Return why the stored answer of an evaluation differs: for its entries, its policy or the arithmetic.

    Entries: by those known at another time, the answer would be the stored one. Of the many times at which something
    became known, those next to the evaluation are asked.
    """
    history = histories([evaluation.shipper_id])[evaluation.shipper_id]
    policies = calendar.policies

    def is_stored(policy: Policy, known_at: datetime) -> bool:
        terms = terms_of(policy)
        question = RecordQuestion(evaluation.shipper_id, evaluation.as_of, known_at)
        try:
            answer = judge(record_then(history, question, terms, calendar), terms)
        except EntriesArchived:
            return False
        return not any(_differences(evaluation, _answer_then(evaluation, answer, policies)))

    told = (history.links, history.months, history.cases, history.parcels, history.acts, history.declared)
    times = {entry.known_from for entries in told for entry in entries} | {act.known_from for act in history.bindings}
    before = sorted(time for time in times if time <= evaluation.known_at)[-MAX_TIMES:]
    after = sorted(time for time in times if time > evaluation.known_at)[:MAX_TIMES]
    for known_at in (*after, *(time - TICK for time in reversed(before))):
        if is_stored(evaluation.policy, known_at):
            return f"entries: the stored answer is that of the entries known at {known_at.isoformat()}"
    for policy in policies:
        if is_stored(policy, evaluation.known_at):
            return f"policy: the stored answer is that of policy {policy}"
    return "arithmetic: no other entries and no other policy give the stored answer"


def _answer_then(evaluation: Evaluation, answer: RulesAnswer, policies: Iterable[Policy]) -> dict[str, Any]:
    """Return an answer as its evaluation stored it.

    An evaluation of its own day is asked again when the next policy takes effect that was published by then.
    """
    if not evaluation.retrospective:
        known = [
            policy.first_day
            for policy in policies
            if policy.published_at
            and policy.published_at <= evaluation.known_at
            and policy.first_day > evaluation.as_of
        ]
        days = [day for day in (answer.quiet_until, *known) if day]
        answer = msgspec.structs.replace(answer, quiet_until=min(days, default=None))
    return msgspec.json.decode(msgspec.json.encode(answer))


def _differences(evaluation: Evaluation, answer: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield each value of an evaluation that differs: its name, the stored value and the value by the entries."""
    for name in OF_ANSWER:
        stored = getattr(evaluation, name)
        stored = stored.isoformat() if isinstance(stored, date) else stored
        if stored != answer[name]:
            yield name, stored, answer[name]
    stored_findings = {finding["rule"]: finding for finding in evaluation.findings}
    findings = {finding["rule"]: finding for finding in answer["findings"]}
    for rule in stored_findings | findings:
        stored, now = stored_findings.get(rule, {}), findings.get(rule, {})
        for name in stored | now:
            if stored.get(name) != now.get(name):
                yield f"{rule}.{name}", stored.get(name), now.get(name)


@check("watches")
def watches() -> VerificationResult:
    """Compare each watch with its latest evaluation and the entries since: whether the member is due, and until when
    it is quiet.

    The count of clean shipments is compared while the member is not due: an evaluation sets it anew.
    """
    verdict, left_out = VerificationResult(), 0
    days = [policy.first_day for policy in policies_published()]
    for shipper_ids in watched_in_batches(500):
        latest = {
            evaluation.shipper_id: evaluation
            for evaluation in Evaluation.objects.filter(shipper__in=shipper_ids, retrospective=False)
            .order_by("shipper_id", "-pk")
            .distinct("shipper_id")
            .defer("findings")
        }
        missing = months_missing_for(shipper_ids)
        since = entries_since({pk: evaluation.known_at for pk, evaluation in latest.items()})
        for watch in Watch.objects.filter(pk__in=shipper_ids).order_by("pk"):
            evaluation = latest.get(watch.pk)
            if evaluation and any(each.last_recorded > evaluation.known_at for each in missing.get(watch.pk, ())):
                left_out += 1
                continue
            verdict.compared += 1
            clean, other = since.get(watch.pk, (0, 0))
            for what, kept, expected in _watch_differences(watch, evaluation, clean, other, days):
                verdict.differs(f"watch of shipper {watch.pk}: {what} is kept as {kept!r}, expected {expected!r}")
    if left_out:
        verdict.notes.append(f"{left_out:,} members have archived entries since their evaluation ({_ARCHIVES})")
    return verdict


def _watch_differences(
    watch: Watch, evaluation: Evaluation | None, clean: int, other: int, days: Iterable[date]
) -> Iterator[tuple[str, Any, Any]]:
    """Yield each value of a watch that differs: its name, the kept value and the expected value."""
    if evaluation is None:
        if watch.due_since is None:
            yield "due", False, True
        return
    left = None if evaluation.clean_left is None else evaluation.clean_left - clean
    due = other > 0 or (left is not None and left <= 0)
    if due != (watch.due_since is not None):
        yield "due", watch.due_since is not None, due
    if not due and watch.clean_left != left:
        yield "clean_left", watch.clean_left, left
    # A policy that is published brings the day forward to the day on which the policy takes effect.
    earlier = {day for day in days if evaluation.quiet_until is None or day < evaluation.quiet_until}
    if watch.quiet_until != evaluation.quiet_until and watch.quiet_until not in earlier:
        yield "quiet_until", _text(watch.quiet_until), _text(evaluation.quiet_until)
    if watch.known_at is None or watch.known_at < evaluation.known_at:
        yield "known_at", _text(watch.known_at), _text(evaluation.known_at)


def _text(value: date | None) -> str | None:
    return value.isoformat() if value else None
