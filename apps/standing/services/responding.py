"""What the seller says to a notice, finding by finding, and more time to say it; and delivery of a notice by post."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.deadlines import day_there, end_of_day
from apps.core.errors import Conflict, Invalid
from apps.core.files import Identified
from apps.core.languages import day_in_words, language_chosen, with_language
from apps.core.uploads import atomic_with_files, stored
from apps.disputes.services import dispute_open
from apps.shippers.roles import Ability
from apps.shippers.selectors import abilities_of, require
from apps.shippers.zones import zone_of
from apps.standing import work
from apps.standing.models import Extension, FindingAnswer, ProposedChange, ResponseFile
from apps.standing.selectors import extension_open, proposal_facts
from apps.standing.services import limits
from apps.standing.services.proposals import happened, team_tell
from apps.standing.services.taking import change_locked, stated
from apps.standing.states import EXTENSION, PROPOSAL, HearingFacts
from apps.work.services import item_close, item_open

MAX_FILES = 20
# So much more time may be asked for at most, counted from the day that is set.
MAX_DAYS = 60


@dataclass(frozen=True, slots=True)
class Answered:
    """What is said to one thing that the notice names: to the finding of a `rule`, or to the violation of a `case`."""

    position: str
    text: str
    rule: str = ""
    case_id: int | None = None


@atomic_with_files()
def change_respond(
    *,
    actor: User,
    change_id: int,
    response: str,
    language: str = "",
    answers: Sequence[Answered] = (),
    files: Sequence[Identified] = (),
) -> ProposedChange:
    """The seller's answer, by an owner or a signatory of its team. A late one counts until it is decided.

    What is said to a violation is an answer to that violation, which an officer decides by itself. Raises Invalid
    without a response, or for an answer without its text; Conflict where it was sent already.
    """
    standing, proposal = change_locked(change_id)
    facts = proposal_facts(proposal, standing, actor)
    PROPOSAL.check(state=proposal.state, action="respond", held=abilities_of(actor, proposal.shipper_id), facts=facts)
    proposal.response = stated(response, "response")
    proposal.response_language = language_chosen(language, actor.language)
    proposal.state = ProposedChange.State.RESPONDED
    proposal.responded_by = actor
    proposal.responded_at = clock.now()
    proposal.save()
    rules = {found["rule"] for found in proposal.notice["findings"]}
    for answer in answers:
        if answer.case_id is not None and answer.case_id in proposal.notice.get("cases", []):
            dispute_open(
                actor=actor,
                shipper_id=proposal.shipper_id,
                case_id=answer.case_id,
                position=answer.position,
                text=answer.text,
                language=proposal.response_language,
            )
        elif answer.rule in rules:
            FindingAnswer.objects.create(
                proposal=proposal, rule=answer.rule, position=answer.position, text=answer.text.strip()
            )
    _keep(proposal, actor, files)
    limits.timers_arm(proposal, standing.shipper)
    happened("responded", proposal, actor)
    return proposal


@atomic_with_files()
def response_file_add(*, actor: User, change_id: int, files: Sequence[Identified]) -> None:
    """Add files to a response that is not decided yet. Raises Conflict where it is, Invalid for none or too many."""
    _standing, proposal = change_locked(change_id)
    require(actor, proposal.shipper_id, Ability.ATTEST)
    if not proposal.response or not proposal.is_undecided:
        raise Conflict(_("Files are added to a response that waits for its decision."), code="wrong_state")
    if not files:
        message = _("Choose a file first.")
        raise Invalid(message, fields={"files": [message]})
    _keep(proposal, actor, files)
    happened("file_added", proposal, actor)


def _keep(proposal: ProposedChange, actor: User, files: Sequence[Identified]) -> None:
    if proposal.files.count() + len(files) > MAX_FILES:
        message = _("A response takes %(most)d files. Send the most important ones.") % {"most": MAX_FILES}
        raise Invalid(message, code="too_many_files", fields={"files": [message]})
    for file in files:
        ResponseFile.objects.create(proposal=proposal, uploaded_by=actor, **stored(file))


@transaction.atomic
def extension_ask(*, actor: User, change_id: int, until: date, reason: str, language: str = "") -> Extension:
    """Ask for more time to respond, before the time is over. The time that is set runs on until an officer decides.

    Raises Conflict after that time, once a response was sent, and while one request is open; Invalid for a day that is
    not later, or later by too much, or without a reason.
    """
    standing, proposal = change_locked(change_id)
    require(actor, proposal.shipper_id, Ability.ATTEST)
    if proposal.state != ProposedChange.State.PROPOSED or clock.now() > proposal.respond_by:
        raise Conflict(_("More time can be asked for only until a response is sent, and before its day is over."))
    if extension_open(proposal):
        raise Conflict(_("You have asked already. An officer looks at it."), code="open")
    _check_until(proposal, until)
    extension = Extension.objects.create(
        proposal=proposal,
        until=until,
        reason=stated(reason, "reason"),
        language=language_chosen(language, actor.language),
        asked_by=actor,
        asked_at=clock.now(),
    )
    item_open(
        kind=work.EXTENSION.code,
        subject=limits.about(proposal),
        title=str(standing.shipper),
        shipper_id=standing.pk,
        country=standing.shipper.country.code,
        due_at=proposal.respond_by,
    )
    happened("extension_asked", proposal, actor)
    return extension


@transaction.atomic
def extension_decide(
    *, actor: User, change_id: int, decision: str, text: str, language: str = "", until: date | None = None
) -> ProposedChange:
    """An officer's answer to a request for more time: `grant`, until the day asked for or another, or `decline`."""
    standing, proposal = change_locked(change_id)
    extension = extension_open(proposal) if proposal.is_undecided else None
    if extension is None:
        raise Conflict(_("No request for more time waits here."), code="none_open")
    facts = HearingFacts(actor_on_team=bool(abilities_of(actor, proposal.shipper_id)))
    transition = EXTENSION.check(state=extension.state, action=decision, held=permissions.held(actor), facts=facts)
    extension.state = transition.target
    extension.decided_by, extension.decided_at = actor, clock.now()
    extension.text, extension.text_language = stated(text, "text"), language_chosen(language, actor.language)
    extension.save()
    item_close(kind=work.EXTENSION.code, subject=limits.about(proposal), actor=actor)
    if decision == "grant":
        _extend(proposal, standing.shipper, until or extension.until, actor)
    else:
        happened("extension_declined", proposal, actor)
    _tell_of_time(proposal, extension.text, extension.text_language, granted=decision == "grant")
    return proposal


