"""Changes of records and looks at records, in words: the form by which auditors ask, and the rows of the answer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.validators import MinValueValidator
from django.db.models import Model, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.staff_admin import registered_models
from apps.audit.models import View
from apps.audit.selectors import AuditFilter, changes_matching
from apps.core import clock
from apps.core.fields import field_of, name_of
from apps.core.forms import DateInput, choice_field, row_field
from apps.core.history.descriptions import Description, describe
from apps.core.history.tables import parts_of, tracked_models
from apps.core.history.versions import ORDER, RecordVersion
from apps.core.keyset_pages import Key
from apps.core.lazy import Promise
from apps.core.spreadsheets import Row
from apps.desk.files import ATTACHMENT, EVIDENCE, PROOF
from apps.desk.forms import StaffForm
from apps.desk.timeline import words_of
from apps.events.models import Event
from apps.shippers.ksn import normal_ksn
from apps.shippers.models import Shipper

DAYS = 7
# Long before the first record.
EARLIEST = date(2000, 1, 1)
ROWS = 50
ROWS_AT_ONCE = 500
EVENTS = 500
LABELS: dict[str, Promise] = {"added": _lazy("Added"), "changed": _lazy("Changed"), "removed": _lazy("Removed")}
BEFORE = _lazy("Changed; how it was before is not kept")
# The kinds of file that staff look at; files have no page of their own.
FILES: dict[str, Promise] = {
    EVIDENCE.code: _lazy("File of an application"),
    ATTACHMENT.code: _lazy("File that came with a message"),
    PROOF.code: _lazy("File of proof"),
}


class AskForm(StaffForm):
    """The part of the audit trail to show: the last seven days, unless other days are given."""

    person = forms.ModelChoiceField(
        User.objects.none(), label=_lazy("Person"), required=False, empty_label=_lazy("Anybody")
    )
    kind = forms.ChoiceField(label=_lazy("Kind of record"), required=False)
    number = forms.IntegerField(label=_lazy("Number of the record"), required=False, min_value=1, max_value=2**63 - 1)
    shipper = forms.CharField(
        label=_lazy("Business"),
        required=False,
        max_length=20,
        help_text=_lazy("Known Shipper Number, or its number here"),
    )
    since = forms.DateField(label=_lazy("From"), widget=DateInput, validators=[MinValueValidator(EARLIEST)])
    until = forms.DateField(label=_lazy("To"), widget=DateInput, validators=[MinValueValidator(EARLIEST)])

    def __init__(self, asked: dict[str, Any], kinds: dict[str, type[Model]]) -> None:
        today = clock.today()
        self.usual = {"since": today - timedelta(days=DAYS - 1), "until": today}
        super().__init__(data=self.usual | {name: value for name, value in asked.items() if value})
        self.kinds = kinds
        named = sorted((str(capfirst(model._meta.verbose_name)), kind) for kind, model in kinds.items())
        choice_field(self, "kind").choices = [("", _lazy("All")), *((kind, name) for name, kind in named)]
        person = asked.get("person", "")
        # To choose from: staff. A link from a seller's own record names somebody else.
        staff = Q(is_staff=True) | Q(pk=person if person.isdecimal() else None)
        row_field(self, "person").queryset = User.objects.filter(staff).order_by("email")

    def clean_shipper(self) -> int | None:
        text = self.cleaned_data["shipper"].strip()
        if not text:
            return None
        wanted = Q(pk=text) if text.isdecimal() else Q(ksn=normal_ksn(text))
        found = Shipper.objects.filter(wanted).values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError(_lazy("There is no such business. Check the number."))
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("number") and not given.get("kind"):
            self.add_error("kind", _lazy("Choose the kind of record that has this number."))
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            self.add_error("until", _lazy("This day is before the first one."))
        return given

    def set_by_reader(self) -> list[str]:
        """Return the names of the fields that hold something else than the form holds by itself.

        So the last seven days stay the last seven days in a search that is saved.
        """
        return [
            name for name in self.fields if (value := self.data.get(name)) and str(value) != str(self.usual.get(name))
        ]

    def words(self) -> Iterator[tuple[str, Promise | str, str]]:
        """Yield name, label and value in words of each field that the reader set and that can be read."""
        for name in self.set_by_reader():
            if name not in self.errors:
                value = self.cleaned_data[name]
                if isinstance(value, date):
                    value = date_format(value)
                elif name == "kind":
                    value = capfirst(self.kinds[value]._meta.verbose_name)
                elif name == "shipper":
                    value = self.data[name]
                yield name, self.fields[name].label or name, str(value)

    @property
    def asked(self) -> AuditFilter:
        """Return the question that a valid form asks."""
        given = self.cleaned_data
        return AuditFilter(
            since=given["since"],
            until=given["until"],
            person=given["person"],
            model=self.kinds.get(given["kind"]),
            pk=given["number"],
            shipper_id=given["shipper"],
        )


def tracked_kinds() -> dict[str, type[Model]]:
    """Return the models that have versions, by their label."""
    return {model._meta.label_lower: model for model in tracked_models()}


def record_kinds() -> dict[str, type[Model]]:
    """Return the models whose records staff can open, by name."""
    return {name_of(model): model for model in registered_models()}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One row of a list of changes: the version in words, the record's history, and the events of the same request."""

    told: Description
    url: str
    events: list[str] = field(default_factory=list)

    @property
    def label(self) -> Promise:
        version = self.told.version
        return BEFORE if version.label == "changed" and version.whole else LABELS[version.label]

    @property
    def place(self) -> str:
        """Return the pattern of the address by which the change was made."""
        return f"/{self.told.version.route}" if self.told.version.route else ""


