"""Appeals: a supervisor who took no part in a decision hears the case again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.deadlines import mornings_before
from apps.core.files import IdentifiedFile
from apps.core.languages import day_in_words, language_of_text, with_language
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, files_add
from apps.evaluation.services import evaluate_shippers
from apps.notices.services import message_send
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.cases import CaseNotice, TeamCases
from apps.standing import staff_words, work
from apps.standing.appeals.models import Appeal, AppealState
from apps.standing.appeals.participants import parts_of
from apps.standing.appeals.restorations import change_make_again, decision_undo
from apps.standing.appeals.selectors import appeal_facts, hearers_of, hearing_bar
from apps.standing.appeals.states import APPEAL
from apps.standing.evaluations.services import standing_reconsider
from apps.standing.members.services import standing_lock
from apps.standing.members.states import ChangeReason
from apps.standing.proposals.services.limits import PROPOSALS
from apps.standing.proposals.states import PROPOSAL
from apps.work.cases import CaseClock, CaseWork
from apps.work.kinds import holder_bar_register

holder_bar_register(work.APPEAL.code, hearing_bar)
TIMER = "standing.appeal_near"
# By step: the number of days before the decision is due on which those who hear appeals are reminded.
REMINDERS = {"decide_30": 30, "decide_7": 7}
OVERDUE, STAY = "overdue", "stay"


def _moments(appeal: Appeal) -> dict[str, datetime]:
    moments = mornings_before(appeal.decide_by, REMINDERS, clock.PROGRAM_ZONE) | {OVERDUE: appeal.decide_by}
    return moments | ({STAY: appeal.kept_until} if appeal.kept_until else {})


APPEALS = TeamCases(
    rows=Appeal.objects.select_related("proposal__shipper"),
    lifecycle=APPEAL,
    missing=_lazy("There is no such appeal."),
    locked_first=("proposal__shipper", standing_lock),
    business=lambda appeal: appeal.proposal.shipper,
    facts=appeal_facts,
    signed={state: "decided" for state in AppealState if state != AppealState.OPEN},
    work=CaseWork(
        kind=work.APPEAL,
        states=[AppealState.OPEN],
        item=lambda appeal: {
            "title": f"{appeal.proposal.get_kind_display()}: {appeal.proposal.shipper.ksn}",
            "due_at": appeal.decide_by,
        },
    ),
    clock=CaseClock(timer=TIMER, states=[AppealState.OPEN], moments=_moments),
    events="standing.appeal_",
    event_names={"keep": "kept", "stay": "stayed"},
    payload=lambda appeal: {"change_id": appeal.proposal_id},
    notice=CaseNotice(
        kind="standing.appeal_decided",
        page=lambda appeal: reverse("portal:change", args=[appeal.proposal.shipper_id, appeal.proposal_id]),
        names_case=True,
    ),
)


@atomic_with_files()
def change_appeal(
    *, actor: User, change_id: int, text: str, language: str = "", files: Sequence[IdentifiedFile] = ()
) -> Appeal:
    """Appeal a decision, by an owner or a signatory, once and in time. A removed business may appeal, too.

    Raise NotAllowed for other roles, Conflict after the time or after an earlier appeal, Invalid without a text.
    """
    proposal = PROPOSALS.lock(change_id)
    PROPOSALS.check("appeal", proposal, actor)
    now = clock.now()
    days = terms_of(policy_on(clock.day_of(now))).clocks.appeal_decision_days
    appeal = Appeal.objects.create(
        proposal=proposal,
        text=text_required(text, "text"),
        language=language_of_text(language, actor.language),
        by=actor,
        at=now,
        decide_by=clock.end_of(clock.add_days(clock.day_of(now), days)),
    )
    files_add(appeal.files, files, actor)
    APPEALS.opened(appeal, "made", actor)
    hearers_notify(appeal, "made")
    return appeal


def hearers_notify(appeal: Appeal, what: str) -> None:
    """Send a message about an appeal to everybody who may hear it. If nobody may, those who decide appeals are told
    that somebody else is needed.
    """
    proposal = appeal.proposal
    hearers = hearers_of(appeal, parts_of(proposal))
    able = [hearer.user for hearer in hearers if not hearer.bars]
    subject, body = staff_words.APPEAL[what]
    message_send(
        recipients=able or [hearer.user for hearer in hearers],
        kind="standing.staff_reminder",
        subject=format_lazy(subject, business=proposal.shipper, day=day_in_words(appeal.decide_by)),
        body=body if able else staff_words.NOBODY_HEARS,
        link=reverse("admin:standing_appeal_change", args=[appeal.pk]),
        shipper_id=proposal.shipper_id,
    )


@transaction.atomic
def appeal_withdraw(*, actor: User, appeal_id: int) -> Appeal:
    """Withdraw an appeal, by the seller: the decision stands. If a stay gave something back, it is taken again."""
    appeal = APPEALS.act("withdraw", appeal_id, actor)
    if appeal.stayed_at:
        change_make_again(standing_lock(appeal.proposal.shipper_id), appeal, actor)
    return appeal


@transaction.atomic
def standing_appeal_decide(*, actor: User, appeal_id: int, decision: str, reasons: str, language: str = "") -> Appeal:
    """Decide an appeal, by an officer who took no part in the decision.

    `grant` gives back from today what the decision took, and evaluates the member anew on its record of today. `deny`
    leaves the decision as it is; if the appeal was stayed, the change is made again from today.
    """
    with APPEALS.acting(decision, appeal_id, actor) as appeal:
        appeal.reasons = text_required(reasons, "reasons")
        appeal.reasons_language = language_of_text(language, actor.language)
    proposal = appeal.proposal
    standing = standing_lock(proposal.shipper_id)
    if decision == "grant":
        decision_undo(standing, proposal, actor=actor, note=appeal.reasons, reason=ChangeReason.RESTORED)
        proposal.state = PROPOSAL.find(proposal.state, "overturn").target
        proposal.save(update_fields=["state"])
        PROPOSALS.record(proposal, "overturned", actor)
        evaluate_shippers(shipper_ids=[standing.pk])
        standing_reconsider(standing)
        subject = _lazy("Your appeal was granted: you get back what was taken away")
    else:
        subject = _lazy("Your appeal was denied: the decision stands")
        if appeal.stayed_at:
            change_make_again(standing, appeal, actor)
    APPEALS.tell(
        appeal,
        subject,
        _lazy("An officer who took no part in the decision has heard your appeal and decided, for these reasons:"),
        with_language(appeal.reasons, appeal.reasons_language),
    )
    return appeal
