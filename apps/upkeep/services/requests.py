"""Changes of a member's profile: a signatory asks, an officer decides.

A change that a thief would make waits before an officer has it, and every owner is told, so that one can stop it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.applications.sections import Typed
from apps.applications.sections.registry import clean_of
from apps.core.errors import Conflict, InvalidInput
from apps.core.files import IdentifiedFile
from apps.core.languages import language_check, with_language
from apps.core.lazy import Promise
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files
from apps.events.services import record
from apps.shippers.cases import CaseNotice
from apps.shippers.models import Shipper
from apps.shippers.roles import Ability
from apps.shippers.selectors import require, require_impartial
from apps.shippers.services import match_keys_refresh, moment_in_words, profile_part_replace, wait_announce, wait_end
from apps.upkeep import work
from apps.upkeep.models import OPEN, ChangeRequest, RequestState
from apps.upkeep.parts import GUARDED, NEW_OWNERS, SALE, part_of
from apps.upkeep.selectors import is_corrected_since, new_owner_waits, profile_of
from apps.upkeep.services.decisions import decision_write, proofs_keep, request_cases
from apps.upkeep.states import OFFICER, PROGRAM
from apps.upkeep.texts import CHANGE_DECIDED
from apps.work.cases import CaseClock
from apps.work.services import item_close, item_open

WAIT_OVER = "upkeep.change_request_wait_over"


def _page(request: ChangeRequest) -> str:
    return reverse("portal:change_request", args=[request.shipper_id, request.pk])


def _moments(request: ChangeRequest) -> dict[str, datetime]:
    return {"": request.waits_until} if request.waits_until else {}


CHANGES = request_cases(
    ChangeRequest.objects.select_related("shipper"),
    work.CHANGE,
    page=_page,
    clock=CaseClock(timer=WAIT_OVER, states=[RequestState.WAITING], moments=_moments),
)
VETTED = CaseNotice(kind="upkeep.new_owner_vetted", page=_page)


@atomic_with_files()
def change_request_submit(
    *,
    actor: User,
    shipper_id: int,
    part: str,
    typed: Typed,
    reason: str,
    language: str,
    files: Sequence[IdentifiedFile] = (),
) -> ChangeRequest:
    """Ask for a change of a part of the profile. Nothing changes before an officer accepts.

    A change of a guarded part waits before an officer has it. The caller has asked the actor for the second factor.
    `typed` is the part as typed, its sealed fields sealed. Raise Invalid if the form of the part finds errors, if
    nothing differs, or without a reason; Conflict for a business that is not a member, and while another request for
    the part is open.
    """
    require(actor, shipper_id, Ability.ATTEST)
    section = part_of(part)
    reason = text_required(reason, "reason")
    shipper = Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    profile = profile_of(shipper_id)
    if not profile.is_member:
        raise Conflict(_("Only members change their profile here. Change your application instead."), code="no_member")
    if any(request.part == part and request.state in OPEN for request in profile.requests):
        raise Conflict(_("You have asked for a change of this part already. Withdraw that request first."), code="open")
    if not section.strict(typed, country=shipper.country.code).is_valid():
        raise InvalidInput(_("Correct what is marked below."), code="part_invalid")
    held = profile.part(part)
    before = held.typed if held else {}
    if before == typed:
        raise InvalidInput(_("We have exactly this already. Change something, then send it."), code="same")
    request = ChangeRequest.objects.create(
        shipper=shipper,
        part=part,
        before=before,
        after=typed,
        reason=reason,
        language=language_check(language),
        asked_by=actor,
        **_wait(part),
    )
    proofs_keep(files, asked_by=actor, request=request)
    CHANGES.opened(request, "waits" if request.waits_until else "submitted", actor)
    if request.waits_until:
        _wait_announce(request, request.waits_until)
    return request


@transaction.atomic
def change_request_hand_over(*, request_id: int) -> None:
    """Hand a change request whose wait is over to the officers. A request that was stopped meanwhile stays stopped."""
    request = CHANGES.lock(request_id)
    if request.state == RequestState.WAITING:
        CHANGES.act("hand_over", request, request.asked_by, by=PROGRAM)


@transaction.atomic
def change_request_withdraw(*, actor: User, request_id: int) -> ChangeRequest:
    """Withdraw a change request, by the business: the way in which an owner stops a change that waits."""
    return CHANGES.act("withdraw", request_id, actor)


@transaction.atomic
def change_request_accept(*, actor: User, request_id: int, text: str, language: str) -> ChangeRequest:
    """Accept a change: the tables of the business have the new values from now on.

    For a sale, `text` says what follows. If somebody new owns the business, an officer vets them, and status and tier
    stay as they are meanwhile.

    Raise Conflict if the part was corrected after the request: accepting would undo the correction.
    """
    with CHANGES.acting("accept", request_id, actor) as request:
        if request.part != SALE.key:
            if is_corrected_since(request):
                message = _("This part was corrected after the request. Decline the request, and say what to send.")
                raise Conflict(message, code="corrected")
            profile_part_replace(shipper_id=request.shipper_id, part=request.part, clean=_clean(request))
        decision_write(request, text, language)
    if request.part == SALE.key:
        # The buyer becomes a key of the business, by which related businesses are found.
        match_keys_refresh(shipper_ids=[request.shipper_id])
        if request.after.get("whole") in NEW_OWNERS:
            item_open(
                kind=work.NEW_OWNER.code,
                subject=CHANGES.subject(request),
                title=str(request.shipper),
                shipper_id=request.shipper_id,
                country=request.shipper.country.code,
            )
    _decision_tell(request, _lazy("Your change was accepted"))
    return request


@transaction.atomic
def new_owner_vet(*, actor: User, request_id: int) -> None:
    """Record that an officer has vetted the new owner of a business that was sold, and tell the team.

    An officer who finds something wrong asks the business, plans a visit, or proposes a change of the standing. Raise
    Conflict if no new owner waits to be vetted.
    """
    permissions.require(actor, OFFICER)
    request = CHANGES.lock(request_id)
    require_impartial(actor, request.shipper_id)
    if not new_owner_waits(request):
        raise Conflict(_("No new owner of this business waits to be vetted."), code="not_waiting")
    item_close(kind=work.NEW_OWNER.code, subject=CHANGES.subject(request), actor=actor)
    record("upkeep.new_owner_vetted", subject=CHANGES.subject(request), shipper_id=request.shipper_id, actor=actor)
    CHANGES.tell(
        request,
        _lazy("The new owner of your business was vetted"),
        _lazy(
            "An officer has vetted the new owner. Your Known Shipper Number, status and tier stay as they are. You "
            "need do nothing."
        ),
        notice=VETTED,
    )


@transaction.atomic
def change_request_decline(*, actor: User, request_id: int, text: str, language: str) -> ChangeRequest:
    """Decline a change: the profile stays as it is. The team reads why, and may ask again."""
    with CHANGES.acting("decline", request_id, actor) as request:
        decision_write(request, text, language)
    _decision_tell(request, _lazy("Your change was declined"))
    return request


def _wait(part: str) -> dict[str, Any]:
    """Return the state of a new request for a part, and the end of its wait if it waits."""
    until = wait_end() if part in GUARDED else None
    return {"state": RequestState.WAITING, "waits_until": until} if until else {}


def _wait_announce(request: ChangeRequest, until: datetime) -> None:
    wait_announce(
        shipper=request.shipper,
        kind="upkeep.change_request_waits",
        subject=format_lazy(_lazy("Somebody asked for a change: {part}"), part=part_of(request.part).title),
        body=format_lazy(
            _lazy(
                "{name} ({email}) asked to change this part of the profile of {business}: {part}. The change waits "
                "until {until}, and then an officer looks at it.\n\n"
                "If you know of it, you need do nothing. If not, open the page, stop the change, and tell your team "
                "to change their passwords."
            ),
            name=request.asked_by,
            email=request.asked_by.email,
            business=request.shipper,
            part=part_of(request.part).title,
            until=moment_in_words(until, request.shipper),
        ),
        link=_page(request),
        about=CHANGES.subject(request),
        until=until,
    )


def _clean(request: ChangeRequest) -> Any:
    """Return the clean data of a part: a mapping, or the rows of a repeated part. Raise Conflict if the data is no
    longer valid.
    """
    strict = part_of(request.part).strict(request.after, country=request.shipper.country.code)
    if not strict.is_valid():
        raise Conflict(
            _("The answers no longer meet what the form asks. Decline the request, and say what to give."), code="stale"
        )
    return clean_of(strict)


def _decision_tell(request: ChangeRequest, subject: Promise) -> None:
    words = with_language(request.decision_text, request.decision_language)
    CHANGES.tell(request, subject, part_of(request.part).title, CHANGE_DECIDED[request.state], words)