@transaction.atomic
def change_extend(*, actor: User, change_id: int, until: date, text: str, language: str = "") -> ProposedChange:
    """An officer gives more time to respond, asked or not."""
    standing, proposal = change_locked(change_id)
    facts = proposal_facts(proposal, standing, actor)
    PROPOSAL.check(state=proposal.state, action="extend", held=permissions.held(actor), facts=facts)
    text, language = stated(text, "text"), language_chosen(language, actor.language)
    _extend(proposal, standing.shipper, until, actor)
    _tell_of_time(proposal, text, language, granted=True)
    return proposal


@transaction.atomic
def change_serve(*, actor: User, change_id: int, day: date, note: str) -> ProposedChange:
    """Record that a notice was delivered by post on a day, to a business of which nobody is on the site. The time to
    respond begins with that day."""
    standing, proposal = change_locked(change_id)
    facts = proposal_facts(proposal, standing, actor)
    PROPOSAL.check(state=proposal.state, action="serve", held=permissions.held(actor), facts=facts)
    if not clock.day_of(proposal.proposed_at) <= day <= clock.today():
        message = _("Give the day of delivery: not before the notice was written, and not after today.")
        raise Invalid(message, fields={"day": [message]})
    proposal.served_note = stated(note, "note")[:300]
    proposal.served_at = end_of_day(day, zone_of(standing.shipper))
    limits.limits_count(proposal, standing.shipper)
    proposal.save()
    limits.timers_arm(proposal, standing.shipper)
    happened("served", proposal, actor)
    return proposal


def _extend(proposal: ProposedChange, shipper: object, until: date, actor: User) -> None:
    _check_until(proposal, until)
    proposal.respond_by = end_of_day(until, zone_of(shipper))
    limits.limits_extend(proposal, shipper)
    proposal.save()
    happened("extended", proposal, actor)


def _check_until(proposal: ProposedChange, until: date) -> None:
    last = day_there(proposal.respond_by, zone_of(proposal.shipper))
    if not last < until <= clock.add_days(last, MAX_DAYS):
        message = _("Choose a day after %(last)s, by at most %(most)d days.") % {
            "last": date_format(last, "DATE_FORMAT"),
            "most": MAX_DAYS,
        }
        raise Invalid(message, fields={"until": [message]})


def _tell_of_time(proposal: ProposedChange, text: str, language: str, *, granted: bool) -> None:
    subject = _lazy("You have until {day} to respond") if granted else _lazy("No more time was given")
    team_tell(
        proposal,
        subject=format_lazy(subject, day=day_in_words(proposal.respond_on)),
        body=format_lazy(
            "{}\n\n{}",
            with_language(text, language),
            format_lazy(_lazy("Respond by {day}, on the page of the notice."), day=day_in_words(proposal.respond_on)),
        ),
    )
