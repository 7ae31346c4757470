"""A visit from its plan to its end. An officer validates a member only by closing a visit as validated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.files import IdentifiedFile
from apps.core.languages import day_in_words, language_check, with_language
from apps.core.lazy import Promise
from apps.core.rows import row_get
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, upload_columns
from apps.ledger.services import program_entry_record
from apps.ledger.vocabulary import ProgramEntryKind
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Shipper
from apps.shippers.selectors import has_conflict, require_impartial
from apps.standing.adverse_actions import Cause, action_upon
from apps.standing.selectors import calls_running, proposals_open, standing_of
from apps.standing.services import change_propose
from apps.standing.states import FORMER
from apps.validations import selectors, work
from apps.validations.models import Finding, Visit, VisitFile, VisitFindingState
from apps.validations.rules import earliest_day, validate_by
from apps.validations.services.messages import (
    VISITS,
    findings_notify,
    team_notify,
    visit_day_notify,
)
from apps.validations.states import OFFICER
from apps.work.services import item_close, item_pause

type Files = Sequence[IdentifiedFile]


@dataclass(frozen=True, slots=True)
class VisitFindingDraft:
    """A finding as an officer enters it. An action has a day by which to answer, advice has none."""

    kind: str
    text: str
    due: date | None = None


@transaction.atomic
def visit_plan(
    *,
    actor: User,
    shipper_id: int,
    kind: str,
    form: str,
    day: date,
    place: str,
    lead: User,
    purpose: str,
    language: str,
    agreed: bool = False,
) -> Visit:
    """Plan a visit of a member and notify its team, 30 days ahead unless the visit is for cause or the business
    `agreed`.

    Raise Conflict for a business that is not a member, for a business of the actor's own, and while another visit is
    open; Invalid for an incomplete plan, a day too soon, a first validation of a validated member, and a lead who may
    not lead this visit.
    """
    permissions.require(actor, OFFICER)
    require_impartial(actor, shipper_id)
    shipper = row_get(Shipper.objects.select_for_update(no_key=True), _("There is no such business."), pk=shipper_id)
    if not selectors.member_to_visit(shipper_id):
        raise Conflict(
            _("Only members of the program are visited, and this business is not a member."), code="no_member"
        )
    if selectors.visit_open_of(shipper_id):
        raise Conflict(selectors.OPEN_ALREADY, code="open")
    _plan_check(shipper_id, kind=kind, day=day, lead=lead, agreed=agreed, place=place, purpose=purpose)
    visit = Visit.objects.create(
        shipper=shipper,
        kind=Visit.Kind(kind),
        form=Visit.Form(form),
        day=day,
        place=place.strip(),
        lead=lead,
        purpose=purpose.strip(),
        language=language_check(language),
        planned_by=actor,
        planned_at=clock.now(),
    )
    item_close(kind=work.DUE.code, subject=("shipper", shipper_id), actor=actor)
    VISITS.opened(visit, "visit_planned", actor)
    visit_day_notify(visit, "planned", _lazy("A validation visit is planned for {day}"), visit.purpose, visit.language)
    return visit


@transaction.atomic
def visit_reschedule(
    *,
    actor: User,
    visit_id: int,
    form: str,
    day: date,
    place: str,
    lead: User,
    text: str,
    language: str,
    agreed: bool = False,
) -> Visit:
    """Change when, where or how a visit takes place, or who leads it. The team receives the reasons."""
    with VISITS.acting("reschedule", visit_id, actor) as visit:
        if day == visit.day:
            agreed = True
        _plan_check(visit.shipper_id, kind=None, day=day, lead=lead, agreed=agreed, place=place, text=text)
        visit.form, visit.day, visit.place, visit.lead = Visit.Form(form), day, place.strip(), lead
        visit.moved_text, visit.moved_language = text.strip(), language_check(language)
    # If the old day had come, a work item is open. A new one opens when the new day comes.
    VISITS.work_close(visit, actor)
    visit_day_notify(
        visit, "moved", _lazy("Your validation visit is now on {day}"), visit.moved_text, visit.moved_language
    )
    return visit


@transaction.atomic
def visit_cancel(*, actor: User, visit_id: int, text: str, language: str) -> Visit:
    """Cancel a visit that has not taken place. If a validation is due, the business waits for a new plan."""
    visit = _visit_close("cancel", visit_id, actor, text, language)
    team_notify(
        visit,
        "cancelled",
        format_lazy(_lazy("The validation visit of {day} is cancelled"), day=day_in_words(visit.day)),
        with_language(visit.decision_text, visit.decision_language),
        _lazy("Nothing changes for you. You will receive a message when another visit is planned."),
    )
    return visit


@atomic_with_files()
def visit_hold(
    *,
    actor: User,
    visit_id: int,
    held_on: date,
    language: str,
    agreed: bool = False,
    findings: Sequence[VisitFindingDraft] = (),
    files: Files = (),
) -> Visit:
    """Record that a visit took place, with its findings and the report. The team reads all. The business `agreed` to a
    day before the planned one."""
    with VISITS.acting("hold", visit_id, actor) as visit:
        if not clock.day_of(visit.planned_at) <= held_on <= clock.today():
            message = _("Give the day on which it took place: not before the visit was planned, and not after today.")
            raise InvalidInput(message, fields={"held_on": [message]})
        if held_on < visit.day and not (agreed or visit.kind == Visit.Kind.CAUSE):
            message = _("The business was told another day. Tick this if it agreed to the earlier one.")
            raise InvalidInput(message, fields={"agreed": [message]})
        visit.held_on = held_on
        kept = _findings_store(visit, actor, findings, files, language)
    findings_notify(visit, "held", _lazy("What your validation visit found"), kept)
    # The work item waits for the lead to close the visit. It is paused while the business must act.
    VISITS.work_open(visit, due_at=clock.end_of(min(visit.day, held_on)))
    _work_pause(visit, actor)
    return visit


@atomic_with_files()
def visit_add(
    *, actor: User, visit_id: int, language: str, findings: Sequence[VisitFindingDraft] = (), files: Files = ()
) -> Visit:
    """Add a finding or a later report to a visit that took place. The team is notified."""
    with VISITS.acting("add", visit_id, actor) as visit:
        if not findings and not files:
            raise InvalidInput(_("Give a finding or a file to add."))
        kept = _findings_store(visit, actor, findings, files, language)
    findings_notify(visit, "added", _lazy("More was recorded about your validation visit"), kept)
    _work_pause(visit, actor)
    return visit


@transaction.atomic
def visit_validate(*, actor: User, visit_id: int, text: str, language: str) -> Visit:
    """Close a visit as validated. The ledger has the validation from today; evaluation and standing follow.

    Raise Conflict while a required action is not accepted, and for a business that is no longer a member.
    """
    today = clock.today()
    with VISITS.acting("validate", visit_id, actor) as visit:
        visit.entry = program_entry_record(
            shipper_id=visit.shipper_id, kind=ProgramEntryKind.VALIDATED, date=today, actor=actor
        )
        _decision_write(visit, text, language)
    _work_close(visit, actor)
    team_notify(
        visit,
        "validated",
        _lazy("Your business is validated"),
        with_language(visit.decision_text, visit.decision_language),
        format_lazy(
            _lazy(
                "The officers found your practice as you described it. The validation is current until {day}. Your "
                "record is evaluated again within minutes. If it allows a higher tier, you have that tier at once."
            ),
            day=day_in_words(validate_by(today, today, terms_of(policy_on(today)))),
        ),
    )
    return visit


@transaction.atomic
def visit_refuse(*, actor: User, visit_id: int, text: str, language: str) -> Visit:
    """Close a visit as not validated. The standing stays as it is; the rules of the evaluation hold the tier.

    If the visit was to renew a validation of the business, the end of that validation is proposed for the same reasons:
    the business receives a notice and is heard before the decision.
    """
    visit = _visit_close("refuse", visit_id, actor, text, language)
    team_notify(
        visit,
        "not_validated",
        _lazy("Your business was not validated"),
        with_language(visit.decision_text, visit.decision_language),
        _denial_propose(visit, actor),
        format_lazy(
            _lazy(
                "Without a current validation you can't rise above tier {tier}. When you have put the missing things "
                "in place, write to the program and ask for another visit."
            ),
            tier=terms_of(policy_on(clock.today())).caps.certified_tier,
        ),
    )
    return visit


STANDING_UNCHANGED = _lazy(
    "This alone does not change your standing. If you have a validation, it stays current until its term ends."
)
DENIAL_PROPOSED = _lazy(
    "We propose that your validation ends. You will receive a notice with the same reasons, and have time to respond. "
    "Nothing changes before an officer has decided."
)


DENIAL_CALLED = _lazy(
    "An officer means to propose that your validation ends. We call you before anything is proposed: another message "
    "says who calls, and until when."
)


def _denial_propose(visit: Visit, actor: User) -> Promise:
    """Propose the end of the validation that a visit was to renew, unless it is proposed already or a call about it
    runs. Return what this means for the standing of the business, in words.
    """
    standing = standing_of(visit.shipper_id)
    if visit.kind != Visit.Kind.RENEWAL or standing is None or not standing.validated or standing.status in FORMER:
        return STANDING_UNCHANGED
    kind = action_upon(Cause.DENIED_VISIT).code
    if proposals_open(visit.shipper_id).filter(kind=kind).exists():
        return DENIAL_PROPOSED
    if not calls_running(visit.shipper_id).filter(kind=kind).exists():
        change_propose(
            actor=actor,
            shipper_id=visit.shipper_id,
            kind=kind,
            reasons=visit.decision_text,
            language=visit.decision_language,
        )
    return DENIAL_CALLED if calls_running(visit.shipper_id).filter(kind=kind).exists() else DENIAL_PROPOSED


def _visit_close(action: str, visit_id: int, actor: User, text: str, language: str) -> Visit:
    with VISITS.acting(action, visit_id, actor) as visit:
        _decision_write(visit, text, language)
    _work_close(visit, actor)
    return visit


def _decision_write(visit: Visit, text: str, language: str) -> None:
    """Write the reasons of the decision into a visit; raise InvalidInput without reasons. The caller saves."""
    visit.decision_text = text_required(text, "text", _("Give the reasons. The business reads them."))
    visit.decision_language = language_check(language)


def _work_close(visit: Visit, actor: User) -> None:
    for kind in (work.VISIT, work.ACTION):
        item_close(kind=kind.code, subject=VISITS.subject(visit), actor=actor)


def _findings_store(
    visit: Visit, actor: User, findings: Sequence[VisitFindingDraft], files: Files, language: str
) -> list[Finding]:
    language = language_check(language)
    for found in findings:
        _finding_check(found)
    kept = [
        Finding.objects.create(
            visit=visit,
            kind=Finding.Kind(found.kind),
            state=VisitFindingState.OPEN if found.kind == Finding.Kind.ACTION else VisitFindingState.NOTED,
            text=found.text.strip(),
            language=language,
            due=found.due,
            recorded_by=actor,
            recorded_at=clock.now(),
        )
        for found in findings
    ]
    for file in files:
        VisitFile.objects.create(visit=visit, uploaded_by=actor, **upload_columns(file))
    return kept


def _finding_check(found: VisitFindingDraft) -> None:
    if not found.text.strip():
        raise InvalidInput(_("Say what was found."))
    if found.kind == Finding.Kind.ACTION and (found.due is None or found.due <= clock.today()):
        raise InvalidInput(_("Give each required action a day after today by which the business must answer."))
    if found.kind == Finding.Kind.ADVICE and found.due:
        raise InvalidInput(
            _("A recommendation binds nobody, so it has no day. Make it a required action, or leave the day out.")
        )


def _work_pause(visit: Visit, actor: User) -> None:
    if visit.findings.filter(state=VisitFindingState.OPEN).exists():
        item_pause(kind=work.VISIT.code, subject=VISITS.subject(visit), actor=actor)


def _plan_check(shipper_id: int, *, kind: str | None, day: date, lead: User, agreed: bool, **texts: str) -> None:
    """Raise Invalid, beside each field, for a plan that is incomplete, too soon, of the wrong kind, or led by the wrong
    person.

    `kind` is None when a visit is moved: then the notice of 30 days applies again.
    """
    fields = {name: [_("Fill this in. The business reads it.")] for name, text in texts.items() if not text.strip()}
    if kind == Visit.Kind.FIRST and selectors.was_validated(shipper_id):
        fields["kind"] = [_("This business was validated before: choose a revalidation.")]
    if kind == Visit.Kind.RENEWAL and not selectors.was_validated(shipper_id):
        fields["kind"] = [_("This business was never validated: choose a first validation.")]
    earliest = earliest_day(clock.today())
    if day <= clock.today():
        fields["day"] = [_("Choose a day after today.")]
    elif day < earliest and kind != Visit.Kind.CAUSE and not agreed:
        fields["day"] = [
            _("Businesses are told 30 days ahead. Choose a later day, or one that the business agreed to.")
        ]
    if OFFICER not in permissions.held(lead):
        fields["lead"] = [_("The role of this person does not allow leading a visit.")]
    elif has_conflict(lead, shipper_id):
        fields["lead"] = [_("This person is, or was until lately, on the business's team: somebody else must lead.")]
    if fields:
        raise InvalidInput(_("Correct what is marked below."), fields=fields)
