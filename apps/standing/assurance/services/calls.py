"""Open assurance calls, record the attempts of officers, and end the calls.

A change that can wait is not proposed to a member in good standing before the member has heard what was found, has been
called, and has had the hours that the policy gives. The hours run once for each matter.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import InvalidInput, NotFound
from apps.core.languages import language_of_text
from apps.core.text import text_required
from apps.events.services import record
from apps.events.timers import timer_set, timers_clear
from apps.notices.services import message_send
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.selectors import people_of
from apps.standing import work
from apps.standing.assurance.messages import body_of, dropped_body_of, subject_of
from apps.standing.assurance.models import RUNNING, AccountManager, AssuranceCall, CallAttempt, CallState
from apps.standing.assurance.selectors import call_facts
from apps.standing.assurance.services.managers import managers_assign
from apps.standing.assurance.states import ASSURANCE
from apps.standing.members.models import Standing
from apps.standing.members.services import standing_lock
from apps.standing.proposals.models import ProposedChange
from apps.standing.proposals.selectors.grounds import OfficerGrounds
from apps.standing.roles import PROGRAM
from apps.work.services import item_close, item_open

TIMER = "standing.assurance_due"


def call_subject(call: AssuranceCall) -> tuple[str, int]:
    """Return the name of an assurance call for events, work items and timers."""
    return ("assurancecall", call.pk)


def call_lock(call_id: int) -> tuple[Standing, AssuranceCall]:
    """Return an assurance call and its standing, both locked, the standing first. Raise NotFound for an unknown one."""
    shipper_id = AssuranceCall.objects.filter(pk=call_id).values_list("shipper_id", flat=True).first()
    if shipper_id is None:
        raise NotFound(_("There is no such call."))
    standing = standing_lock(shipper_id)
    calls = AssuranceCall.objects.select_for_update(of=("self",)).select_related("shipper", "asked_by", "manager")
    return standing, calls.get(pk=call_id)


def calls_lock(shipper_ids: Iterable[int]) -> dict[int, dict[str, AssuranceCall]]:
    """Return the running calls of each of these shippers, locked, by the kind of change in question."""
    running: dict[int, dict[str, AssuranceCall]] = {shipper_id: {} for shipper_id in shipper_ids}
    calls = AssuranceCall.objects.filter(shipper__in=running, state__in=RUNNING).order_by("shipper", "pk")
    for call in calls.select_related("shipper", "manager").select_for_update(of=("self",)):
        running[call.shipper_id][call.kind] = call
    return running


def call_open(
    standing: Standing,
    kind: str,
    *,
    tier: int | None = None,
    grounds: OfficerGrounds | None = None,
) -> AssuranceCall:
    """Open a call for a locked standing in place of a proposal: tell the team, open the work item of the account
    manager, and begin the hours. The call is about the `grounds` of an officer, or else about the evaluation.
    """
    false = grounds.false_information if grounds else None
    hours, now = terms_of(policy_on(clock.today())).assurance.hours, clock.now()
    managers_assign(shipper_ids=[standing.pk])
    manager = AccountManager.objects.filter(pk=standing.pk).select_related("officer").first()
    call = AssuranceCall.objects.create(
        shipper=standing.shipper,
        kind=kind,
        manager=manager and manager.officer,
        opened_at=now,
        due_at=now + timedelta(hours=hours),
        evaluation=None if grounds else standing.evaluation,
        tier_held=standing.tier,
        tier=tier,
        asked_by=grounds and grounds.officer,
        reasons=grounds.reasons if grounds else "",
        language=grounds.language if grounds else settings.LANGUAGE_CODE,
        cases=sorted(grounds.cases) if grounds else [],
        parcels=sorted(grounds.parcels) if grounds else [],
        false_case=false and false.case_id,
        visited_on=false and false.visited_on,
    )
    timer_set(TIMER, subject=call_subject(call), at=call.due_at, shipper_id=standing.pk)
    item_open(
        kind=work.ASSURANCE.code,
        subject=call_subject(call),
        title=f"{call.get_kind_display()}: {standing.shipper.ksn}",
        shipper_id=standing.pk,
        country=standing.shipper.country.code,
        due_at=call.due_at,
        holder=call.manager,
    )
    message_send(
        recipients=people_of(standing.pk),
        kind="standing.assurance",
        subject=subject_of(call),
        body=body_of(call),
        link=reverse("portal:call", args=[standing.pk, call.pk]),
        shipper_id=standing.pk,
        about=call_subject(call),
    )
    _event_record("opened", call, call.asked_by)
    return call


@transaction.atomic
def call_attempt_record(
    *, actor: User, call_id: int, at: datetime, means: str, text: str, reached: bool, language: str = ""
) -> CallAttempt:
    """Record that an officer reached a member, or tried without success: when, by which means, what was said.

    Raise Conflict once the time is over or for a business of the officer's own; Invalid without a text, or for a moment
    before the call was opened or in the future.
    """
    _standing, call = call_lock(call_id)
    transition = ASSURANCE.check(
        state=call.state,
        action="reach" if reached else "try",
        held=permissions.held(actor),
        facts=call_facts(call, actor),
    )
    # An officer gives the minute.
    if not call.opened_at.replace(second=0, microsecond=0) <= at <= clock.now():
        message = _("Give a moment after the call was opened and not in the future.")
        raise InvalidInput(message, fields={"at": [message]})
    attempt = CallAttempt.objects.create(
        call=call,
        at=at,
        by=actor,
        means=CallAttempt.Means(means),
        reached=reached,
        text=text_required(text, "text", _("Say what was said, or what you tried.")),
        language=language_of_text(language, actor.language),
    )
    call.state = transition.target
    if reached and call.reached_at is None:
        call.reached_at = at
        item_close(kind=work.ASSURANCE.code, subject=call_subject(call), actor=actor)
    call.save(update_fields=["state", "reached_at"])
    _event_record("reached" if reached else "tried", call, actor)
    return attempt


@transaction.atomic
def call_withdraw(*, actor: User, call_id: int, reasons: str, language: str = "") -> AssuranceCall:
    """Drop a call that an officer asked for, by an officer: nothing is proposed. The team reads the reasons."""
    _standing, call = call_lock(call_id)
    ASSURANCE.check(state=call.state, action="withdraw", held=permissions.held(actor), facts=call_facts(call, actor))
    reasons = text_required(reasons, "reasons")
    _call_end(call, "withdraw", actor, reasons, language_of_text(language, actor.language))
    return call


def call_drop(call: AssuranceCall, reasons: str) -> None:
    """Drop a locked call since nothing is asked for any more. The team is told."""
    _call_end(call, "drop", None, reasons)


def call_miss(call: AssuranceCall) -> None:
    """Note on a locked call that its time is over and nobody reached the member."""
    transition = ASSURANCE.check(state=call.state, action="miss", held={PROGRAM}, facts=call_facts(call, None))
    call.state, call.missed_at = transition.target, clock.now()
    call.save(update_fields=["state", "missed_at"])
    item_close(kind=work.ASSURANCE.code, subject=call_subject(call))
    _event_record("missed", call, None)


def call_follow(call: AssuranceCall, proposal: ProposedChange, *, departs: bool = False) -> None:
    """End a locked call whose time is over, or whose member leaves (`departs`), by the proposal that follows. The
    notice tells the team.

    An evaluation may come before the timer of the call: then the call is missed first.
    """
    if call.state == CallState.WAITING and not departs:
        call_miss(call)
    facts = replace(call_facts(call, None), departs=departs)
    transition = ASSURANCE.check(state=call.state, action="propose", held={PROGRAM}, facts=facts)
    timers_clear(subject=call_subject(call))
    item_close(kind=work.ASSURANCE.code, subject=call_subject(call))
    call.state, call.proposal, call.ended_at = transition.target, proposal, clock.now()
    call.save(update_fields=["state", "proposal", "ended_at"])
    _event_record("followed", call, None)


def _call_end(call: AssuranceCall, action: str, actor: User | None, text: str, language: str = "en") -> None:
    call.state = ASSURANCE.find(call.state, action).target
    call.ended_at, call.ended_by, call.ended_text, call.ended_language = clock.now(), actor, text, language
    call.save(update_fields=["state", "ended_at", "ended_by", "ended_text", "ended_language"])
    timers_clear(subject=call_subject(call))
    item_close(kind=work.ASSURANCE.code, subject=call_subject(call), actor=actor)
    message_send(
        recipients=people_of(call.shipper_id),
        kind="standing.assurance_dropped",
        subject=_lazy("Nothing is proposed: the matter is closed"),
        body=dropped_body_of(call),
        link=reverse("portal:call", args=[call.shipper_id, call.pk]),
        shipper_id=call.shipper_id,
        about=call_subject(call),
    )
    _event_record("dropped", call, actor)


def _event_record(action: str, call: AssuranceCall, actor: User | None) -> None:
    record(
        f"standing.call_{action}",
        subject=call_subject(call),
        shipper_id=call.shipper_id,
        actor=actor,
        change=call.kind,
    )
