"""The lists of auditors: who changed what, and who looked at what; and the history of a record, for all who may read
the record.
"""

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
from apps.audit.models import RecordChange, View
from apps.audit.selectors import changes_matching, views_matching, views_of_subject
from apps.audit.services import export_record, view_record
from apps.core.errors import InvalidInput
from apps.core.fields import name_of
from apps.core.history.versions import ORDER as CHANGES
from apps.core.history.versions import RecordVersion, parse_moment, record_scope, versions_in
from apps.core.keyset_pages import Key, KeysetOrder, PagePlace, page_of
from apps.core.spreadsheets import csv_stream
from apps.desk.audit.changes import (
    HEAD,
    ROWS,
    AskForm,
    change_rows,
    export_lines,
    look_rows,
    record_kinds,
    record_url,
    tracked_kinds,
)
from apps.desk.filter_bars import Chip
from apps.desk.timeline import words_of
from apps.desk.work.searches import filters_of, searches_beside
from apps.events.selectors import events_of_subject
from apps.shippers.models import Shipper

LOOKS = KeysetOrder((("at", parse_moment), ("id", int)))
LATEST = 100

# The filter by which the lists for auditors show more: the changes of a person, or of all records of a business.
MORE: dict[type[Model], str] = {User: "person", Shipper: "shipper"}


class AuditAdmin(StaffModelAdmin):
    """A list of the audit trail. Each reading of the list is recorded too."""

    view_permission = "read_audit"
    help_about = "logged"
    # The trail stands in many tables, and grows with each request.
    rows_counted = False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> None:
        """Return nothing: a line of the trail has no page of its own, and a change has no table."""

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.no_such_page(request, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        return self.no_such_page(request, object_id)

    def drawn(self, request: HttpRequest, template: str, form: AskForm, shown: dict[str, Any]) -> HttpResponse:
        asked = request.GET.copy()
        asked.pop("after", None)
        not_asked = {name for name in request.GET if name not in form.set_by_reader()}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": capfirst(self.opts.verbose_name_plural),
            "help": self.help,
            "help_about": self.help_about,
            "form": form,
            "chips": [
                Chip(label, value, f"{request.path}?{filters_of(request.GET, without={*not_asked, name})}")
                for name, label, value in form.words()
            ],
            "saved": searches_beside(request, self, without=not_asked),
            "asked": asked.urlencode(),
            "may_export": "export_data" in held(user_of(request)),
            **shown,
        }
        status = 200 if form.is_valid() else 422
        return TemplateResponse(request, f"admin/audit/{template}.html", context, status=status)

    def noted(self, request: HttpRequest, form: AskForm) -> None:
        shipper_id = form.cleaned_data["shipper"] if form.is_valid() else None
        view_record(actor=user_of(request), subject=(name_of(self.opts.model), 0), shipper_id=shipper_id)


@admin.register(RecordChange)
class ChangeAdmin(AuditAdmin):
    """The list of all versions of tracked records, the latest first."""

    help = _lazy(
        "Every change that staff, sellers or the program made, with the values before and after. Personal data is not "
        "shown here: the history of the one record shows it. The site also records that you read this list."
    )

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("export/", wrap(self.export_view), name="audit_recordchange_export"),
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
        return self.drawn(request, "changes", form, {"changes": change_rows(versions, personal=False), "after": after})

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Export all changes that the form asks for, for spreadsheets."""
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
        """Show the versions and events of one record, and to auditors also who looked at the record."""
        model = _model_or_404(app_label, model_name)
        its_admin = self.admin_site.get_model_admin(model) if self.admin_site.is_registered(model) else None
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
            "changes": change_rows(versions, personal=True, within=model),
            "after": after,
            "tracked": bool(record_scope(model, pk)),
            "events": [(event, words_of(event.kind, event.payload)) for event in events_of_subject(subject)[:LATEST]],
            "may_audit": may_audit,
            "looks": look_rows(views_of_subject(subject)[:LATEST]) if may_audit else [],
            "latest": LATEST,
            "more": MORE.get(model) if may_audit else None,
        }
        return TemplateResponse(request, "admin/audit/record.html", context)


@admin.register(View)
class ViewAdmin(AuditAdmin):
    """The list of looks of staff at records."""

    help = _lazy(
        "Which member of staff opened which record or file. A record that is opened again within a minute is one look. "
        "The site also records that you read this list."
    )

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = AskForm(request.GET.dict(), record_kinds())
        shown: dict[str, Any] = {"looks": [], "after": ""}
        if form.is_valid():
            page = page_of(views_matching(form.asked), LOOKS, _as_place(_place(request, LOOKS)), ROWS)
            shown = {"looks": look_rows(page.rows), "after": page.after or ""}
        self.noted(request, form)
        return self.drawn(request, "looks", form, shown)


def _place(request: HttpRequest, order: KeysetOrder) -> Key | None:
    """Return the key of the row after which the page begins; None for the first page."""
    try:
        return PagePlace.parse(request.GET.get("after", ""), order, backwards=False).key
    except InvalidInput:
        return None


def _as_place(key: Key | None) -> PagePlace | None:
    return PagePlace(key) if key else None


def _cut(versions: list[RecordVersion]) -> tuple[list[RecordVersion], str]:
    """Return the rows of one page, and the place of the next page; "" where there is none."""
    shown = versions[:ROWS]
    return shown, str(PagePlace(CHANGES.key_of(shown[-1]))) if len(versions) > ROWS else ""


def _model_or_404(app_label: str, model_name: str) -> type[Model]:
    try:
        return apps.get_model(app_label, model_name)
    except LookupError as error:
        raise Http404 from error
