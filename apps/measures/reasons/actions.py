"""The adverse actions that are final: denials, proposed changes of a standing, violations, and watches."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import F, Min

from apps.agencies.watchlists.selectors import watches_ended
from apps.applications.models import Decision, Submission
from apps.core import clock
from apps.disputes.models import Dispute, SourceCheck, SourceCheckState, StatementState
from apps.ledger.models import Recording, Violation
from apps.ledger.models import Service as Notice
from apps.ledger.vocabulary import Determination
from apps.measures.reasons.columns import FinalAction, values_given
from apps.measures.reasons.vocabulary import (
    DENIAL,
    FALSE_INFORMATION,
    NO_RULE,
    OFFICER,
    PLAN,
    RECORD,
    SEVERAL,
    SEVERAL_RULES,
    VIOLATION,
    WATCH,
    ActionEnd,
    ActorType,
    EffectTiming,
    ObjectionUse,
    days_band,
)
from apps.policy.selectors import Calendar, terms_of
from apps.standing.models import AppealState, ProposalState, ProposedChange, Status

DENIED, CHANGED, FOUND, WATCHED_GOODS = "decision", "proposedchange", "case", "watchedgoods"
# Deadlines end with a day where the business is, which may be a day later than in New York.
ELSEWHERE = timedelta(days=1)
OUTCOMES = {
    ProposalState.UPHELD: ActionEnd.UPHELD,
    ProposalState.WITHDRAWN: ActionEnd.WITHDRAWN,
    ProposalState.LAPSED: ActionEnd.LAPSED,
    ProposalState.OVERTURNED: ActionEnd.OVERTURNED,
}
DETERMINED = {
    Determination.SUSTAINED: ActionEnd.UPHELD,
    Determination.MITIGATED: ActionEnd.LIGHTER,
    Determination.REVERSED: ActionEnd.WITHDRAWN,
}


def actions_final(*, before: datetime, known: Collection[tuple[str, int]] = ()) -> list[FinalAction]:
    """Return the adverse actions that were final before a moment, without those that are `known` already.

    An action is final when the longest time to appeal of any published policy is over, or an appeal was decided. A
    violation, which can always be answered, is held final after the same time. A watch is final when it has ended.
    """
    policies = Calendar()
    appeal_days = max(terms_of(policy).clocks.appeal_days for policy in policies.policies)
    appealed_for = timedelta(days=appeal_days) + ELSEWHERE
    found = [
        *_denials(policies, appealed_for, before),
        *_changes(policies, appealed_for, before),
        *_violations(policies, appealed_for, before),
        *_watches(policies, before),
    ]
    known = set(known)
    return [action for action in found if action.final_at < before and (action.kind, action.record) not in known]


def _denials(policies: Calendar, appealed_for: timedelta, before: datetime) -> Iterator[FinalAction]:
    """Yield the denials whose time to appeal is over, or whose appeal is decided."""
    found = (
        Decision.objects.filter(outcome=Decision.Outcome.DENIED, on_appeal=False, at__lt=before)
        .select_related("application", "application__appeal")
        .prefetch_related("application__decisions")
    )
    denials = list(found.order_by("pk"))
    sent = Submission.objects.filter(application__in=[denial.application_id for denial in denials])
    sent_at = dict(sent.values_list("application").annotate(first=Min("at")))
    for denial in denials:
        on_appeal = next((each for each in denial.application.decisions.all() if each.on_appeal), None)
        is_appealed = hasattr(denial.application, "appeal")
        if is_appealed and on_appeal is None:
            continue
        is_overturned = on_appeal is not None and on_appeal.outcome == Decision.Outcome.APPROVED
        yield FinalAction(
            kind=DENIED,
            record=denial.pk,
            business=denial.application.shipper_id,
            decided_at=denial.at,
            final_at=on_appeal.at if on_appeal else denial.at + appealed_for,
            values={
                "action": DENIAL,
                "outcome": ActionEnd.OVERTURNED if is_overturned else ActionEnd.UPHELD,
                "at_once": EffectTiming.NO,
                "policy": _policy(policies, denial.at),
                "ground": f"denial.{denial.reasons[0]}" if len(denial.reasons) == 1 else SEVERAL,
                "rule": NO_RULE,
                "response": ObjectionUse.NOT_OPEN,
                "appeal": _redress(used=is_appealed),
                "days": _days(sent_at.get(denial.application_id), denial.at),
                "begun_by": ActorType.PERSON,
                "decided_by": ActorType.TWO_PERSONS if denial.countersigned_by_id else ActorType.PERSON,
            },
        )


def _changes(policies: Calendar, appealed_for: timedelta, before: datetime) -> Iterator[FinalAction]:
    """Yield the decided changes of a standing of which a business had a notice."""
    found = ProposedChange.objects.filter(decided_at__lt=before, served_at__isnull=False).select_related("appeal")
    for change in found.order_by("pk"):
        assert change.decided_at is not None
        appeal = getattr(change, "appeal", None)
        if appeal and appeal.state == AppealState.OPEN:
            continue
        final_at = change.decided_at + appealed_for if change.takes_away else change.decided_at
        if appeal and appeal.decided_at:
            final_at = appeal.decided_at
        rules = [finding["rule"] for finding in change.notice["findings"]]
        yield FinalAction(
            kind=CHANGED,
            record=change.pk,
            business=change.shipper_id,
            decided_at=change.decided_at,
            final_at=final_at,
            values={
                "action": change.kind,
                "outcome": _outcome(change),
                "at_once": EffectTiming.YES if change.at_once else EffectTiming.NO,
                "policy": _policy(policies, change.decided_at),
                "ground": _ground(change, rules),
                "rule": rules[0] if len(rules) == 1 else SEVERAL_RULES if rules else NO_RULE,
                "response": _redress(used=change.responded_at is not None),
                "appeal": _redress(used=appeal is not None) if change.takes_away or appeal else ObjectionUse.NOT_OPEN,
                "days": _days(change.served_at, change.decided_at),
                "begun_by": ActorType.PERSON if change.proposed_by_id or change.confirmed_by_id else ActorType.PROGRAM,
                "decided_by": _decided_by(change),
            },
        )


def _violations(policies: Calendar, appealed_for: timedelta, before: datetime) -> Iterator[FinalAction]:
    """Yield the violations of which a business had a notice, as they stand now, unless an answer is looked at."""
    present = Violation.objects.filter(pk=F("case__violation_id"), voided=False, determination__in=DETERMINED)
    entries = (
        present.filter(recorded_at__lt=before)
        .exclude(case__in=Dispute.objects.filter(state=StatementState.OPEN).values("case"))
        .exclude(case__in=SourceCheck.objects.filter(state=SourceCheckState.OPEN).values("dispute__case"))
    )
    notices = {notice.case_id: notice for notice in Notice.objects.filter(served_at__isnull=False)}
    for entry in entries.select_related("recording").filter(case__in=notices).order_by("case"):
        notice = notices[entry.case_id]
        by = ActorType.PERSON if entry.recording.kind == Recording.Kind.DESK else ActorType.SOURCE
        yield FinalAction(
            kind=FOUND,
            record=entry.case_id,
            business=notice.shipper_id,
            decided_at=entry.recorded_at,
            final_at=entry.recorded_at + appealed_for,
            values={
                "action": VIOLATION,
                "outcome": DETERMINED[Determination(entry.determination)],
                "at_once": EffectTiming.NO,
                "policy": _policy(policies, entry.recorded_at),
                "ground": f"violation.{entry.category}",
                "rule": NO_RULE,
                "response": _redress(used=notice.answered_at is not None),
                "appeal": ObjectionUse.NOT_OPEN,
                "days": _days(notice.served_at, entry.recorded_at),
                "begun_by": by,
                "decided_by": by,
            },
        )


def _watches(policies: Calendar, before: datetime) -> Iterator[FinalAction]:
    """Yield the watches that have ended and fell on one business."""
    for watched in watches_ended(before):
        goods = watched.goods
        assert goods.ended_at is not None
        yield FinalAction(
            kind=WATCHED_GOODS,
            record=goods.pk,
            business=watched.shipper_id,
            decided_at=goods.ended_at,
            final_at=goods.ended_at,
            values={
                "action": WATCH,
                "outcome": ActionEnd.UPHELD if watched.found else ActionEnd.UNFOUNDED,
                "policy": _policy(policies, goods.ended_at),
                "days": _days(goods.confirmed_at, goods.ended_at),
                **values_given(WATCH),
            },
        )


def _policy(policies: Calendar, moment: datetime) -> str:
    """Return the version of the policy in force at a moment."""
    return str(policies.on(clock.day_of(moment)).version)


def _redress(*, used: bool) -> ObjectionUse:
    return ObjectionUse.USED if used else ObjectionUse.NOT_USED


def _days(since: datetime | None, until: datetime) -> str:
    return days_band(max(0, (clock.day_of(until) - clock.day_of(since or until)).days))


def _outcome(change: ProposedChange) -> ActionEnd:
    if change.state != ProposalState.REDUCED:
        return OUTCOMES[ProposalState(change.state)]
    if change.reduced_tier is not None:
        return ActionEnd.LOWER_TIER
    return ActionEnd.CONDITIONS if change.reduced_status == Status.CONDITIONAL else ActionEnd.LIGHTER


def _ground(change: ProposedChange, rules: Collection[str]) -> str:
    if change.false_statement:
        return FALSE_INFORMATION
    if change.notice["because"]:
        return PLAN
    return RECORD if rules else OFFICER


def _decided_by(change: ProposedChange) -> ActorType:
    if change.decided_by_id is None:
        return ActorType.PROGRAM
    first = change.proposed_by_id or change.confirmed_by_id or change.recommended_by_id
    return ActorType.TWO_PERSONS if first and first != change.decided_by_id else ActorType.PERSON
