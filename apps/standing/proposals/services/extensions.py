"""Requests for more time to respond to a notice, decided by an officer."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.deadlines import day_there, end_of_day, next_workday
from apps.core.errors import Conflict, InvalidInput
from apps.core.languages import language_of_text, with_language
from apps.core.text import text_required
from apps.shippers.models import Shipper
from apps.shippers.roles import Ability
from apps.shippers.selectors import has_conflict, require
from apps.shippers.zones import deadline_in_words, zone_of
from apps.standing import work
from apps.standing.proposals.models import Extension, ProposalState, ProposedChange
from apps.standing.proposals.selectors.proposals import extension_open
from apps.standing.proposals.services import limits
from apps.standing.proposals.services.limits import PROPOSALS
from apps.standing.proposals.services.proposals import proposal_lock
from apps.standing.proposals.states import EXTENSION, ExtensionFacts
from apps.work.services import item_close

MAX_EXTENSION_DAYS = 60
STILL_HEARD = (ProposalState.PROPOSED, ProposalState.RESPONDED)


@transaction.atomic
def extension_ask(*, actor: User, change_id: int, until: date, reason: str, language: str = "") -> Extension:
    """Ask for more time to respond, before the present time is over. Nothing is upheld while the request waits, and the
    days that it waits are added to the time.

    Raise Conflict after that time, once the seller has said everything, and while another request is open; Invalid for
    a day that is not later, or later than allowed, or without a reason.
    """
    proposal = PROPOSALS.lock(change_id)
    require(actor, proposal.shipper_id, Ability.ATTEST)
    if proposal.state not in STILL_HEARD or proposal.final_at or clock.now() > proposal.respond_by:
        raise Conflict(
            _("You can ask for more time only before you have said everything, and before the day to respond is over.")
        )
    if extension_open(proposal):
        raise Conflict(_("You have asked for more time already. An officer is looking at your request."), code="open")
    _until_check(proposal, until)
    extension = Extension.objects.create(
        proposal=proposal,
        until=until,
        reason=text_required(reason, "reason"),
        language=language_of_text(language, actor.language),
        asked_by=actor,
        asked_at=clock.now(),
    )
    PROPOSALS.work_open(proposal, kind=work.EXTENSION.code, due_at=proposal.respond_by)
    PROPOSALS.record(proposal, "extension_asked", actor)
    return extension


@transaction.atomic
def extension_decide(
    *, actor: User, change_id: int, decision: str, text: str, language: str = "", until: date | None = None
) -> ProposedChange:
    """Decide a request for more time: `grant`, until the day asked for or another day, or `decline`. Either way the
    seller has no less time left than when it asked. Raise Conflict if no request is open.
    """
    standing, proposal = proposal_lock(change_id)
    extension = extension_open(proposal) if proposal.is_undecided else None
    if extension is None:
        raise Conflict(_("There is no open request for more time."), code="none_open")
    facts = ExtensionFacts(actor_on_team=has_conflict(actor, proposal.shipper_id))
    transition = EXTENSION.check(state=extension.state, action=decision, held=permissions.held(actor), facts=facts)
    extension.state = transition.target
    extension.decided_by, extension.decided_at = actor, clock.now()
    extension.text, extension.text_language = text_required(text, "text"), language_of_text(language, actor.language)
    extension.save()
    item_close(kind=work.EXTENSION.code, subject=PROPOSALS.subject(proposal), actor=actor)
    made_up = _day_made_up(extension, zone_of(standing.shipper))
    if decision == "grant":
        until = until or extension.until
        _until_check(proposal, until)
        _response_day_move(proposal, standing.shipper, max(until, made_up))
        PROPOSALS.record(proposal, "extended", actor)
    else:
        if made_up > proposal.respond_on:
            _response_day_move(proposal, standing.shipper, made_up)
        PROPOSALS.record(proposal, "extension_declined", actor)
    _extension_notify(proposal, extension.text, extension.text_language, granted=decision == "grant")
    return proposal


def _day_made_up(extension: Extension, zone: ZoneInfo) -> date:
    """Return the day to respond, moved by the days that a request waited for its answer."""
    respond_on = day_there(extension.proposal.respond_by, zone)
    waited = day_there(clock.now(), zone) - day_there(extension.asked_at, zone)
    return next_workday(respond_on + waited) if waited else respond_on


@transaction.atomic
def change_extend(*, actor: User, change_id: int, until: date, text: str, language: str = "") -> ProposedChange:
    """Give the seller more time to respond, by an officer, without a request."""
    standing, proposal = proposal_lock(change_id)
    with PROPOSALS.acting("extend", proposal, actor):
        text, language = text_required(text, "text"), language_of_text(language, actor.language)
        _until_check(proposal, until)
        _response_day_move(proposal, standing.shipper, until)
    _extension_notify(proposal, text, language, granted=True)
    return proposal


def _response_day_move(proposal: ProposedChange, shipper: Shipper, until: date) -> None:
    proposal.respond_by = end_of_day(until, zone_of(shipper))
    limits.proposal_limits_move(proposal)
    proposal.save()


def _until_check(proposal: ProposedChange, until: date) -> None:
    last = day_there(proposal.respond_by, zone_of(proposal.shipper))
    if not last < until <= clock.add_days(last, MAX_EXTENSION_DAYS):
        message = _("Choose a day after %(last)s, by at most %(most)d days.") % {
            "last": date_format(last, "DATE_FORMAT"),
            "most": MAX_EXTENSION_DAYS,
        }
        raise InvalidInput(message, fields={"until": [message]})


def _extension_notify(proposal: ProposedChange, text: str, language: str, *, granted: bool) -> None:
    day = deadline_in_words(proposal.respond_by, proposal.shipper)
    subject = _lazy("You have until {day} to respond") if granted else _lazy("No more time was given")
    PROPOSALS.tell(
        proposal,
        format_lazy(subject, day=day),
        with_language(text, language),
        format_lazy(_lazy("Respond by {day}, on the page of the notice."), day=day),
        act_by=proposal.respond_by,
    )
