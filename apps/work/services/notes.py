"""Writes of notes among staff: questions to colleagues and their answers, news, and cases that somebody follows."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.accounts.selectors import staff_who_advise
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.core.fields import max_length_of
from apps.core.rows import row_get
from apps.core.text import text_required
from apps.events.services import record
from apps.work.kinds import holder_barred
from apps.work.models import Item, StaffNote

MAX_TITLE = max_length_of(StaffNote, "title")
# The most colleagues whom one question reaches.
MAX_ASKED = 5
# The notes that are settled when their recipient opens the case.
NEWS = (StaffNote.Kind.ANSWERED, StaffNote.Kind.TAKEN_OVER, StaffNote.Kind.NOT_DONE)


@transaction.atomic
def colleague_ask(
    *, actor: User, subject: tuple[str, int], title: str, shipper_id: int | None, colleagues: Iterable[User], text: str
) -> list[StaffNote]:
    """Ask colleagues about a case, given as (model name, id); return one note for each. They read the case and answer.

    Raises Invalid without a question or without colleagues, NotAllowed if the actor or a colleague may do no more than
    read, Conflict if a colleague is on the team of the business.
    """
    _require_adviser(actor, shipper_id)
    text = text_required(text, "text", _("Say what you want to know."))
    asked = [colleague for colleague in colleagues if colleague.pk != actor.pk]
    if not 0 < len(asked) <= MAX_ASKED:
        message = _("Choose one colleague or more, at most %(most)d.") % {"most": MAX_ASKED}
        raise InvalidInput(message, fields={"colleagues": [message]})
    advisers = set(staff_who_advise().values_list("pk", flat=True))
    notes = []
    for colleague in sorted(asked, key=lambda each: each.pk):
        if colleague.pk not in advisers:
            raise NotAllowed(_("%(name)s can't be asked: their role only reads.") % {"name": colleague})
        if holder_barred(colleague, shipper_id):
            text_barred = _("%(name)s is, or was until lately, on this business's team. Ask somebody else.")
            raise Conflict(text_barred % {"name": colleague}, code="blocked")
        notes.append(_note(StaffNote.Kind.ASKED, subject, title, shipper_id, colleague, actor, text=text))
        record("work.asked", subject=subject, shipper_id=shipper_id, actor=actor, colleague_id=colleague.pk)
    return notes


@transaction.atomic
def colleague_answer(*, actor: User, note_id: int, text: str) -> StaffNote:
    """Answer the question of a colleague, and tell the colleague. A member of staff who gives advice on a case took
    part in it.
    """
    note = row_get(
        StaffNote.objects.select_for_update(),
        _("Nobody asked you this."),
        pk=note_id,
        kind=StaffNote.Kind.ASKED,
        recipient=actor,
    )
    _require_adviser(actor, note.shipper_id)
    if note.closed_at is not None:
        raise Conflict(_("You have answered this already."), code="answered")
    note.answer = text_required(text, "text", _("Write your answer."))
    note.closed_at = note.read_at = clock.now()
    note.save(update_fields=["answer", "closed_at", "read_at"])
    subject = (note.subject_type, note.subject_id)
    _note(StaffNote.Kind.ANSWERED, subject, note.title, note.shipper_id, note.author, actor, text=note.answer)
    record("work.advised", subject=subject, shipper_id=note.shipper_id, actor=actor, note_id=note.pk)
    return note


@transaction.atomic
def case_follow(*, actor: User, subject: tuple[str, int], title: str, shipper_id: int | None) -> StaffNote:
    """Follow a case: what happens with it is listed for the actor until the actor ends this."""
    _require_adviser(actor, shipper_id)
    return StaffNote.objects.get_or_create(
        kind=StaffNote.Kind.FOLLOWED,
        recipient=actor,
        subject_type=subject[0],
        subject_id=subject[1],
        closed_at=None,
        defaults={"author": actor, "title": title[:MAX_TITLE], "shipper_id": shipper_id, "read_at": clock.now()},
    )[0]


@transaction.atomic
def case_unfollow(*, actor: User, subject: tuple[str, int]) -> None:
    """End the following of a case, if the actor follows it."""
    followed = StaffNote.objects.filter(kind=StaffNote.Kind.FOLLOWED, recipient=actor, closed_at=None)
    followed.filter(subject_type=subject[0], subject_id=subject[1]).update(closed_at=clock.now())


def notes_read(*, actor: User, subject: tuple[str, int]) -> None:
    """Note that a member of staff opened a case to which open notes of theirs point; news are settled by this."""
    now = clock.now()
    notes = StaffNote.objects.filter(recipient=actor, closed_at=None)
    settled = Case(When(kind__in=NEWS, then=Value(now)), default=F("closed_at"))
    notes.filter(subject_type=subject[0], subject_id=subject[1]).update(read_at=now, closed_at=settled)


def note_take_over(*, actor: User, item: Item, held_by: int) -> None:
    """Tell a member of staff that a colleague takes an item over from them."""
    recipient = User.objects.get(pk=held_by)
    subject = (item.subject_type, item.subject_id)
    _note(StaffNote.Kind.TAKEN_OVER, subject, item.title, item.shipper_id, recipient, actor)


def _note(
    kind: StaffNote.Kind,
    subject: tuple[str, int],
    title: str,
    shipper_id: int | None,
    recipient: User,
    author: User,
    *,
    text: str = "",
) -> StaffNote:
    return StaffNote.objects.create(
        kind=kind,
        recipient=recipient,
        author=author,
        subject_type=subject[0],
        subject_id=subject[1],
        shipper_id=shipper_id,
        title=title[:MAX_TITLE],
        text=text,
    )


def _require_adviser(user: User, shipper_id: int | None) -> None:
    """Raise NotAllowed for a role that only reads, Conflict for somebody on the team of the business."""
    permissions.require(user, "read_everything")
    if not permissions.may_act(user):
        raise NotAllowed(_("Your role reads, and changes nothing."), code="wrong_role")
    if barred := holder_barred(user, shipper_id):
        raise Conflict(barred, code="blocked")
