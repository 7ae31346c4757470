"""Open assurance calls, record the attempts of officers, and end the calls.

A change that can wait is not proposed to a member in good standing before the member has heard what was found, has been
called, and has had the hours that the policy gives. The hours run once for each matter.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.languages import language_of_text
from apps.core.text import text_required
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.cases import CaseNotice, TeamCases
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
from apps.work.cases import CaseClock, CaseWork

TIMER = "standing.assurance_due"


def _page(call: AssuranceCall) -> str:
    return reverse("portal:call", args=[call.shipper_id, call.pk])


CALLS = TeamCases(
    rows=AssuranceCall.objects.select_related("shipper", "asked_by", "manager"),
    lifecycle=ASSURANCE,
    missing=_lazy("There is no such call."),
    locked_first=("shipper", standing_lock),
    facts=call_facts,
    signed={CallState.PROPOSED: "ended", CallState.DROPPED: "ended"},
    work=CaseWork(
        kind=work.ASSURANCE,
        states=[CallState.WAITING],
        item=lambda call: {
            "title": f"{call.get_kind_display()}: {call.shipper.ksn}",
            "due_at": call.due_at,
            "holder": call.manager,
        },
    ),
    clock=CaseClock(timer=TIMER, states=[CallState.WAITING, CallState.REACHED], moments=lambda call: {"": call.due_at}),
    events="standing.call_",
    event_names={"try": "tried", "miss": "missed", "propose": "followed", "propose_on_leaving": "followed"},
    payload=lambda call: {"change": call.kind},
    notice=CaseNotice(kind="standing.assurance", page=_page, names_case=True),
)
DROPPED = CaseNotice(kind="standing.assurance_dropped", page=_page, names_case=True)


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
    CALLS.opened(call, "opened", call.asked_by)
    CALLS.tell(call, subject_of(call), body_of(call))
    return call


@transaction.atomic
def call_attempt_record(
    *, actor: User, call_id: int, at: datetime, means: str, text: str, reached: bool, language: str = ""
) -> CallAttempt:
    """Record that an officer reached a member, or tried without success: when, by which means, what was said.

    Raise Conflict once the time is over or for a business of the officer's own; Invalid without a text, or for a moment
    before the call was opened or in the future.
    """
    with CALLS.acting("reach" if reached else "try", call_id, actor) as call:
        # An officer gives the minute.
        if not call.opened_at.replace(second=0, microsecond=0) <= at <= clock.now():
            message = _("Give a moment after the call was opened and not in the future.")
            raise InvalidInput(message, fields={"at": [message]})
        if reached and call.reached_at is None:
            call.reached_at = at
        return CallAttempt.objects.create(
            call=call,
            at=at,
            by=actor,
            means=CallAttempt.Means(means),
            reached=reached,
            text=text_required(text, "text", _("Say what was said, or what you tried.")),
            language=language_of_text(language, actor.language),
        )


@transaction.atomic
def call_withdraw(*, actor: User, call_id: int, reasons: str, language: str = "") -> AssuranceCall:
    """Drop a call that an officer asked for, by an officer: nothing is proposed. The team reads the reasons."""
    with CALLS.acting("withdraw", call_id, actor) as call:
        call.ended_text = text_required(reasons, "reasons")
        call.ended_language = language_of_text(language, actor.language)
    _dropped_tell(call)
    return call


def call_drop(call: AssuranceCall, reasons: str) -> None:
    """Drop a locked call since nothing is asked for any more. The team is told."""
    with CALLS.acting("drop", call):
        call.ended_text, call.ended_language = reasons, "en"
    _dropped_tell(call)


def call_miss(call: AssuranceCall) -> None:
    """Note on a locked call that its time is over and nobody reached the member."""
    with CALLS.acting("miss", call):
        call.missed_at = clock.now()


def call_follow(call: AssuranceCall, proposal: ProposedChange, *, departs: bool = False) -> None:
    """End a locked call whose time is over, or whose member leaves (`departs`), by the proposal that follows. The
    notice tells the team.

    An evaluation may come before the timer of the call: then the call is missed first.
    """
    if call.state == CallState.WAITING and not departs:
        call_miss(call)
    with CALLS.acting("propose_on_leaving" if departs else "propose", call):
        call.proposal = proposal


def _dropped_tell(call: AssuranceCall) -> None:
    CALLS.tell(call, _lazy("Nothing is proposed: the matter is closed"), dropped_body_of(call), notice=DROPPED)
