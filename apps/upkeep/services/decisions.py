"""What a request for a change and a claim to an identity have in common: they are moved, decided and told of alike."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core import clock
from apps.core.errors import NotFound
from apps.core.fields import name_of
from apps.core.files import Identified
from apps.core.languages import language_checked
from apps.core.text import text_required
from apps.core.uploads import stored
from apps.events.services import record
from apps.shippers.selectors import abilities_of
from apps.upkeep.models import Proof, Request
from apps.upkeep.states import LIFECYCLE, Facts
from apps.work.kinds import Kind
from apps.work.services import item_close, item_open


def moved[Asked: Request](model: type[Asked], *, actor: User, pk: int, action: str) -> Asked:
    """The request, locked and in the state to which the action leads; the caller saves it.

    Raises Conflict or NotAllowed where the table does not let this actor take this action now.
    """
    asked = model.objects.select_for_update(of=("self",)).select_related("shipper").filter(pk=pk).first()
    if asked is None:
        raise NotFound(_("There is no such request."))
    abilities = abilities_of(actor, asked.shipper_id)
    transition = LIFECYCLE.check(
        state=asked.state,
        action=action,
        held=abilities | held(actor),
        facts=Facts(actor_on_team=bool(abilities)),
    )
    asked.state = transition.target
    return asked


def opened(asked: Request, kind: Kind, files: Sequence[Identified], **about: Request) -> None:
    """Keep the files that came with it, have it wait for staff, and record that it was asked."""
    for file in files:
        Proof.objects.create(uploaded_by=asked.asked_by, **about, **stored(file))
    shipper = asked.shipper
    item_open(
        kind=kind.code,
        subject=_subject(asked),
        title=str(shipper),
        shipper_id=shipper.pk,
        country=shipper.country.code,
    )
    happened(kind, "submitted", asked, asked.asked_by)


def withdrawn(asked: Request, kind: Kind, actor: User) -> None:
    asked.save(update_fields=["state"])
    item_close(kind=kind.code, subject=_subject(asked), actor=actor)
    happened(kind, "withdrawn", asked, actor)


def decided(asked: Request, kind: Kind, *, actor: User, text: str, language: str) -> None:
    """Keep the decision with its reasons. Raises Invalid without any."""
    text = text_required(text, "text", _("Give the reasons of the decision."))
    asked.decided_by, asked.decided_at = actor, clock.now()
    asked.decision_text, asked.decision_language = text, language_checked(language)
    asked.save(update_fields=["state", "decided_by", "decided_at", "decision_text", "decision_language"])
    item_close(kind=kind.code, subject=_subject(asked), actor=actor)
    happened(kind, str(asked.state), asked, actor)


def happened(kind: Kind, what: str, asked: Request, actor: User) -> None:
    record(f"upkeep.{kind.code}_{what}", subject=_subject(asked), shipper_id=asked.shipper_id, actor=actor)


def _subject(asked: Request) -> tuple[str, int]:
    return (name_of(type(asked)), asked.pk)
