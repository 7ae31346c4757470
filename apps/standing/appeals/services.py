"""Appeals: a supervisor who took no part in a decision hears the case again."""

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.deadlines import morning_before
from apps.core.errors import NotFound
from apps.core.files import IdentifiedFile
from apps.core.languages import day_in_words, language_of_text, with_language
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, files_limit_check, upload_columns
from apps.evaluation.services import evaluate_shippers
from apps.events.services import record
from apps.events.timers import timer_set, timers_clear
from apps.notices.services import message_send
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.selectors import abilities_of, people_of
from apps.standing import staff_words, work
from apps.standing.appeals.models import Appeal, AppealFile
from apps.standing.appeals.participants import parts_of
from apps.standing.appeals.restorations import change_make_again, decision_undo
from apps.standing.appeals.selectors import appeal_facts, hearers_of, hearing_bar
from apps.standing.appeals.states import APPEAL
from apps.standing.evaluations.services import standing_reconsider
from apps.standing.members.models import Standing
from apps.standing.members.services import standing_lock
from apps.standing.members.states import ChangeReason
from apps.standing.proposals.selectors.proposals import proposal_facts
from apps.standing.proposals.services.proposals import proposal_event_record, proposal_lock
from apps.standing.proposals.states import PROPOSAL
from apps.work.kinds import holder_bar_register
from apps.work.services import item_close, item_open

holder_bar_register(work.APPEAL.code, hearing_bar)
TIMER = "standing.appeal_near"
# By step: the number of days before the decision is due on which those who hear appeals are reminded.
REMINDERS = {"decide_30": 30, "decide_7": 7}
OVERDUE, STAY = "overdue", "stay"


@atomic_with_files()
def change_appeal(
    *, actor: User, change_id: int, text: str, language: str = "", files: Sequence[IdentifiedFile] = ()
) -> Appeal:
    """Appeal a decision, by an owner or a signatory, once and in time. A removed business may appeal, too.

    Raise NotAllowed for other roles, Conflict after the time or after an earlier appeal, Invalid without a text.
    """
    standing, proposal = proposal_lock(change_id)
    facts = proposal_facts(proposal, standing, actor)
    PROPOSAL.check(state=proposal.state, action="appeal", held=abilities_of(actor, proposal.shipper_id), facts=facts)
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
    files_limit_check(len(files))
    for file in files:
        AppealFile.objects.create(appeal=appeal, uploaded_by=actor, **upload_columns(file))
    item_open(
        kind=work.APPEAL.code,
        subject=appeal_subject(appeal),
        title=f"{proposal.get_kind_display()}: {standing.shipper.ksn}",
        shipper_id=standing.pk,
        country=standing.shipper.country.code,
        due_at=appeal.decide_by,
    )
    mornings = {step: morning_before(appeal.decide_by, days, clock.PROGRAM_ZONE) for step, days in REMINDERS.items()}
    for step, moment in (mornings | {OVERDUE: appeal.decide_by}).items():
        timer_set(TIMER, subject=appeal_subject(appeal), at=moment, step=step, shipper_id=standing.pk)
    appeal_event_record("made", appeal, actor)
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
    standing, appeal = appeal_lock(appeal_id)
    transition = APPEAL.check(
        state=appeal.state, action="withdraw", held=abilities_of(actor, appeal.proposal.shipper_id)
    )
    appeal.state = transition.target
    _appeal_close(appeal, actor)
    if appeal.stayed_at:
        change_make_again(standing, appeal, actor)
    return appeal


@transaction.atomic
def standing_appeal_decide(*, actor: User, appeal_id: int, decision: str, reasons: str, language: str = "") -> Appeal:
    """Decide an appeal, by an officer who took no part in the decision.

    `grant` gives back from today what the decision took, and evaluates the member anew on its record of today. `deny`
    leaves the decision as it is; if the appeal was stayed, the change is made again from today.
    """
    standing, appeal = appeal_lock(appeal_id)
    proposal = appeal.proposal
    transition = APPEAL.check(
        state=appeal.state, action=decision, held=permissions.held(actor), facts=appeal_facts(appeal, actor)
    )
    appeal.state = transition.target
    appeal.reasons, appeal.reasons_language = (
        text_required(reasons, "reasons"),
        language_of_text(language, actor.language),
    )
    _appeal_close(appeal, actor)
    if decision == "grant":
        decision_undo(standing, proposal, actor=actor, note=appeal.reasons, reason=ChangeReason.RESTORED)
        proposal.state = PROPOSAL.find(proposal.state, "overturn").target
        proposal.save(update_fields=["state"])
        proposal_event_record("overturned", proposal, actor)
        evaluate_shippers(shipper_ids=[standing.pk])
        standing_reconsider(standing)
        subject = _lazy("Your appeal was granted: you get back what was taken away")
    else:
        subject = _lazy("Your appeal was denied: the decision stands")
        if appeal.stayed_at:
            change_make_again(standing, appeal, actor)
    message_send(
        recipients=people_of(standing.pk),
        kind="standing.appeal_decided",
        subject=subject,
        body=format_lazy(
            "{}\n\n{}",
            _lazy("An officer who took no part in the decision has heard your appeal and decided, for these reasons:"),
            with_language(appeal.reasons, appeal.reasons_language),
        ),
        link=reverse("portal:change", args=[standing.pk, proposal.pk]),
        shipper_id=standing.pk,
        about=appeal_subject(appeal),
    )
    return appeal


def appeal_lock(appeal_id: int) -> tuple[Standing, Appeal]:
    """Return an appeal and the standing of its member, both locked. Raise NotFound if there is no such appeal."""
    shipper_id = Appeal.objects.filter(pk=appeal_id).values_list("proposal__shipper", flat=True).first()
    if shipper_id is None:
        raise NotFound(_("There is no such appeal."))
    standing = standing_lock(shipper_id)
    appeals = Appeal.objects.select_for_update(of=("self",)).select_related("proposal__shipper")
    return standing, appeals.get(pk=appeal_id)


def _appeal_close(appeal: Appeal, actor: User) -> None:
    appeal.decided_by, appeal.decided_at = actor, clock.now()
    appeal.save()
    timers_clear(subject=appeal_subject(appeal))
    item_close(kind=work.APPEAL.code, subject=appeal_subject(appeal), actor=actor)
    appeal_event_record(appeal.state, appeal, actor)


def appeal_event_record(action: str, appeal: Appeal, actor: User | None) -> None:
    """Record an event of an appeal."""
    record(
        f"standing.appeal_{action}",
        subject=appeal_subject(appeal),
        shipper_id=appeal.proposal.shipper_id,
        actor=actor,
        change_id=appeal.proposal_id,
    )


def appeal_subject(appeal: Appeal) -> tuple[str, int]:
    """Return the name of an appeal for events, work items and timers."""
    return ("appeal", appeal.pk)
