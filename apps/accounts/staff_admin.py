"""The base of every admin class. Rights come from the table of roles, and writes go through services."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial, partialmethod
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import ActionLocation
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.dispatch import Signal
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.text import capfirst

from apps.accounts.lookups import PARTS_OF_DAYS, is_lookup, is_part_of_day
from apps.accounts.models import User
from apps.accounts.overtaken import Meanwhile, RecordOvertaken, meanwhile
from apps.accounts.permissions import held, may_act
from apps.accounts.requests import user_of
from apps.accounts.roles import ADMINISTER, PERMISSIONS
from apps.accounts.sent_forms import taken_once
from apps.core.bounded_counts import BoundedPaginator
from apps.core.errors import DomainError
from apps.core.fields import name_of
from apps.core.history.tokens import SEEN, one_at_a_time, token_of
from apps.core.lazy import Promise

# Sent with `actor`, `subject` and `shipper_id` when a member of staff opens a record; `apps.audit` records the view.
record_opened = Signal()
NUMBER = re.compile("[0-9]{1,18}")
# A name of `list_display` or `fields`, or what the desk draws in its place.
type Column = str | Callable[[Any], Any]
SAVES = ("_save", "_continue", "_addanother")
# Where a request keeps what a service refused until its form is drawn again.
REFUSAL = "refusal"
ACTION = f"{ActionLocation.CHANGE_FORM.value}-action"


def registered_models() -> list[type[Model]]:
    """Return the models that have a page of the admin."""
    return [model for model in apps.get_models() if admin.site.is_registered(model)]


class StaffSite(admin.AdminSite):
    """A site of admin classes, which may draw fields in its own way, and takes a form once that is sent twice."""

    def admin_view(self, view: Callable[..., HttpResponseBase], cacheable: bool = False) -> Any:
        return super().admin_view(taken_once(view), cacheable)

    def column(self, model: type[Model], name: str) -> Column:
        """Return what draws a field of a model in lists and where a form only shows the field."""
        return name


class StaffModelAdmin(admin.ModelAdmin):
    """The base of admin classes: staff who may read everything see every record, and nobody changes or deletes one.

    A class whose records staff may add or change names the permission for this, and its `save_model` calls a service.
    The form shows the refusal of a service beside the fields that the refusal names, and keeps the typed values. An
    action names its permission in Django's way: `@admin.action(permissions=["decide_changes"])`.

    Each record that somebody opens is recorded as a view. A form carries a token of the record's state. If the record
    has changed when the form comes back, nothing is saved, and the form shows the present and the typed values.
    """

    view_permission: ClassVar[str] = "read_everything"
    # Further permissions that open the list. The class shows their holders their own records alone.
    seen_by: ClassVar[frozenset[str]] = frozenset()
    add_permission: ClassVar[str | None] = None
    change_permission: ClassVar[str | None] = None
    # The text above the list, which says what the list is for. `help_about` is an anchor of the page of help.
    help: ClassVar[str | Promise] = ""
    help_about: ClassVar[str] = ""
    # The title of the form that adds a record. The page of the record comes next, so that the form has one button.
    adding_title: ClassVar[str | Promise] = ""
    # Whether the home page counts the rows of a saved search of this list.
    rows_counted: ClassVar[bool] = True
    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        shown = {"show_save_and_add_another": False, "show_save_and_continue": False, "title": self.adding_title}
        return super().add_view(request, form_url, (shown if self.adding_title else {}) | (extra_context or {}))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return any(self.holds(code, request) for code in (self.view_permission, *self.seen_by))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.holds(self.add_permission, request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.holds(self.change_permission, request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def about(self, shown: Any) -> tuple[str, int]:
        """Return (model name, id), by which events, work items and recorded views name a record."""
        return (name_of(self.opts.model), shown.pk)

    def shipper_of(self, shown: Any) -> int | None:
        """Return the number of the business whose data a record holds, or None."""
        return getattr(shown, "shipper_id", None)

    def get_list_display(self, request: HttpRequest) -> list[Any] | tuple[Any, ...]:
        return self._columns(super().get_list_display(request))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the parts of a form; a form that only shows draws the fields as lists do."""
        parts = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return parts
        return [(title, {**options, "fields": self._columns(options["fields"])}) for title, options in parts]

    def _columns(self, names: Iterable[Any]) -> list[Any]:
        site = self.admin_site
        assert isinstance(site, StaffSite)
        return [site.column(self.model, name) if isinstance(name, str) else name for name in names]

    def no_such_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lead back from the page of a record that does not exist, as Django does."""
        said = f"{self.opts.verbose_name} with ID “{unquote(object_id)}” doesn’t exist. Perhaps it was deleted?"
        self.message_user(request, said, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:index", current_app=self.admin_site.name))

    def get_object_alone(self, request: HttpRequest, number: str) -> Any:
        """Return the record that a number names, None if there is none; nobody else compares and saves the record until
        this transaction ends.
        """
        if number.isdecimal():
            one_at_a_time(self.model(pk=number))
        shown = self.get_object(request, number)
        if shown is None or str(shown.pk) == number:
            return shown
        # The number was another address of the record, such as that of an earlier entry.
        one_at_a_time(shown)
        return self.get_object(request, str(shown.pk))

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Return whether the address of the list may carry a filter; the answer is 400 if not."""
        column, _join, part = lookup.rpartition("__")
        if column and column == self.date_hierarchy and part in PARTS_OF_DAYS:
            return is_part_of_day(part, value)
        return is_lookup(self.model, lookup) and super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if request.method == "POST" and not may_act(user_of(request)):
            raise PermissionDenied
        _require_numbers(request)
        _blanks_drop(request)
        named = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, named | (extra_context or {}))

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().change_view(request, *args, **kwargs)
        shown = getattr(response, "context_data", {}).get("original")
        if shown:
            record_opened.send(
                type(self), actor=request.user, subject=self.about(shown), shipper_id=self.shipper_of(shown)
            )
        return response

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        """Lead to the page of the audit with the changes and views of a record."""
        number = unquote(object_id)
        if not (number.isascii() and number.isdecimal()):
            return self.no_such_page(request, object_id)
        place = [self.opts.app_label, self.opts.model_name, number]
        return HttpResponseRedirect(reverse("admin:audit_record", args=place))

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        draw = partial(super().changeform_view, request, object_id, form_url)
        context = dict(extra_context or {})
        try:
            with transaction.atomic():
                context["seen"] = self._token(request, object_id)
                return draw(context)
        except RecordOvertaken as refusal:
            record = self.get_object(request, unquote(object_id or ""))
            assert record is not None
            context |= {"seen": refusal.token, "meanwhile": self._meanwhile(request, record)}
            # The record of the form has taken the typed values.
            context |= {"original": record, "subtitle": str(record)}
            if not self.has_change_permission(request, record):
                # The record can't be changed any more: draw the page for reading.
                request.method = "GET"
            response = self._draw_again(request, refusal, draw, context)
            response.status_code = refusal.status
            return response
        except DomainError as refusal:
            return self._draw_again(request, refusal, draw, context)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, *args, **kwargs)
        refusal = getattr(request, REFUSAL, None)
        return form if refusal is None else _form_with_refusal(form, refusal)

    def _draw_again(
        self, request: HttpRequest, refusal: DomainError, draw: Callable[[dict], HttpResponse], context: dict
    ) -> HttpResponse:
        """Draw the form again with the typed values and the refusal. The transaction was rolled back."""
        if request.method == "POST" and ACTION in request.POST and not any(name in request.POST for name in SAVES):
            # Drawing the form by POST would try the action of the page again.
            request.method = "GET"
            messages.error(request, refusal.message)
        setattr(request, REFUSAL, refusal)
        return draw(context)

    def _token(self, request: HttpRequest, object_id: str | None) -> str:
        """Return the token of the record of a form; raise Overtaken if the form was drawn from another state.

        A form without a token was not drawn by this class and is not compared.
        """
        shown = object_id and self.has_change_permission(request) and self.get_object(request, unquote(object_id))
        if not shown:
            return ""
        if request.method != "POST":
            return token_of(shown)
        seen = request.POST.get(SEEN, "")
        if seen:
            present = self.get_object_alone(request, unquote(object_id or ""))
            assert present is not None
            now = token_of(present)
            if now != seen:
                raise RecordOvertaken(now)
        return seen

    def _meanwhile(self, request: HttpRequest, shown: Model) -> Meanwhile:
        form = self.get_form(request, shown, change=True, fields=flatten_fieldsets(self.get_fieldsets(request, shown)))
        typed = self.get_object(request, unquote(str(shown.pk)))
        return meanwhile(shown, request.POST, now=form(instance=shown), typed=form(request.POST, instance=typed))

    def holds(self, code: str | None, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and code in held(request.user)


class AdministeredModelAdmin(StaffModelAdmin):
    """The base of admin classes whose records administrators see, too, who may not read everything."""

    seen_by = frozenset({ADMINISTER})


def _require_numbers(request: HttpRequest) -> None:
    """Raise BadRequest for marked rows that no list has sent and the database would refuse."""
    if not all(map(NUMBER.fullmatch, request.POST.getlist(ACTION_CHECKBOX_NAME))):
        raise BadRequest("The rows that were marked can't be read.")


def _blanks_drop(request: HttpRequest) -> None:
    """Drop the filters of a list that a form sent without a value, which the stock filters take for a value."""
    given = [(name, value) for name, values in request.GET.lists() for value in values]
    if not all(value for _name, value in given):
        request.GET = QueryDict(urlencode([(name, value) for name, value in given if value]))


def _form_with_refusal(form: type[ModelForm], refusal: DomainError) -> type[ModelForm]:
    class RefusedForm(form):
        def clean(self) -> dict[str, Any]:
            cleaned = super().clean() or self.cleaned_data
            by_field = {name: errors for name, errors in refusal.fields.items() if name in self.fields}
            for name, errors in by_field.items():
                self.add_error(name, errors)
            if not by_field:
                self.add_error(None, refusal.message)
            return cleaned

    return RefusedForm


for _code in PERMISSIONS:
    # Django asks `has_<permission>_permission(request)` for each permission that an action names.
    setattr(StaffModelAdmin, f"has_{_code}_permission", partialmethod(StaffModelAdmin.holds, _code))


@contextmanager
def refusals_shown(request: HttpRequest) -> Iterator[None]:
    """Show the refusal of a service as a message on the next page, instead of failing."""
    try:
        yield
    except DomainError as refusal:
        messages.error(request, refusal.message)
