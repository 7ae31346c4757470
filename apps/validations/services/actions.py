"""Required actions of a visit: the business answers, an officer accepts or declines."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.days_text import program_deadline_in_words
from apps.core.errors import InvalidInput
from apps.core.files import IdentifiedFile
from apps.core.languages import language_check, with_language
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, upload_columns
from apps.shippers.cases import TeamCases
from apps.shippers.roles import Ability
from apps.shippers.selectors import require
from apps.validations import work
from apps.validations.models import Answer, Finding, Verdict, VisitFile, VisitFindingState
from apps.validations.selectors import facts_of
from apps.validations.services.messages import VISITS, team_notify
from apps.validations.states import ACTION
from apps.work.cases import CaseWork
from apps.work.services import item_resume

ACTIONS = TeamCases(
    rows=Finding.objects.select_related("visit__shipper", "visit__lead"),
    lifecycle=ACTION,
    missing=_lazy("There is no such finding."),
    locked_first=("visit", VISITS.lock),
    named=lambda finding: finding.visit,
    business=lambda finding: finding.visit.shipper,
    facts=lambda finding, actor: facts_of(finding.visit, actor),
    # The actions of a visit share one item, which is closed when none waits for an officer.
    work=CaseWork(kind=work.ACTION, states=[], item=lambda finding: {"holder": finding.visit.lead}),
    events="validations.action_",
    event_names={"decline": "declined", "extend": "extended"},
    payload=lambda finding: {"finding_id": finding.pk},
)


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
    with ACTIONS.acting("answer", ACTIONS.lock(finding_id, visit__shipper=shipper_id), actor) as finding:
        text = text_required(text, "text", _("Say what you did."))
        answer = Answer.objects.create(
            finding=finding, text=text, language=language_check(language), by=actor, at=clock.now()
        )
        for file in files:
            VisitFile.objects.create(visit=finding.visit, answer=answer, uploaded_by=actor, **upload_columns(file))
    ACTIONS.work_open(finding)
    return answer


@transaction.atomic
def action_accept(*, actor: User, finding_id: int, text: str = "", language: str = "en") -> Finding:
    """Accept the last answer to a required action. When every action is accepted, the visit waits to be closed."""
    finding = ACTIONS.act("accept", finding_id, actor)
    _verdict_record(finding, actor, accepted=True, text=text, language=language)
    visit = finding.visit
    if not visit.findings.filter(state__in=[VisitFindingState.OPEN, VisitFindingState.ANSWERED]).exists():
        item_resume(kind=work.VISIT.code, subject=VISITS.subject(visit), actor=actor)
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
    with ACTIONS.acting("decline", finding_id, actor) as finding:
        _reasons_check(text, due)
        finding.due = due
    _verdict_record(finding, actor, accepted=False, text=text, language=language)
    team_notify(
        finding.visit,
        "action_declined",
        _lazy("Your answer to a required action was not accepted"),
        with_language(text.strip(), language),
        format_lazy(_lazy("Do what is missing, and answer again by {due}."), due=program_deadline_in_words(due)),
        due=due,
    )
    return finding


@transaction.atomic
def action_extend(*, actor: User, finding_id: int, due: date, text: str, language: str) -> Finding:
    """Give a business more time for a required action, with the reasons."""
    with ACTIONS.acting("extend", finding_id, actor) as finding:
        _reasons_check(text, due)
        if finding.due and due <= finding.due:
            message = _("Choose a later date.")
            raise InvalidInput(message, fields={"due": [message]})
        finding.due = due
    _work_close_if_settled(finding, actor)
    team_notify(
        finding.visit,
        "action_extended",
        format_lazy(_lazy("You have until {due} for a required action"), due=program_deadline_in_words(due)),
        with_language(text.strip(), language_check(language)),
        due=due,
    )
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
    _work_close_if_settled(finding, actor)


def _work_close_if_settled(finding: Finding, actor: User) -> None:
    """Close the work item of actions unless an answer waits to be read or an action is overdue."""
    actions = finding.visit.findings.filter(kind=Finding.Kind.ACTION)
    overdue = actions.filter(state=VisitFindingState.OPEN, due__lt=clock.today())
    if not overdue.exists() and not actions.filter(state=VisitFindingState.ANSWERED).exists():
        ACTIONS.work_close(finding, actor)


def _reasons_check(text: str, due: date) -> None:
    fields = {}
    if not text.strip():
        fields["text"] = [_("Give the reasons. The business reads them.")]
    if due <= clock.today():
        fields["due"] = [_("Choose a day after today.")]
    if fields:
        raise InvalidInput(_("Correct what is marked below."), fields=fields)
