"""The second person that taking back what two persons decided needs: one asks, another takes back."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.accounts.selectors import is_second_person
from apps.core import clock
from apps.core.errors import Conflict, NotFound
from apps.events import services as events
from apps.events.models import Event
from apps.ledger.models import Recording, Violation
from apps.ledger.vocabulary import DECIDED

ASKED = "ledger.reversal_asked"
# A request that nobody took up is forgotten: what was known then may be known otherwise.
ASKED_WITHIN = timedelta(days=30)


@transaction.atomic
def reversal_ask(*, actor: User, recording_id: int) -> None:
    """Ask that a recording is taken back, which somebody else then does. Raises NotAllowed, NotFound."""
    permissions.require(actor, "reverse_recordings")
    if not Recording.objects.filter(pk=recording_id).exists():
        raise NotFound(_("There is no such recording."))
    events.record(ASKED, subject=("recording", recording_id), actor=actor)


def second_person_check(actor: User, recording: Recording) -> None:
    """Raise Conflict where a recording carries out what two persons decided, and nobody else asked to take it back.

    An act of the program on a business does, such as a disowned parcel or a validation, and so does a decision of an
    officer about a violation: without the second person, whoever takes a reversal back would sustain alone.
    """
    decided = Violation.objects.filter(recording=recording, determination__in=DECIDED)
    is_decision = recording.kind == Recording.Kind.DESK and decided.exists()
    if not (recording.kind == Recording.Kind.PROGRAM or is_decision):
        return
    asked = Event.objects.filter(
        kind=ASKED, subject_type="recording", subject_id=recording.pk, at__gte=clock.now() - ASKED_WITHIN
    )
    if not any(is_second_person(actor, asker) for asker in asked.values_list("actor", flat=True)):
        raise Conflict(
            _(
                "More than one person decided this, so nobody takes it back alone. Ask for it, and somebody else with "
                "the right takes it back. Two people count as one if one of them asked for the account of the other."
            ),
            code="second_person",
        )
