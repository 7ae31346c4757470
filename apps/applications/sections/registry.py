"""The sections of an application: one list that drives the pages, the progress, the submission gate and the review."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.applications.criteria import CRITERIA, Criterion
from apps.applications.sections.forms import (
    AddressForm,
    BusinessForm,
    ContactsForm,
    IdentifiersForm,
    OwnerForm,
    ProductForm,
    SectionForm,
    StorefrontForm,
    VolumesForm,
    criterion_form,
)
from apps.core.errors import NotFound

# What was typed: {field: value}, or {"rows": [{field: value}, ...]} of a repeated section. It is kept as JSON.
type Typed = dict[str, Any]
type Strict = SectionForm | forms.BaseFormSet

MOST_ROWS = 100


class Progress(StrEnum):
    """How far a section is. In progress: something required is missing. Needs attention: something typed is wrong."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    NEEDS_ATTENTION = "needs_attention"
    DONE = "done"


class Group(StrEnum):
    BUSINESS = "business"
    CRITERIA = "criteria"


GROUPS: dict[Group, Promise] = {Group.BUSINESS: _("Your business"), Group.CRITERIA: _("How you work")}


class Rows(forms.BaseFormSet):
    """The rows of a repeated section; `item_label` is what the form template calls one."""

    item_label: str | Promise

    def clean(self) -> None:
        if not any(self.errors):
            rows = [form.cleaned_data for form in self.forms if form.cleaned_data]
            if found := list(self.form.check_rows(rows)):
                raise forms.ValidationError(found)


@dataclass(frozen=True)
class Section:
    """One page of the application. A repeated one has `item`, the name of one of its rows."""

    key: str
    group: Group
    title: str | Promise
    lead: str | Promise
    form: type[SectionForm]
    item: str | Promise = ""
    criterion: Criterion | None = None

    @property
    def repeated(self) -> bool:
        return bool(self.item)

    @cached_property
    def _formset(self) -> type[forms.BaseFormSet]:
        made = forms.formset_factory(
            self.form, formset=Rows, extra=0, min_num=1, validate_min=True, max_num=MOST_ROWS, validate_max=True
        )
        made.item_label = self.item
        return made

    def blank(self) -> Strict:
        """The section with nothing in it, to be filled in."""
        return self._formset(prefix="row") if self.repeated else self.form()

    def strict(self, typed: Typed, *, files: int = 0) -> Strict:
        """What was typed, held against all that a submission asks. `files`: how many evidence files there are."""
        if not self.repeated:
            return self.form(typed, files=files)
        rows = typed.get("rows") or [{}]
        data = {f"row-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}
        return self._formset({**data, "row-TOTAL_FORMS": len(rows), "row-INITIAL_FORMS": 0}, prefix="row")

    def typed(self, post: Mapping[str, Any]) -> Typed:
        """What was typed on the section's page, exactly as it was."""
        if not self.repeated:
            return _values(self.form(), post)
        count = post.get("row-TOTAL_FORMS", "")[:9]
        rows = range(min(int(count), MOST_ROWS) if count.isdecimal() else 0)
        return {"rows": [_values(self.form(prefix=f"row-{number}"), post) for number in rows]}

    def progress(self, typed: Typed | None, *, files: int = 0) -> Progress:
        if typed is None:
            return Progress.NOT_STARTED
        codes = {error.code for error in errors_of(self.strict(typed, files=files))}
        if not codes:
            return Progress.DONE
        return Progress.IN_PROGRESS if codes <= {"required", "too_few_forms"} else Progress.NEEDS_ATTENTION

    def answers(self, typed: Typed, *, masked: bool = True) -> list[list[tuple[str, str]]]:
        """What was typed as (question, answer) pairs, in words; one list for each row of a repeated section."""
        strict = self.strict(typed)
        return [
            [(str(field.label), _in_words(field, masked)) for field in form]
            for form in (strict.forms if self.repeated else [strict])
        ]


def errors_of(strict: Strict) -> Iterator[forms.ValidationError]:
    """Each error of a form or formset, with its code."""
    if isinstance(strict, forms.BaseFormSet):
        yield from strict.non_form_errors().as_data()
    for form in strict.forms if isinstance(strict, forms.BaseFormSet) else [strict]:
        for errors in form.errors.as_data().values():
            yield from errors


def field_labels() -> dict[str | Promise, list[tuple[str, str | Promise]]]:
    """Every field that an officer can ask about, as ("section:field", label), by the title of its section."""
    return {
        section.title: [(f"{section.key}:{name}", field.label) for name, field in section.form().fields.items()]
        for section in SECTIONS
    }


def _values(form: SectionForm, post: Mapping[str, Any]) -> Typed:
    return {
        name: field.widget.value_from_datadict(post, {}, form.add_prefix(name)) for name, field in form.fields.items()
    }


def _in_words(field: BoundField, masked: bool) -> str:
    value = field.value()
    if value in (None, ""):
        return ""
    if masked and field.name in field.form.masked:
        return f"••••{str(value)[-4:]}"
    return str(dict(getattr(field.field, "choices", ())).get(value, value))


SECTIONS: tuple[Section, ...] = (
    Section(
        "business",
        Group.BUSINESS,
        _("The business"),
        _("Who you are, as the register knows you."),
        BusinessForm,
    ),
    Section(
        "contacts",
        Group.BUSINESS,
        _("Contacts"),
        _("Whom we write to and call about this application and, later, about your parcels."),
        ContactsForm,
    ),
    Section(
        "addresses",
        Group.BUSINESS,
        _("Addresses"),
        _("Where the business is registered, where parcels are packed, and where returns go."),
        AddressForm,
        item=_("Address"),
    ),
    Section(
        "identifiers",
        Group.BUSINESS,
        _("Numbers that identify you"),
        _(
            "Give those that you have; one is enough. A business of the United States gives its EIN. Don't give a "
            "social security, passport or ID number. Tax numbers are kept encrypted."
        ),
        IdentifiersForm,
    ),
    Section(
        "storefronts",
        Group.BUSINESS,
        _("Storefronts"),
        _("Every place where buyers in the United States can order from you."),
        StorefrontForm,
        item=_("Storefront"),
    ),
    Section(
        "owners",
        Group.BUSINESS,
        _("Owners and officers"),
        _("Who owns or directs the business."),
        OwnerForm,
        item=_("Owner or officer"),
    ),
    Section(
        "products",
        Group.BUSINESS,
        _("Products"),
        _("What you ship to the United States, by kind of product. The ten most important kinds are enough."),
        ProductForm,
        item=_("Product"),
    ),
    Section(
        "volumes",
        Group.BUSINESS,
        _("Parcels a month"),
        _("An estimate is enough. Small sellers are welcome: size is no condition."),
        VolumesForm,
    ),
    *(
        Section(
            criterion.key,
            Group.CRITERIA,
            criterion.title,
            criterion.text,
            criterion_form(criterion),
            criterion=criterion,
        )
        for criterion in CRITERIA
    ),
)
_BY_KEY = {section.key: section for section in SECTIONS}


def section_of(key: str) -> Section:
    """The section of that key; raises NotFound for any other."""
    if key not in _BY_KEY:
        raise NotFound(_("There is no such section."))
    return _BY_KEY[key]


def section_after(key: str) -> Section | None:
    """The section to go on with; None after the last."""
    place = SECTIONS.index(_BY_KEY[key]) + 1
    return SECTIONS[place] if place < len(SECTIONS) else None