def change_rows(
    versions: Sequence[RecordVersion], *, personal: bool, within: type[Model] | None = None
) -> list[ChangeRow]:
    """Return the rows of a list of changes; the number of queries does not depend on the number of versions."""
    events = event_texts({version.request for version in versions if version.request})
    return [
        ChangeRow(told, url_of(told.version), events.get(told.version.request, []))
        for told in describe(versions, personal=personal, within=within)
    ]


def event_texts(requests: Iterable[str]) -> dict[str, list[str]]:
    """Return the events of each request in words, each text once.

    A request that took back a million shipments has an event for each business: a few tell what it was.
    """
    told: dict[str, list[str]] = {}
    for event in Event.objects.filter(request__in=[UUID(request) for request in requests]).order_by("pk")[:EVENTS]:
        words = words_of(event.kind, event.payload)
        assert event.request is not None
        known = told.setdefault(event.request.hex, [])
        if words not in known:
            known.append(words)
    return told


def url_of(version: RecordVersion) -> str:
    """Return the address of the history of a record, or of the record that holds it; "" if neither has a page."""
    if admin.site.is_registered(version.model):
        return _history_url(version.model, version.pk)
    for whole in registered_models():
        if name := parts_of(whole).get(version.model):
            return _history_url(whole, version.row[field_of(version.model, name).attname])
    return ""


def _history_url(model: type[Model], pk: int) -> str:
    return reverse("admin:audit_record", args=[model._meta.app_label, model._meta.model_name, pk])


def record_url(model: type[Model], pk: int) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])


@dataclass(frozen=True, slots=True)
class LookRow:
    """One row of a list of looks: what was looked at, in words, and its page."""

    view: View
    what: str
    url: str


def look_rows(views: Iterable[View]) -> list[LookRow]:
    kinds = record_kinds()
    return [_look(view, kinds.get(view.subject_type)) for view in views]


def _look(view: View, model: type[Model] | None) -> LookRow:
    if model is None:
        return LookRow(view, f"{FILES.get(view.subject_type, capfirst(view.subject_type))} {view.subject_id}", "")
    if view.subject_id == 0:
        return LookRow(view, _("The list: %(list)s") % {"list": model._meta.verbose_name_plural}, "")
    url = record_url(model, view.subject_id)
    return LookRow(view, f"{capfirst(model._meta.verbose_name)} {view.subject_id}", url)


HEAD: Row = ("at", "person", "user", "kind", "number", "what", "field", "from", "to", "page", "request", "events")


def export_lines(asked: AuditFilter) -> Iterator[Row]:
    """Yield all changes that were asked for, a line for each field, in constant memory."""
    beyond: Key | None = None
    while versions := changes_matching(asked, beyond=beyond, limit=ROWS_AT_ONCE):
        for change in change_rows(versions, personal=False):
            yield from _lines(change)
        beyond = ORDER.key_of(versions[-1])


def _lines(change: ChangeRow) -> Iterator[Row]:
    told, version = change.told, change.told.version
    start = (version.at.isoformat(), told.by, version.user, version.kind, version.pk, version.label)
    end = (change.place, version.request, "; ".join(change.events))
    if not told.differences:
        yield (*start, "", "", "", *end)
    for difference in told.differences:
        hidden = _("(not shown)") if difference.sealed else None
        yield (*start, difference.field, hidden or difference.before, hidden or difference.after, *end)
