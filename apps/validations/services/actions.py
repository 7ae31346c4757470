"""Required actions of a visit: the business answers, an officer accepts or declines."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core import clock
from apps.core.days_text import program_deadline_in_words
from apps.core.errors import InvalidInput, NotFound
from apps.core.files import IdentifiedFile
from apps.core.languages import language_check, with_language
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, upload_columns
from apps.shippers.roles import Ability
from apps.shippers.selectors import abilities_of, require
from apps.validations import work
from apps.validations.models import Answer, Finding, Verdict, Visit, VisitFile, VisitFindingState
from apps.validations.selectors import facts_of
from apps.validations.services.messages import team_notify, visit_event_record, visit_subject
from apps.validations.states import ACTION
from apps.work.services import item_close, item_open, item_resume


@atomic_with_files()
def action_answer(
    *,
    actor: User,
    shipper_id: int,
    finding_id: int,
    text: str,
    language: str,
    files: Sequence[IdentifiedFile] = (),
) -> Answer:
    """Answer a required action, by an owner or a signatory. The answer waits for the lead officer."""
    require(actor, shipper_id, Ability.ATTEST)
    finding = _action_transition(actor=actor, finding_id=finding_id, action="answer", shipper_id=shipper_id)
    text = text_required(text, "text", _("Say what you did."))
    answer = Answer.objects.create(
        finding=finding, text=text, language=language_check(language), by=actor, at=clock.now()
    )
    for file in files:
        VisitFile.objects.create(visit=finding.visit, answer=answer, uploaded_by=actor, **upload_columns(file))
    finding.save(update_fields=["state"])
    visit = finding.visit
    item_open(
        kind=work.ACTION.code,
        subject=visit_subject(visit),
        title=str(visit.shipper),
        shipper_id=shipper_id,
        country=visit.shipper.country.code,
        holder=visit.lead,
    )
    visit_event_record("action_answered", visit, actor, finding_id=finding.pk)
    return answer


@transaction.atomic
def action_accept(*, actor: User, finding_id: int, text: str = "", language: str = "en") -> Finding:
    """Accept the last answer to a required action. When every action is accepted, the visit waits to be closed."""
    finding = _action_transition(actor=actor, finding_id=finding_id, action="accept")
    finding.save(update_fields=["state"])
    _verdict_record(finding, actor, accepted=True, text=text, language=language)
    visit = finding.visit
    visit_event_record("action_accepted", visit, actor, finding_id=finding.pk)
    if not visit.findings.filter(state__in=[VisitFindingState.OPEN, VisitFindingState.ANSWERED]).exists():
        item_resume(kind=work.VISIT.code, subject=visit_subject(visit), actor=actor)
        follows = _lazy(
            "That was the last required action. An officer closes the visit now. You will receive a message then."
        )
    else:
        follows = _lazy("The page of the visit shows what is still required of you.")
    words = [with_language(text.strip(), language)] if text.strip() else []
    team_notify(visit, "action_accepted", _lazy("Your answer to a required action was accepted"), *words, follows)
    return finding


@transaction.atomic
def action_decline(*, actor: User, finding_id: int, text: str, language: str, due: date) -> Finding:
    """Decline the last answer to a required action. The business reads why, and answers again by `due`."""
    finding = _action_transition(actor=actor, finding_id=finding_id, action="decline")
    _reasons_check(text, due)
    finding.due = due
    finding.save(update_fields=["state", "due"])
    _verdict_record(finding, actor, accepted=False, text=text, language=language)
    visit_event_record("action_declined", finding.visit, actor, finding_id=finding.pk)
    team_notify(
        finding.visit,
        "action_declined",
        _lazy("Your answer to a required action was not accepted"),
        with_language(text.strip(), language),
        format_lazy(_lazy("Do what is missing, and answer again by {due}."), due=program_deadline_in_words(due)),
    )
    return finding


@transaction.atomic
def action_extend(*, actor: User, finding_id: int, due: date, text: str, language: str) -> Finding:
    """Give a business more time for a required action, with the reasons."""
    finding = _action_transition(actor=actor, finding_id=finding_id, action="extend")
    _reasons_check(text, due)
    if finding.due and due <= finding.due:
        message = _("Choose a day after the one that is set.")
        raise InvalidInput(message, fields={"due": [message]})
    finding.due = due
    finding.save(update_fields=["state", "due"])
    _work_close_if_settled(finding.visit, actor)
    visit_event_record("action_extended", finding.visit, actor, finding_id=finding.pk)
    team_notify(
        finding.visit,
        "action_extended",
        format_lazy(_lazy("You have until {due} for a required action"), due=program_deadline_in_words(due)),
        with_language(text.strip(), language_check(language)),
    )
    return finding


def _action_transition(*, actor: User, finding_id: int, action: str, shipper_id: int | None = None) -> Finding:
    """Return the finding with its visit, both locked, in the state to which the action leads; the caller saves.

    If `shipper_id` is given, raise NotFound for the finding of another business.
    """
    of_visit = Finding.objects.filter(pk=finding_id).values("visit")
    visit = Visit.objects.select_for_update(of=("self",)).select_related("shipper", "lead").filter(pk__in=of_visit)
    visit = visit.filter(shipper=shipper_id).first() if shipper_id else visit.first()
    if visit is None:
        raise NotFound(_("There is no such finding."))
    finding = Finding.objects.select_for_update().get(pk=finding_id)
    finding.visit = visit
    transition = ACTION.check(
        state=finding.state,
        action=action,
        held=abilities_of(actor, visit.shipper_id) | held(actor),
        facts=facts_of(visit, actor),
    )
    finding.state = transition.target
    return finding


def _verdict_record(finding: Finding, actor: User, *, accepted: bool, text: str, language: str) -> None:
    Verdict.objects.create(
        answer=finding.answers.latest("pk"),
        accepted=accepted,
        text=text.strip(),
        language=language_check(language),
        by=actor,
        at=clock.now(),
    )
    _work_close_if_settled(finding.visit, actor)


def _work_close_if_settled(visit: Visit, actor: User) -> None:
    """Close the work item of actions unless an answer waits to be read or an action is overdue."""
    actions = visit.findings.filter(kind=Finding.Kind.ACTION)
    overdue = actions.filter(state=VisitFindingState.OPEN, due__lt=clock.today())
    if not overdue.exists() and not actions.filter(state=VisitFindingState.ANSWERED).exists():
        item_close(kind=work.ACTION.code, subject=visit_subject(visit), actor=actor)


def _reasons_check(text: str, due: date) -> None:
    fields = {}
    if not text.strip():
        fields["text"] = [_("Give the reasons. The business reads them.")]
    if due <= clock.today():
        fields["due"] = [_("Choose a day after today.")]
    if fields:
        raise InvalidInput(_("Put right what is marked below."), fields=fields)
