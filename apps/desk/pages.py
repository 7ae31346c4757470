"""An object's page at the desk: composed by hand from several apps, with the acts that may be done on it now."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.forms import BaseForm, FileField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from apps.accounts.permissions import may_act
from apps.accounts.requests import user_of
from apps.accounts.staff_admin import StaffModelAdmin
from apps.audit.selectors import FieldChange, changes_since, token_of
from apps.audit.services import view_record
from apps.core.errors import DomainError
from apps.core.forms import refuse
from apps.core.history.tables import is_tracked, version_of
from apps.core.history.tokens import SEEN as NUMBERED
from apps.core.history.tokens import one_at_a_time
from apps.core.lifecycle import Text
from apps.desk.forms import StaffForm

# The field of a form that says how the object stood when the form was drawn.
SEEN = "_seen"


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do on a page: a form, and the service that does it with what the form holds.

    `then` says what happens next. `blocked` says why it can't be done now, in place of the button. `panel` names the
    part of the page that draws its form, where it does not stand among the others.
    """

    label: Text
    then: Text
    do: Callable[..., object]
    form: Callable[..., StaffForm] = StaffForm
    blocked: Text = ""
    panel: str = ""


class Problem(NamedTuple):
    """Something that is wrong with a form: where it stands on the page, and what to do."""

    anchor: str
    label: Text
    message: object


@dataclass(frozen=True, slots=True)
class Present:
    """An object as it stands, with what may be done on it now, by name, and the token that the forms carry."""

    shown: Any
    acts: dict[str, Act]
    token: str


@dataclass(frozen=True, slots=True)
class Tried:
    """An act that was tried and not done, with its form as it was filled in.

    `stale`: the object was changed after the page had been drawn, so that nothing was tried at all. These are the
    `changes`. `present` is how the object was found; None where a service refused, which may know it otherwise.
    """

    name: str
    label: Text
    form: BaseForm
    status: int
    stale: bool = False
    changes: list[FieldChange] = field(default_factory=list)
    present: Present | None = None

    @property
    def problems(self) -> list[Problem]:
        found = []
        for name, errors in self.form.errors.items():
            place = self.form[name].auto_id if name in self.form.fields else f"act-{self.name}"
            label = self.form[name].label if name in self.form.fields else self.label
            found += [Problem(place, label, error) for error in errors]
        return found

    @property
    def typed(self) -> list[tuple[Text, str]]:
        """What was filled in, in words; files are not kept."""
        return [
            (bound.label, words)
            for bound in self.form
            if not isinstance(bound.field, FileField) and (words := _in_words(bound.field, bound.value()))
        ]


