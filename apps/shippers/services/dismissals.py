"""Matches and ties that officers dismiss, with the reason, and take up again."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held, require
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.rows import row_get
from apps.core.text import text_required
from apps.events.services import record
from apps.shippers.matches import agreements_of
from apps.shippers.models import MatchDismissal, MatchKey, Shipper
from apps.shippers.selectors import require_impartial
from apps.shippers.services.profile import shippers_lock

OFFICER = "review_applications"
OVERSEER = "oversee_changes"
# The kinds of the events that tell of a finding, and of one that is undone.
_TOLD: dict[str, tuple[str, str]] = {
    MatchDismissal.About.SAME: ("shippers.match_dismissed", "shippers.match_dismissal_undone"),
    MatchDismissal.About.RELATED: ("shippers.tie_dismissed", "shippers.tie_dismissal_undone"),
}


@transaction.atomic
def match_dismiss(*, actor: User, shipper_id: int, other_id: int, reason: str) -> MatchDismissal:
    """Record that two businesses which match are not the same one: no page shows them as a match from now on.

    The match comes back if both come to share a further number, account or seller ID that is strong evidence by itself.
    Raises NotAllowed; Conflict for a business of the actor's own, for a pair that was dismissed already, and for a
    business that may not apply again yet, which takes somebody who oversees changes; Invalid without a reason or where
    the two do not match.
    """
    reason = _reason_required(actor, (shipper_id, other_id), reason, _("Say what shows that these are two businesses."))
    found = _pair_locked(shipper_id, other_id)
    merged = any(shipper.merged_into_id in found for shipper in found.values())
    if merged or other_id not in agreements_of(shipper_id):
        message = _("Choose a record that matches this business.")
        raise InvalidInput(message, fields={"other_id": [message]})
    return _dismiss(MatchDismissal.About.SAME, found, actor, reason)


@transaction.atomic
def tie_dismiss(*, actor: User, shipper_id: int, other_id: int, reason: str) -> MatchDismissal:
    """Find that two businesses which share something are not related: what both have now ties them no longer.

    Only further values that make them related by themselves tie them again. Raises the same errors as `match_dismiss`.
    """
    reason = _reason_required(actor, (shipper_id, other_id), reason, _("Say what shows that they are not related."))
    found = _pair_locked(shipper_id, other_id)
    if not _shared_digests(*sorted(found)):
        message = _("Choose a business that shares something with this one.")
        raise InvalidInput(message, fields={"other_id": [message]})
    return _dismiss(MatchDismissal.About.RELATED, found, actor, reason)


def _reason_required(actor: User, pair: tuple[int, int], reason: str, missing: str) -> str:
    """Return the reason; raise NotAllowed, Conflict for a business of the actor's own, or Invalid without a reason."""
    require(actor, OFFICER)
    for each in sorted(pair):
        require_impartial(actor, each)
    return text_required(reason, "reason", missing)


def _pair_locked(one_id: int, other_id: int) -> dict[int, Shipper]:
    """Return two businesses by id, locked in key order, since two officers may decide about the same ones at once."""
    found = shippers_lock((one_id, other_id))
    if len(found) < 2:
        message = _("Choose another business.")
        raise InvalidInput(message, fields={"other_id": [message]})
    return found


def _dismiss(about: MatchDismissal.About, found: Mapping[int, Shipper], actor: User, reason: str) -> MatchDismissal:
    """Record a finding about two businesses. Raises Conflict where it takes somebody who oversees changes."""
    pair = sorted(found)
    overseen = OVERSEER in held(actor)
    if not overseen and any(shipper.is_barred for shipper in found.values()):
        raise Conflict(
            _("One of the two was removed and may not apply again yet. Ask a supervisor to dismiss the match."),
            code="overseer_needed",
        )
    # An earlier finding that no longer hides the pair gives way to this one.
    for earlier in MatchDismissal.objects.filter(one=pair[0], other=pair[1], about=about, undone_at=None):
        _undo(earlier, actor, _("The match came back, and was dismissed again."))
    dismissal = MatchDismissal.objects.create(
        about=about,
        one_id=pair[0],
        other_id=pair[1],
        reason=reason,
        known=_shared_digests(*pair),
        overseen=overseen,
        by=actor,
    )
    _tell(_TOLD[about][0], dismissal, actor)
    return dismissal


@transaction.atomic
def match_dismissal_undo(*, actor: User, dismissal_id: int, reason: str) -> MatchDismissal:
    """Take up a match or a tie again that was dismissed, by the officer who dismissed it or by somebody who oversees
    changes.

    Raises NotAllowed, NotFound, Conflict for a business of the actor's own and where the finding was undone already,
    Invalid without a reason.
    """
    require(actor, OFFICER)
    dismissal = row_get(
        MatchDismissal.objects.select_for_update(no_key=True), _("There is no such finding."), pk=dismissal_id
    )
    for each in (dismissal.one_id, dismissal.other_id):
        require_impartial(actor, each)
    if dismissal.by_id != actor.pk:
        require(actor, OVERSEER)
    if dismissal.undone_at is not None:
        raise Conflict(_("This was undone already."), code="undone")
    _undo(dismissal, actor, text_required(reason, "reason", _("Give the reason.")))
    return dismissal


def _undo(dismissal: MatchDismissal, actor: User, reason: str) -> None:
    dismissal.undone_by, dismissal.undone_at, dismissal.undone_reason = actor, clock.now(), reason
    dismissal.save(update_fields=["undone_by", "undone_at", "undone_reason"])
    _tell(_TOLD[dismissal.about][1], dismissal, actor)


def _shared_digests(one_id: int, other_id: int) -> list[str]:
    """Return the digests of the values in which two businesses agree, in hexadecimal."""
    of_other = MatchKey.objects.filter(shipper=other_id).order_by()
    shared = MatchKey.objects.filter(shipper=one_id, digest__in=of_other.values("digest"))
    return sorted(bytes(digest).hex() for digest in shared.values_list("digest", flat=True))


def _tell(kind: str, dismissal: MatchDismissal, actor: User) -> None:
    """Record what became of a match among the events of both businesses."""
    for shipper_id, other_id in (
        (dismissal.one_id, dismissal.other_id),
        (dismissal.other_id, dismissal.one_id),
    ):
        record(
            kind,
            subject=("shipper", shipper_id),
            shipper_id=shipper_id,
            actor=actor,
            dismissal_id=dismissal.pk,
            other_shipper_id=other_id,
        )
