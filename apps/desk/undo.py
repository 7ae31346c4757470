"""A short time before a notice leaves, in which the officer who chose an act may undo it."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.requests import user_of
from apps.accounts.staff_admin import StaffModelAdmin, refusals_shown
from apps.core import clock
from apps.core.lifecycle import Text
from apps.core.service_calls import ServiceCall
from apps.desk.attempts import Present
from apps.work import services
from apps.work.models import ScheduledAct, StaffNote
from apps.work.selectors import CaseNote


def is_on(request: HttpRequest) -> bool:
    """Tell whether an act that a form sends is done later. A form with files is done at once: files are not kept."""
    return settings.DESK_UNDO_SECONDS > 0 and not request.FILES


def act_waiting(notes: Iterable[CaseNote]) -> CaseNote | None:
    """Return the note of the act on a record that waits to be done."""
    return next((note for note in notes if note.kind == StaffNote.Kind.SCHEDULED), None)


def acts_not_done(notes: Iterable[CaseNote]) -> list[CaseNote]:
    """Return the notes to the reader of acts that were refused when their time came."""
    return [note for note in notes if note.kind == StaffNote.Kind.NOT_DONE]


def act_plan(
    request: HttpRequest, page: StaffModelAdmin, present: Present, *, name: str, label: Text, call: ServiceCall
) -> StaffNote:
    """Schedule an act of a page, which is the call of a service; return the note of the act."""
    shown = present.shown
    return services.act_schedule(
        actor=user_of(request),
        subject=page.about(shown),
        title=str(shown),
        shipper_id=page.shipper_of(shown),
        label=str(label),
        act=ScheduledAct(
            page=page.opts.label_lower,
            number=shown.pk,
            act=name,
            # A form without a token is compared as well when its time comes, with the record as it stands now.
            seen=present.token,
            service=call.service,
            arguments=call.arguments,
        ),
        acts_at=clock.now() + timedelta(seconds=settings.DESK_UNDO_SECONDS),
    )


def waits_words(note: CaseNote) -> str:
    """Return why other acts on the record wait."""
    message = _("%(act)s, by %(name)s, %(when)s, unless it is undone before.")
    return message % {"act": note.text, "name": note.author, "when": when_words(note)}


def when_words(note: CaseNote | StaffNote) -> str:
    """Return when an act is done, or that its time has come."""
    message = _("is done at %(time)s") if note.at > clock.now() else _("has waited to be done since %(time)s")
    return message % {"time": time_of(note)}


def time_of(note: CaseNote | StaffNote) -> str:
    return date_format(localtime(note.at), "TIME_FORMAT")


def scheduled_words(request: HttpRequest, note: StaffNote) -> SafeString:
    """Return the message after an act was scheduled, with the button that undoes the act."""
    return format_html(
        '{} <form method="post" action="{}" class="ks-undo"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button type="submit" class="button">{}</button></form>',
        _("%(act)s: until %(time)s you can undo it, then it is done.") % {"act": note.text, "time": time_of(note)},
        *(reverse("admin:act_undo", args=[note.pk]), get_token(request), _("Undo")),
    )


@require_POST
def undo(request: HttpRequest, note_id: int) -> HttpResponse:
    """Undo an act of one's own, and go to the page of its record; to the home page where there is no such act."""
    with refusals_shown(request):
        act = services.act_undo(actor=user_of(request), note_id=note_id)
        messages.success(request, _("Undone: %(act)s. Nobody was told anything.") % {"act": act.note.text})
        return HttpResponseRedirect(reverse(f"admin:{act.page.replace('.', '_')}_change", args=[act.number]))
    return HttpResponseRedirect(reverse("admin:index"))