class PageAdmin(StaffModelAdmin):
    """A list as the stock admin draws it, and a page of its own for each object.

    A page's forms know how the object stood when the page was drawn. If it does not stand so when one comes back,
    nothing is done: what was typed is kept, and the page shows who changed what.
    """

    page_template: ClassVar[str]

    def page(self, request: HttpRequest, shown: Any) -> dict[str, Any]:
        """What the page shows."""
        raise NotImplementedError

    def acts(self, request: HttpRequest, shown: Any) -> dict[str, Act]:
        """What this member of staff may do on it now, by name."""
        raise NotImplementedError

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        tried = present = None
        if request.method == "POST":
            if not may_act(user_of(request)):
                raise PermissionDenied
            tried = self._try(request, unquote(object_id))
            if tried is None:
                return HttpResponseRedirect(request.get_full_path())
            present = tried.present
        if present is None:
            # As it is by now, where a service refused.
            shown = self._found(request, unquote(object_id))
            if shown is None:
                return self.no_such_page(request, object_id)
            present = self._present(request, shown)
        shown, acts = present.shown, present.acts
        # A form that was refused shows the record as well.
        view_record(actor=user_of(request), subject=self.about(shown), shipper_id=self.shipper_of(shown))
        forms: dict[str, BaseForm] = {name: act.form(prefix=name) for name, act in acts.items()}
        if tried and tried.name in acts:
            forms[tried.name] = tried.form
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "help_about": self.help_about,
            "title": str(shown),
            "shown": shown,
            "acts": [(name, act, forms[name]) for name, act in acts.items()],
            "tried": tried,
            "tried_open": tried and tried.name in acts and not acts[tried.name].blocked,
            # The act whose form is open: the one that was tried, or the one that a link chose.
            "opened": tried.name if tried else request.GET.get("act", ""),
            "seen": present.token,
            **self.page(request, shown),
        }
        return TemplateResponse(request, self.page_template, context, status=tried.status if tried else 200)

    def _found(self, request: HttpRequest, number: str) -> Any:
        """The object that an address names; None if there is none. Raises PermissionDenied for who may not see it."""
        shown = self.get_object(request, number)
        if not self.has_view_permission(request, shown):
            raise PermissionDenied
        return shown

    def _found_alone(self, request: HttpRequest, number: str) -> Any:
        """The same, while nobody else compares and saves it."""
        if number.isdecimal():
            one_at_a_time(self.model(pk=number))
        shown = self._found(request, number)
        if shown is None or str(shown.pk) == number:
            return shown
        # Another address of the same object, as of an earlier entry of it.
        one_at_a_time(shown)
        return self.get_object(request, str(shown.pk))

    def _present(self, request: HttpRequest, shown: Any) -> Present:
        acts = self.acts(request, shown)
        return Present(shown, acts, token_of(shown) if acts else "")

    def _try(self, request: HttpRequest, number: str) -> Tried | None:
        """Do what was asked for; gives back what was tried where it was not done, or None for another page."""
        name, seen = request.POST.get("act", ""), request.POST.get(SEEN, "")
        with transaction.atomic():
            shown = self._found_alone(request, number)
            if shown is None:
                return None
            present = self._present(request, shown)
            stale = bool(seen) and seen != present.token
            acts = self.acts(request, _as_seen(shown, seen)) if stale else present.acts
            act = acts.get(name)
            if act is None or act.blocked:
                messages.error(request, _("This can't be done now. The page shows what can."))
                return None
            form = act.form(request.POST, request.FILES, prefix=name)
            if stale:
                changes = changes_since(shown, seen)
                return Tried(name, act.label, form, 409, stale=True, changes=changes, present=present)
            if (values := form.redrawn()) is not None:
                return Tried(name, act.label, act.form(prefix=name, initial=values), 200, present=present)
            if not form.is_valid():
                return Tried(name, act.label, form, 422, present=present)
            try:
                # A point to go back to: what the service refuses is undone, and what was asked can still be told.
                with transaction.atomic():
                    act.do(actor=request.user, **form.cleaned_data)
            except DomainError as refusal:
                refuse(form, refusal)
                return Tried(name, act.label, form, refusal.status)
        messages.success(request, _("Done: %(act)s. %(then)s") % {"act": act.label, "then": act.then})
        return None


def _as_seen(shown: Model, seen: str) -> Model:
    """The object as it was when the page was drawn, so that the form of an act that is over by now is still known."""
    numbers = dict(NUMBERED.findall(seen))
    number = is_tracked(type(shown)) and numbers.get(shown._meta.label_lower)
    kept = version_of(type(shown)).objects.filter(pk=number, pgh_obj=shown.pk).first() if number else None
    then = copy(shown)
    for kept_field in kept._meta.concrete_fields if kept else ():
        if not kept_field.name.startswith("pgh_"):
            setattr(then, kept_field.attname, getattr(kept, kept_field.attname))
    return then


def _in_words(asked: Any, value: Any) -> str:
    """What was filled into a field: of choices their labels, one after the other."""
    labels = {}
    for key, label in getattr(asked, "choices", ()):
        labels |= dict(label) if isinstance(label, (list, tuple)) else {key: label}
    values = value if isinstance(value, (list, tuple)) else [value]
    return "; ".join(str(labels.get(one, one)) for one in values if one not in (None, ""))
