"""The base of every admin class: rights come from the permission table, and writes go through services."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partialmethod
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from apps.accounts.permissions import PERMISSIONS, held
from apps.core.errors import DomainError


class StaffModelAdmin(admin.ModelAdmin):
    """Who may read everything sees every record; nobody adds, changes or deletes one.

    A class that lets staff add or change names the permission that this takes, and its `save_model` calls a service.
    What the service refuses is shown with the form, beside the fields that it names, and what was typed is kept.
    An action names its permission in Django's way: `@admin.action(permissions=["decide_changes"])`.
    """

    add_permission: ClassVar[str | None] = None
    change_permission: ClassVar[str | None] = None
    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.holds("read_everything", request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.holds("read_everything", request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.holds(self.add_permission, request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.holds(self.change_permission, request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DomainError as refusal:
            # Nothing was saved: the admin's own transaction has been rolled back. Draw the form again, now with this.
            request.refusal = refusal
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, *args, **kwargs)
        refusal = getattr(request, "refusal", None)
        return form if refusal is None else _refused(form, refusal)

    def holds(self, code: str | None, request: HttpRequest) -> bool:
        return code in held(request.user)


def _refused(form: type[ModelForm], refusal: DomainError) -> type[ModelForm]:
    class RefusedForm(form):
        def clean(self) -> dict[str, Any]:
            cleaned = super().clean()
            beside = {name: errors for name, errors in refusal.fields.items() if name in self.fields}
            for name, errors in beside.items():
                self.add_error(name, errors)
            if not beside:
                self.add_error(None, refusal.message)
            return cleaned

    return RefusedForm


for _code in PERMISSIONS:
    # Django asks `has_<permission>_permission(request)` for each permission that an action names.
    setattr(StaffModelAdmin, f"has_{_code}_permission", partialmethod(StaffModelAdmin.holds, _code))


@contextmanager
def refusals_shown(request: HttpRequest) -> Iterator[None]:
    """Show what a service refuses as a message on the next page, instead of failing."""
    try:
        yield
    except DomainError as refusal:
        messages.error(request, refusal.message)
