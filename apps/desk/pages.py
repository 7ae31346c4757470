"""The page of a record at the desk, with the actions that staff may take on it now."""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _

from apps.accounts.permissions import may_act
from apps.accounts.requests import user_of
from apps.accounts.staff_admin import StaffModelAdmin
from apps.audit.selectors import changes_since, token_of
from apps.audit.services import view_record
from apps.core import clock
from apps.core.errors import Conflict, DomainError
from apps.core.forms import refuse
from apps.core.history.tables import is_tracked, version_of
from apps.core.history.tokens import SEEN, numbers_seen
from apps.core.service_calls import call_of
from apps.desk import undo
from apps.desk.actions import ActionTable, StaffAction, StaffActions
from apps.desk.attempts import Attempt, Present, Taken, confirmation_of, rehearsal
from apps.desk.files import FileTable, ViewedPage, file_urls, viewer_of
from apps.desk.help.words import MEANS
from apps.work.selectors import CaseNote

# The field in which a form says which consequences its sender has read.
CONFIRMED = "confirmed"


class PageAdmin(StaffModelAdmin):
    """A list as the stock admin draws it, and a page of its own for each record.

    The forms of a page carry a token of how the record stood when the page was drawn. If the record stands otherwise
    when a form comes back, no service is called: the page keeps what was typed and shows who changed what.
    """

    page_template: ClassVar[str]
    # The actions on the page, if there are any; a page with further ones says so in `staff_actions`.
    acts: ClassVar[ActionTable | None] = None
    # The files that the page shows beside the record. It gives them out too, unless another page does.
    files: ClassVar[Sequence[FileTable]] = ()
    gives_files: ClassVar[bool] = True

    def get_urls(self) -> list[URLPattern]:
        given = [url for table in self.files for url in file_urls(self.admin_site, table)] if self.gives_files else []
        return [*given, *super().get_urls()]

    def page(self, request: HttpRequest, shown: Any) -> dict[str, Any]:
        """Return what the template of the page shows."""
        raise NotImplementedError

    def staff_actions(self, request: HttpRequest, shown: Any) -> StaffActions:
        """Return the actions that the reader may take on the record now, by their code."""
        return self.acts.actions_open(shown, user_of(request)) if self.acts else {}

    def viewer(self, request: HttpRequest, shown: Any) -> ViewedPage | None:
        """Return what the viewer beside the record shows: the file that the address names, if any."""
        return next(filter(None, (viewer_of(request, table) for table in self.files)), None)

    def shared_actions(self, request: HttpRequest, shown: Any) -> StaffActions:
        """Return the actions that the page shares with other pages, by their code; `panel` says where each is drawn.

        They change no record, so that a record that was changed meanwhile does not hinder them.
        """
        return {}

    def consequences(self, request: HttpRequest, shown: Any, *, since: datetime) -> list[str]:
        """Return in sentences what follows from a confirmed action on the record, which was done in this transaction
        after the moment `since`. What this writes is rolled back.
        """
        raise NotImplementedError

    def notes_of(self, request: HttpRequest, shown: Any) -> list[CaseNote]:
        """Return the notes about the record, of which one may name an action that waits to be done."""
        return []

    def frame(self, request: HttpRequest, shown: Any, actions: StaffActions) -> Any:
        """Return what the frame around the page shows; None for a page without one."""
        return None

    def address_after(self, request: HttpRequest, shown: Any) -> str:
        """Return the address to which an act that was taken leads."""
        return request.get_full_path()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        attempt = present = None
        if request.method == "POST":
            if not may_act(user_of(request)):
                raise PermissionDenied
            attempt = self._take(request, unquote(object_id))
            if isinstance(attempt, str):
                return HttpResponseRedirect(attempt)
            present = attempt.present
        if present is None:
            # A service that refused may have found the record changed: read it again.
            shown = self.get_object_to_view(request, unquote(object_id))
            if shown is None:
                return self.no_such_page(request, object_id)
            present = self._present(request, shown)
        shown, shared = present.shown, self.shared_actions(request, present.shown)
        actions = present.actions | shared
        # A form that was refused shows the record as well.
        view_record(actor=user_of(request), subject=self.about(shown), shipper_id=self.shipper_of(shown))
        forms: dict[str, BaseForm] = {name: action.form(prefix=name) for name, action in actions.items()}
        if attempt and attempt.name in actions:
            forms[attempt.name] = attempt.form
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "help_about": self.help_about,
            "title": str(shown),
            "shown": shown,
            "meaning": MEANS.get(self.help_about, {}).get(getattr(shown, "state", "")),
            "actions": [(name, present.actions[name], forms[name]) for name in _main_first(present.actions)],
            "shared_actions": [(name, action, forms[name]) for name, action in shared.items()],
            "attempt": attempt,
            "attempt_open": attempt and attempt.name in actions and not actions[attempt.name].blocked,
            # The action whose form is open: the one that was attempted, or the one that a link chose.
            "opened": attempt.name if attempt else request.GET.get("act", ""),
            "seen": present.token,
            "waiting_act": present.waiting,
            "not_done": undo.acts_not_done(self.notes_of(request, shown)),
            "frame": self.frame(request, shown, present.actions),
            "viewer": self.viewer(request, shown),
            **self.page(request, shown),
        }
        return TemplateResponse(request, self.page_template, context, status=attempt.status if attempt else 200)

    def get_object_to_view(self, request: HttpRequest, number: str) -> Any:
        """Return the record that an address names, None if there is none. Raises PermissionDenied for a reader who may
        not see the record.
        """
        shown = self.get_object(request, number)
        if not self.has_view_permission(request, shown):
            raise PermissionDenied
        return shown

    def _present(self, request: HttpRequest, shown: Any) -> Present:
        actions = self.staff_actions(request, shown)
        token = token_of(shown) if actions else ""
        waiting = undo.act_waiting(self.notes_of(request, shown))
        if waiting:
            actions = {code: replace(action, blocked=undo.waits_words(waiting)) for code, action in actions.items()}
        return Present(shown, actions, token, waiting)

    def _take(self, request: HttpRequest, number: str) -> Attempt | str:
        """Take the action that was sent. Returns the attempt if the action was not taken, else the address to load."""
        result = self.attempt(request, number)
        if isinstance(result, Attempt):
            return result
        if result.shown is None:
            return request.get_full_path()
        if result.action is None:
            messages.error(request, _("This can't be done now. The page shows what can."))
            return request.get_full_path()
        if result.scheduled:
            messages.success(request, undo.scheduled_words(request, result.scheduled))
        else:
            done = {"action": result.action.label, "effect": result.action.effect}
            messages.success(request, _("Done: %(action)s. %(effect)s") % done)
        return self.address_after(request, result.shown)

    def attempt(self, request: HttpRequest, number: str) -> Attempt | Taken:
        """Take the action that a form names, or schedule one that may be undone. Returns the attempt if the action was
        refused.
        """
        name, seen = request.POST.get("act", ""), request.POST.get(SEEN, "")
        with transaction.atomic():
            shown = self.get_object_alone(request, number)
            if not self.has_view_permission(request, shown):
                raise PermissionDenied
            if shown is None:
                return Taken(None)
            present = self._present(request, shown)
            shared = {} if name in present.actions else self.shared_actions(request, shown)
            stale = bool(seen) and seen != present.token and name not in shared
            actions = self.staff_actions(request, _as_seen(shown, seen)) if stale else present.actions | shared
            action = actions.get(name)
            if action is None or (action.blocked and not present.waiting):
                return Taken(shown)
            form = action.form(request.POST, request.FILES, prefix=name)
            if action.blocked:
                # An older page knew nothing of the act that waits. What was typed there is given back.
                form.is_valid()
                refuse(form, Conflict(action.blocked, code="waits"))
                return Attempt(name, action.label, form, 409, present=present)
            if stale:
                changes = changes_since(shown, seen)
                return Attempt(name, action.label, form, 409, stale=True, changes=changes, present=present)
            if (values := form.redrawn()) is not None:
                return Attempt(name, action.label, action.form(prefix=name, initial=values), 200, present=present)
            if not form.is_valid():
                return Attempt(name, action.label, form, 422, present=present)
            scheduled = None
            try:
                if action.confirmed:
                    follows = self._rehearse(request, action, form.cleaned_data, shown)
                    if request.POST.get(CONFIRMED) != confirmation_of(follows):
                        return Attempt(name, action.label, form, 200, present=present, consequences=follows)
                if action.undoable and undo.is_on(request):
                    call = call_of(action.service, form.cleaned_data)
                    with rehearsal():
                        call.make(actor=request.user)
                    scheduled = undo.act_plan(request, self, present, name=name, label=action.label, call=call)
                else:
                    # In a savepoint: if the service refuses, the page can still be read.
                    with transaction.atomic():
                        action.service(actor=request.user, **form.cleaned_data)
            except DomainError as refusal:
                refuse(form, refusal)
                return Attempt(name, action.label, form, refusal.status)
        return Taken(shown, action, scheduled)

    def _rehearse(self, request: HttpRequest, action: StaffAction, given: dict[str, Any], shown: Any) -> list[str]:
        """Return what follows from an action: do it with all that workers will do, and roll everything back."""
        with rehearsal():
            since = clock.now()
            action.service(actor=request.user, **given)
            return self.consequences(request, shown, since=since)


def _main_first(actions: StaffActions) -> list[str]:
    """Return the codes of actions in the order in which a page draws them: those that carry the case on come first."""
    return sorted(
        actions, key=lambda code: (not actions[code].main, actions[code].main and bool(actions[code].blocked))
    )


def _as_seen(shown: Model, seen: str) -> Model:
    """Return the record as it was when the page was drawn, so that the form of an action that has passed is known."""
    number = is_tracked(type(shown)) and numbers_seen(seen).get(shown._meta.label_lower)
    kept = version_of(type(shown)).objects.filter(pk=number, pgh_obj=shown.pk).first() if number else None
    then = copy(shown)
    for kept_field in kept._meta.concrete_fields if kept else ():
        if not kept_field.name.startswith("pgh_"):
            setattr(then, kept_field.attname, getattr(kept, kept_field.attname))
    return then
