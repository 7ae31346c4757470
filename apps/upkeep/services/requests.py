"""Changes of a member's profile: a signatory asks, an officer decides."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.applications.sections import Typed
from apps.applications.sections.registry import clean_of
from apps.core.errors import Conflict, Invalid
from apps.core.files import IdentifiedFile
from apps.core.languages import language_check, with_language
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files
from apps.notices.services import Text, message_send
from apps.shippers.models import Shipper
from apps.shippers.roles import Ability
from apps.shippers.selectors import people_of, require
from apps.shippers.services import profile_part_replace
from apps.upkeep import work
from apps.upkeep.models import ChangeRequest, RequestState
from apps.upkeep.parts import SALE, part_of
from apps.upkeep.selectors import is_corrected_since, profile_of
from apps.upkeep.services.decisions import request_decide, request_open, request_transition, request_withdraw


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
    if any(request.part == part and request.state == RequestState.SUBMITTED for request in profile.requests):
        raise Conflict(_("You have asked for a change of this part already. Withdraw that request first."), code="open")
    if not section.strict(typed, country=shipper.country.code).is_valid():
        raise Invalid(_("Put right what is marked below."), code="part_invalid")
    held = profile.part(part)
    before = held.typed if held else {}
    if before == typed:
        raise Invalid(_("We have exactly this already. Change something, then send it."), code="same")
    request = ChangeRequest.objects.create(
        shipper=shipper,
        part=part,
        before=before,
        after=typed,
        reason=reason,
        language=language_check(language),
        asked_by=actor,
    )
    request_open(request, work.CHANGE, files, request=request)
    return request


@transaction.atomic
def change_request_withdraw(*, actor: User, request_id: int) -> ChangeRequest:
    """Withdraw a change request, by the business."""
    request = request_transition(ChangeRequest, actor=actor, pk=request_id, action="withdraw")
    request_withdraw(request, work.CHANGE, actor)
    return request


@transaction.atomic
def change_request_accept(*, actor: User, request_id: int, text: str, language: str) -> ChangeRequest:
    """Accept a change: the tables of the business have the new values from now on. For a sale, `text` says what
    follows.

    Raise Conflict if the part was corrected after the request: accepting would undo the correction.
    """
    request = request_transition(ChangeRequest, actor=actor, pk=request_id, action="accept")
    if request.part != SALE.key:
        if is_corrected_since(request):
            message = _("This part was corrected after the request. Decline the request, and say what to send.")
            raise Conflict(message, code="corrected")
        profile_part_replace(shipper_id=request.shipper_id, part=request.part, clean=_clean(request))
    request_decide(request, work.CHANGE, actor=actor, text=text, language=language)
    _team_notify(request, _lazy("Your change was accepted"))
    return request


@transaction.atomic
def change_request_decline(*, actor: User, request_id: int, text: str, language: str) -> ChangeRequest:
    """Decline a change: the profile stays as it is. The team reads why, and may ask again."""
    request = request_transition(ChangeRequest, actor=actor, pk=request_id, action="decline")
    request_decide(request, work.CHANGE, actor=actor, text=text, language=language)
    _team_notify(request, _lazy("Your change was declined"))
    return request


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


def _team_notify(request: ChangeRequest, subject: Text) -> None:
    message_send(
        recipients=people_of(request.shipper_id),
        kind=f"upkeep.change_request_{request.state}",
        subject=subject,
        body=format_lazy(
            "{part}\n\n{text}",
            part=part_of(request.part).title,
            text=with_language(request.decision_text, request.decision_language),
        ),
        link=reverse("portal:change_request", args=[request.shipper_id, request.pk]),
        shipper_id=request.shipper_id,
    )
