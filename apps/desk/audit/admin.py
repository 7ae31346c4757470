"""For auditors: who changed what, who looked at what; for all who read a record, what became of it."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.staff_admin import StaffModelAdmin
from apps.audit.models import Change, View
from apps.audit.selectors import changes_matching, views_matching, views_of_subject
from apps.audit.services import export_record, view_record
from apps.core.errors import Invalid
from apps.core.fields import name_of
from apps.core.history.versions import ORDER as CHANGES
from apps.core.history.versions import Version, parse_moment, record_scope, versions_in
from apps.core.keyset_pages import Key, Order, Place, page_of
from apps.core.spreadsheets import csv_stream
from apps.desk.audit.changes import (
    HEAD,
    ROWS,
    AskForm,
    changes_told,
    export_lines,
    happened,
    looks_told,
    record_url,
    shown_kinds,
    tracked_kinds,
)
from apps.events.selectors import events_of_subject
from apps.shippers.models import Shipper

LOOKS = Order((("at", parse_moment), ("id", int)))
LATEST = 100

# By what the lists for auditors tell more of a record: what a person did, what became of all that a business has.
MORE: dict[type[Model], str] = {User: "person", Shipper: "shipper"}


class AuditAdmin(StaffModelAdmin):
    """A list of what was kept, for those who may read it. That they read it is kept too."""

    view_permission = "read_audit"
    help_about = "logged"

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.no_such_page(request, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        return self.no_such_page(request, object_id)

    def drawn(self, request: HttpRequest, template: str, form: AskForm, shown: dict[str, Any]) -> HttpResponse:
        asked = request.GET.copy()
        asked.pop("after", None)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": capfirst(self.opts.verbose_name_plural),
            "help": self.help,
            "help_about": self.help_about,
            "form": form,
            "asked": asked.urlencode(),
            "may_export": "export_data" in held(user_of(request)),
            **shown,
        }
        status = 200 if form.is_valid() else 422
        return TemplateResponse(request, f"admin/audit/{template}.html", context, status=status)

    def noted(self, request: HttpRequest, form: AskForm) -> None:
        shipper_id = form.cleaned_data["shipper"] if form.is_valid() else None
        view_record(actor=user_of(request), subject=(name_of(self.opts.model), 0), shipper_id=shipper_id)


@admin.register(Change)
class ChangeAdmin(AuditAdmin):
    """All versions of all that people change, in the order of time."""

    help = _lazy(
        "Every change that staff, sellers or the program made, from which value to which. Personal data is not shown "
        "here: the history of the one record shows it. That you read this list is kept too."
    )

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("export/", wrap(self.export_view), name="audit_change_export"),
            path("of/<str:app_label>/<str:model_name>/<int:pk>/", wrap(self.record_view), name="audit_record"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = AskForm(request.GET.dict(), tracked_kinds())
        versions, after = [], ""
        if form.is_valid():
            versions = changes_matching(form.asked, beyond=_place(request, CHANGES), limit=ROWS + 1)
            versions, after = _cut(versions)
        self.noted(request, form)
        return self.drawn(request, "changes", form, {"changes": changes_told(versions, personal=False), "after": after})

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The changes asked for, all of them, for spreadsheets."""
        if not (self.has_view_permission(request) and self.holds("export_data", request)):
            raise PermissionDenied
        form = AskForm(request.GET.dict(), tracked_kinds())
        if not form.is_valid():
            return self.drawn(request, "changes", form, {})
        export_record(actor=user_of(request), audit_filter=form.asked)
        name = f"changes-{form.asked.since}-{form.asked.until}.csv"
        return StreamingHttpResponse(
            csv_stream(HEAD, export_lines(form.asked)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def record_view(self, request: HttpRequest, app_label: str, model_name: str, pk: int) -> HttpResponse:
        """What became of one record, for all who may read it; who looked at it, for auditors."""
        model = _model_or_404(app_label, model_name)
        its_admin = self.admin_site._registry.get(model)
        if not isinstance(its_admin, StaffModelAdmin) or isinstance(its_admin, AuditAdmin):
            raise Http404
        shown = its_admin.get_object(request, str(pk))
        if not its_admin.has_view_permission(request, shown):
            raise PermissionDenied
        if shown is None:
            return its_admin.no_such_page(request, str(pk))
        subject = its_admin.about(shown)
        versions = versions_in(record_scope(model, pk), beyond=_place(request, CHANGES), limit=ROWS + 1)
        versions, after = _cut(versions)
        may_audit = self.has_view_permission(request)
        view_record(actor=user_of(request), subject=subject, shipper_id=its_admin.shipper_of(shown))
        context = {
            **self.admin_site.each_context(request),
            "opts": its_admin.opts,
            "help_about": "logged",
            "title": _("History of %(record)s") % {"record": shown},
            "shown": shown,
            "url": record_url(model, pk),
            "changes": changes_told(versions, personal=True, within=model),
            "after": after,
            "tracked": bool(record_scope(model, pk)),
            "events": [(event, happened(event)) for event in events_of_subject(subject)[:LATEST]],
            "may_audit": may_audit,
            "looks": looks_told(views_of_subject(subject)[:LATEST]) if may_audit else [],
            "latest": LATEST,
            "more": MORE.get(model) if may_audit else None,
        }
        return TemplateResponse(request, "admin/audit/record.html", context)


@admin.register(View)
class ViewAdmin(AuditAdmin):
    """Who looked at which record."""

    help = _lazy(
        "Which member of staff opened which record or file. A record that is opened again within a minute is one look. "
        "That you read this list is kept too."
    )

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = AskForm(request.GET.dict(), shown_kinds())
        shown: dict[str, Any] = {"looks": [], "after": ""}
        if form.is_valid():
            page = page_of(views_matching(form.asked), LOOKS, _as_place(_place(request, LOOKS)), ROWS)
            shown = {"looks": looks_told(page.rows), "after": page.after or ""}
        self.noted(request, form)
        return self.drawn(request, "looks", form, shown)


def _place(request: HttpRequest, order: Order) -> Key | None:
    """After which row the page asked for begins; the first page where the address names none."""
    try:
        return Place.parse(request.GET.get("after", ""), order, backwards=False).key
    except Invalid:
        return None


def _as_place(key: Key | None) -> Place | None:
    return Place(key) if key else None


def _cut(versions: list[Version]) -> tuple[list[Version], str]:
    """The rows of one page, and the place of the next, if there is one."""
    shown = versions[:ROWS]
    return shown, str(Place(CHANGES.key_of(shown[-1]))) if len(versions) > ROWS else ""


def _model_or_404(app_label: str, model_name: str) -> type[Model]:
    try:
        return apps.get_model(app_label, model_name)
    except LookupError as error:
        raise Http404 from error
