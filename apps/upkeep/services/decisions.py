"""The steps that change requests, identity claims and objections share: open, withdraw, decide."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core import clock
from apps.core.errors import NotFound
from apps.core.fields import name_of
from apps.core.files import IdentifiedFile
from apps.core.languages import language_check
from apps.core.text import text_required
from apps.core.uploads import upload_columns
from apps.events.services import record
from apps.shippers.selectors import abilities_of
from apps.upkeep.models import Proof, Request
from apps.upkeep.selectors import facts_of
from apps.upkeep.states import LIFECYCLE
from apps.work.kinds import WorkKind
from apps.work.services import item_close, item_open


def request_transition[Kept: Request](model: type[Kept], *, actor: User, pk: int, action: str) -> Kept:
    """Return the request, locked and in the state to which the action leads; the caller saves.

    Raise Conflict or NotAllowed if the table does not let this actor take this action now.
    """
    request = model.objects.select_for_update(of=("self",)).select_related("shipper").filter(pk=pk).first()
    if request is None:
        raise NotFound(_("There is no such request."))
    transition = LIFECYCLE.check(
        state=request.state,
        action=action,
        held=abilities_of(actor, request.shipper_id) | held(actor),
        facts=facts_of(request, actor),
    )
    request.state = transition.target
    return request


def proofs_keep(files: Sequence[IdentifiedFile], *, asked_by: User, **about: Request) -> None:
    """Store the files that support a request."""
    for file in files:
        Proof.objects.create(uploaded_by=asked_by, **about, **upload_columns(file))


def request_open(request: Request, kind: WorkKind) -> None:
    """Open the work item of a request that an officer may decide now, and record the event."""
    shipper = request.shipper
    item_open(
        kind=kind.code,
        subject=request_subject(request),
        title=str(shipper),
        shipper_id=shipper.pk,
        country=shipper.country.code,
    )
    _request_event_record(kind, "submitted", request, request.asked_by)


def request_withdraw(request: Request, kind: WorkKind, actor: User) -> None:
    """Save a request that was withdrawn, close its work item, and record the event."""
    request.save(update_fields=["state"])
    item_close(kind=kind.code, subject=request_subject(request), actor=actor)
    _request_event_record(kind, "withdrawn", request, actor)


def request_decide(request: Request, kind: WorkKind, *, actor: User, text: str, language: str) -> None:
    """Save the decision of a request with its reasons, close its work item, and record the event. Raise Invalid without
    reasons.
    """
    text = text_required(text, "text", _("Give the reasons of the decision."))
    request.decided_by, request.decided_at = actor, clock.now()
    request.decision_text, request.decision_language = text, language_check(language)
    request.save(update_fields=["state", "decided_by", "decided_at", "decision_text", "decision_language"])
    item_close(kind=kind.code, subject=request_subject(request), actor=actor)
    _request_event_record(kind, str(request.state), request, actor)


def _request_event_record(kind: WorkKind, what: str, request: Request, actor: User) -> None:
    record(f"upkeep.{kind.code}_{what}", subject=request_subject(request), shipper_id=request.shipper_id, actor=actor)


def request_subject(request: Request) -> tuple[str, int]:
    """Return a request as the subject of events, timers and work items."""
    return (name_of(type(request)), request.pk)
