"""Second looks: decisions that are drawn at random for another officer to read again."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.applications import selectors, work
from apps.applications.models import Decision, SecondLook
from apps.applications.services.transitions import APPLICATIONS, work_close, work_open
from apps.core import clock
from apps.core.errors import InvalidInput, NotFound
from apps.shippers.selectors import require_impartial

_random = secrets.SystemRandom()


def is_drawn(share: float) -> bool:
    """Return True at random, with the probability `share`."""
    return _random.random() < share


@transaction.atomic
def second_look_draw(decision: Decision) -> SecondLook | None:
    """Draw at random, with the share in the policy, whether another officer reads a decision again.

    Opens a work item and returns the second look if the decision is drawn, else returns None.
    """
    if not is_drawn(selectors.decision_terms().second_look):
        return None
    application = decision.application
    look = SecondLook.objects.create(decision=decision, drawn_at=clock.now())
    work_open(work.SECOND_LOOK, application)
    APPLICATIONS.record(application, "second_look_drawn", None, decision_id=decision.pk)
    return look


@transaction.atomic
def second_look_give(*, actor: User, look_id: int, agrees: bool, note: str = "") -> SecondLook:
    """Record whether an officer agrees with a decision that others made. The decision itself does not change.

    Raises NotFound if the second look was given already or is about the officer's own decision, Invalid for a
    disagreement without a note.
    """
    require(actor, "decide_applications")
    found = SecondLook.objects.select_related("decision__application__shipper").filter(pk=look_id).first()
    application = APPLICATIONS.lock(found.decision.application_id) if found else None
    looks = selectors.second_looks_open(application, actor) if application else []
    look = next((look for look in looks if look.pk == look_id), None)
    if application is None or look is None:
        raise NotFound(_("No decision on this application waits for your second look."))
    require_impartial(actor, application.shipper_id)
    if not agrees and not note.strip():
        message = _("Say what you would have decided, and why.")
        raise InvalidInput(message, fields={"note": [message]})
    look.agrees, look.note, look.by, look.at = agrees, note.strip(), actor, clock.now()
    look.save(update_fields=["agrees", "note", "by", "at"])
    if not SecondLook.objects.filter(decision__application=application, by=None).exists():
        work_close(application, work.SECOND_LOOK, actor=actor)
    APPLICATIONS.record(application, "second_look_given", actor, decision_id=look.decision_id, agrees=agrees)
    return look
