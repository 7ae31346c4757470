"""Leave the program.

A business leaves by its owner's act. An officer can start a departure on the business's behalf; it takes effect when
the owner has confirmed, on the site or by a signed file on which a second officer agrees.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.applications.services import applications_end
from apps.core import clock
from apps.core.deadlines import deadline, mornings_before
from apps.core.errors import InvalidInput, NotFound
from apps.core.files import IdentifiedFile
from apps.core.languages import day_in_words, language_of_text, with_language
from apps.core.lazy import Promise
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, files_add
from apps.notices.services import message_send
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.cases import CaseNotice, TeamCases
from apps.shippers.selectors import abilities_of, people_of, require_impartial
from apps.shippers.services import shipper_bar
from apps.shippers.zones import deadline_in_words, zone_of
from apps.standing import work
from apps.standing.assurances import calls_end
from apps.standing.departures.models import Departure, DepartureState
from apps.standing.departures.selectors import WAITING, departure_facts, departure_open, departures_begun_by
from apps.standing.departures.states import DEPARTURE
from apps.standing.members.models import Standing
from apps.standing.members.services import standing_lock, status_change
from apps.standing.members.states import STATUS, ChangeReason
from apps.standing.plans.services import plans_end
from apps.standing.proposals.models import ProposalState
from apps.standing.proposals.selectors.proposals import reentry_day
from apps.standing.proposals.services.proposals import proposal_close, proposals_lock
from apps.standing.roles import OFFICER, PROGRAM
from apps.work.cases import CaseClock, CaseWork
from apps.work.kinds import participants_register

participants_register(work.DEPARTURE.code, departures_begun_by)

TIMER = "standing.departure_near"
# By step: the number of days before the last day to confirm on which the team is reminded.
REMINDERS = {"confirm_7": 7, "confirm_1": 1}
LAPSED = "lapse"


def _moments(departure: Departure) -> Mapping[str, datetime]:
    mornings = mornings_before(departure.confirm_by, REMINDERS, zone_of(departure.shipper))
    return {**mornings, LAPSED: departure.confirm_by}


DEPARTURES = TeamCases(
    rows=Departure.objects.select_related("shipper"),
    lifecycle=DEPARTURE,
    missing=_lazy("There is no such departure."),
    locked_first=("shipper", standing_lock),
    facts=departure_facts,
    signed={state: "ended" for state in DepartureState if state not in WAITING},
    work=CaseWork(
        kind=work.DEPARTURE, states=[DepartureState.SIGNED], item=lambda departure: {"due_at": departure.confirm_by}
    ),
    clock=CaseClock(timer=TIMER, states=WAITING, moments=_moments),
    events="standing.departure_",
    event_names={"send_back": "sent_back"},
    notice=CaseNotice(
        kind="standing.departure",
        page=lambda departure: reverse("portal:leave", args=[departure.shipper_id]),
        names_case=True,
    ),
)


@transaction.atomic
def member_leave(*, actor: User, shipper_id: int, reasons: str = "") -> Standing:
    """Leave the program, by an owner of the business. A departure that an officer started is confirmed by that.

    The record is kept. A proposed removal or denial of revalidation is still decided; the business may apply again
    when the removal is not upheld, or after the reentry time, which counts from today. Raise NotAllowed for anybody
    else, Conflict for a business that has left or was removed.
    """
    standing = standing_lock(shipper_id)
    STATUS.check(state=standing.status, action="withdraw", held=abilities_of(actor, shipper_id))
    if departure := departure_open(shipper_id):
        DEPARTURES.act("confirm", departure, actor)
    _membership_end(standing, actor, reasons)
    return standing


@transaction.atomic
def departure_start(*, actor: User, shipper_id: int, way: str, reasons: str, language: str = "") -> Departure:
    """Start a departure on the business's behalf, by an officer: `way` says how the owner asked, `reasons` what the
    owner said. Nothing ends before the owner has confirmed.

    Raise Conflict for a business of the officer's own, and for one that is no member; Invalid without reasons, or
    while another departure waits.
    """
    permissions.require(actor, OFFICER)
    require_impartial(actor, shipper_id)
    standing = standing_lock(shipper_id)
    STATUS.check(state=standing.status, action="withdraw", held={PROGRAM})
    if departure_open(shipper_id):
        raise InvalidInput(_("A departure of this business waits already."), code="open")
    now, shipper = clock.now(), standing.shipper
    days = terms_of(policy_on(clock.today())).clocks.departure_days
    departure = Departure.objects.create(
        shipper=shipper,
        way=Departure.Way(way),
        reasons=text_required(reasons, "reasons"),
        language=language_of_text(language, actor.language),
        started_by=actor,
        started_at=now,
        confirm_by=deadline(now, days, zone_of(shipper)),
    )
    DEPARTURES.opened(departure, "started", actor)
    DEPARTURES.tell(
        departure,
        _lazy("Does your business leave the program? Please confirm"),
        format_lazy(
            _lazy("An officer recorded that your business asked to leave the program ({way}), with these words:"),
            way=departure.get_way_display(),
        ),
        with_language(departure.reasons, departure.language),
        format_lazy(
            _lazy(
                "Nothing has changed. The membership ends only if an owner confirms on the page by {day}. If you want "
                "to stay, decline there, or do nothing: then the departure lapses and you stay a member."
            ),
            day=_last_day(departure),
        ),
        act_by=departure.confirm_by,
    )
    return departure


@transaction.atomic
def departure_decline(*, actor: User, shipper_id: int) -> Departure:
    """Decline a departure that an officer started, by an owner: the business stays a member."""
    standing_lock(shipper_id)
    departure = departure_open(shipper_id)
    if departure is None:
        raise NotFound(_("No departure waits for your confirmation."))
    DEPARTURES.act("decline", departure, actor)
    _staff_notify(departure, _lazy("{business} does not leave: its owner declined the departure"))
    return departure


@atomic_with_files()
def departure_sign(*, actor: User, departure_id: int, note: str, files: Sequence[IdentifiedFile] = ()) -> Departure:
    """Record the owner's signed confirmation as a file, by an officer. A second officer agrees or sends it back.

    Raise Invalid without a file, or without a note on who signed and how the file came.
    """
    with DEPARTURES.acting("sign", departure_id, actor) as departure:
        if not files:
            message = _("Add the file with the owner's signature.")
            raise InvalidInput(message, fields={"file": [message]})
        files_add(departure.files, files, actor)
        days = terms_of(policy_on(clock.today())).clocks.departure_days
        departure.note = text_required(note, "note")
        departure.signed_by, departure.signed_at = actor, clock.now()
        departure.confirm_by = clock.end_of(clock.add_days(clock.today(), days))
    return departure


@transaction.atomic
def departure_agree(*, actor: User, departure_id: int) -> Departure:
    """Agree that the signed file confirms the departure, by a second officer: the business leaves."""
    departure = DEPARTURES.act("agree", departure_id, actor)
    standing = standing_lock(departure.shipper_id)
    STATUS.check(state=standing.status, action="withdraw", held={PROGRAM})
    _membership_end(standing, actor, departure.reasons)
    return departure


@transaction.atomic
def departure_send_back(*, actor: User, departure_id: int, reasons: str) -> Departure:
    """Send a signed confirmation back, by a second officer, because the file does not prove that the owner confirms."""
    with DEPARTURES.acting("send_back", departure_id, actor) as departure:
        departure.note = f"{departure.note}\n\n{actor}: {text_required(reasons, 'reasons')}"
        departure.signed_by = departure.signed_at = None
    return departure


@transaction.atomic
def departure_cancel(*, actor: User, departure_id: int, reasons: str) -> Departure:
    """Cancel a departure, by an officer: it was recorded by mistake, or the owner has said otherwise."""
    with DEPARTURES.acting("cancel", departure_id, actor) as departure:
        departure.text = text_required(reasons, "reasons")
    DEPARTURES.tell(
        departure,
        _lazy("Your business stays in the program: the departure was cancelled"),
        _lazy("An officer cancelled the departure that had been recorded. You don't need to do anything."),
    )
    return departure


@transaction.atomic
def departure_timer_handle(*, departure_id: int, step: str) -> None:
    """Remind the team of a departure that waits for its owner, or let it lapse when the time to confirm is over."""
    departure = DEPARTURES.lock(departure_id)
    if departure.state not in WAITING:
        return
    if step == LAPSED:
        if clock.now() >= departure.confirm_by:
            _departure_lapse(departure)
    elif departure.state == DepartureState.OPEN and clock.now() < departure.confirm_by:
        DEPARTURES.tell(
            departure,
            format_lazy(_lazy("Confirm or decline by {day}: does your business leave?"), day=_last_day(departure)),
            _lazy("An officer recorded that your business asked to leave. If nobody confirms, you stay a member."),
            act_by=departure.confirm_by,
        )


def departures_end(standing: Standing) -> None:
    """Cancel the departure of a business that was removed from the program."""
    if departure := departure_open(standing.pk):
        DEPARTURES.act("cancel", departure)


def _membership_end(standing: Standing, actor: User, note: str) -> None:
    """End the membership of a locked standing, as the owner wants, and notify the team."""
    is_still_removed = False
    calls_end(standing)
    for proposal in proposals_lock([standing.pk])[standing.pk].values():
        if proposal.adverse_action.decided_in_absence:
            is_still_removed |= proposal.adverse_action.ends_membership
            continue
        action = "dismiss" if proposal.state == ProposalState.TO_CONFIRM else "withdraw"
        proposal_close(proposal, action, actor=None, reasons=_("The shipper has left the program."))
        if proposal.effective_at:
            # A suspension at once that nobody decided begins anew if its findings still suspend on the return.
            standing.ends_at = None
    plans_end(standing, actor)
    status_change(standing, "withdraw", ChangeReason.LEFT, actor=actor, note=note)
    applications_end(shipper_id=standing.pk)
    if is_still_removed:
        # The proposed removal is still decided. If it is upheld, this bar stays; else it is lifted.
        shipper_bar(shipper_id=standing.pk, until=reentry_day())
        again = format_lazy(
            _lazy(
                "Your removal was proposed before you left, and an officer still decides it: answer the notice in its "
                "time. If it is upheld, you can apply again from {day}. If not, you can apply again at once."
            ),
            day=day_in_words(reentry_day()),
        )
    else:
        again = _lazy("You can apply again whenever you want.")
    message_send(
        recipients=people_of(standing.pk),
        kind="standing.left",
        subject=_lazy("Your business has left the program"),
        body=format_lazy(
            "{}\n\n{}",
            _lazy(
                "Its Known Shipper Number no longer counts, and its benefits have ended. Partners who look the number "
                "up see that you left. Your record is kept, and you can read it."
            ),
            again,
        ),
        link=reverse("portal:shipper", args=[standing.pk]),
        shipper_id=standing.pk,
    )


def _departure_lapse(departure: Departure) -> None:
    DEPARTURES.act("lapse", departure)
    DEPARTURES.tell(
        departure,
        _lazy("Your business stays in the program: nobody confirmed that it leaves"),
        _lazy(
            "The time to confirm is over, so the departure has lapsed and nothing changes. If you do want to leave, an "
            "owner can do so on the page at any time."
        ),
    )
    _staff_notify(departure, _lazy("The departure of {business} has lapsed: nobody confirmed it in time"))


def _last_day(departure: Departure) -> Promise:
    return deadline_in_words(departure.confirm_by, departure.shipper)


def _staff_notify(departure: Departure, subject: Promise) -> None:
    """Tell the officer who started a departure how it ended."""
    message_send(
        recipients=[departure.started_by],
        kind="standing.staff_reminder",
        subject=format_lazy(subject, business=departure.shipper),
        body=_lazy("You had started the departure on the business's behalf. The business stays a member."),
        link=reverse("admin:standing_departure_change", args=[departure.pk]),
        shipper_id=departure.shipper_id,
    )
