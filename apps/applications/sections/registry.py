"""The list of the sections of an application, which the pages, the progress, the submission and the review all use."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import zip_longest
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.criteria import CRITERIA, Criterion
from apps.applications.sections.dealings import ConsentsForm, IdentifiersForm, PartyForm, PayoutForm
from apps.applications.sections.forms import (
    AddressForm,
    BusinessForm,
    ContactsForm,
    OwnerForm,
    ProductForm,
    SectionForm,
    StorefrontForm,
    VolumesForm,
    criterion_form,
)
from apps.applications.sections.sealed_fields import SealedField, ending_text
from apps.core.errors import NotFound
from apps.core.lazy import Promise

# The answers of a section as typed: {field: value}, or {"rows": [{field: value}, ...]} for a repeated section. They are
# stored as JSON, except the values of sealed fields (`sections.sealed`).
type Typed = dict[str, Any]
# The form or formset that validates the answers of a section as a submission requires.
type Strict = SectionForm | forms.BaseFormSet

MAX_ROWS = 100


class Progress(StrEnum):
    """The progress of a section. In progress: a required answer is missing. Needs attention: an answer is wrong."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    NEEDS_ATTENTION = "needs_attention"
    DONE = "done"


class RepeatedRows(forms.BaseFormSet):
    """The rows of a repeated section. `item_label` is the name of one row, for the form template."""

    item_label: str | Promise
    default_error_messages: ClassVar = {
        "too_many_forms": _lazy("This section takes at most %(num)d entries. Remove some."),
        "too_few_forms": _lazy("Add at least one entry."),
    }

    def clean(self) -> None:
        if not any(self.errors):
            rows = [form.cleaned_data for form in self.forms if form.cleaned_data]
            if found := list(self.form.check_rows(rows)):
                raise forms.ValidationError(found)


@dataclass(frozen=True)
class SectionDefinition:
    """A section of the application. A repeated section has `item`, the name of one of its rows.

    A form that stands on one page with those of other sections has the key of its section as its prefix.

    `minutes`: our own estimate for a small shop that has its documents at hand.
    """

    key: str
    title: str | Promise
    lead: str | Promise
    form: type[SectionForm]
    minutes: float
    item: str | Promise = ""
    criterion: Criterion | None = None

    @property
    def repeated(self) -> bool:
        return bool(self.item)

    @cached_property
    def _formset(self) -> type[forms.BaseFormSet]:
        formset = forms.formset_factory(
            self.form, formset=RepeatedRows, extra=0, min_num=1, validate_min=True, max_num=MAX_ROWS, validate_max=True
        )
        formset.item_label = self.item
        return formset

    def blank(self) -> Strict:
        """Return the empty form of the section."""
        return self.filled({})

    def filled(self, typed: Typed, *, prefix: str = "") -> Strict:
        """Return the form of the section filled in with answers that nobody saved yet, which validates nothing."""
        if not self.repeated:
            return self.form(initial=typed, prefix=prefix)
        return self._formset(prefix=_row_prefix(prefix), initial=typed.get("rows") or [])

    def strict(self, typed: Typed, *, lacks_file: bool = False, country: str = "", prefix: str = "") -> Strict:
        """Return the form of the section with these answers, which validates them as a submission requires.

        `lacks_file`: a file is required that nobody added yet. `country` is the country of the business, "" if it is
        not known.
        """
        if not self.repeated:
            named = {f"{prefix}-{name}": value for name, value in typed.items()} if prefix else typed
            return self.form(named, lacks_file=lacks_file, country=country, prefix=prefix)
        rows, row = typed.get("rows") or [{}], _row_prefix(prefix)
        data = {f"{row}-{number}-{name}": value for number, each in enumerate(rows) for name, value in each.items()}
        return self._formset({**data, f"{row}-TOTAL_FORMS": len(rows), f"{row}-INITIAL_FORMS": 0}, prefix=row)

    def typed(self, post: Mapping[str, Any], *, prefix: str = "") -> Typed:
        """Return the answers that were posted from the page of the section, unchanged."""
        if not self.repeated:
            return _typed_values(self.form(prefix=prefix), post)
        # The rows are found by their names, since the count that the form sends along may be wrong.
        row = _row_prefix(prefix)
        field = re.compile(rf"{re.escape(row)}-([0-9]{{1,9}})-[a-z]")
        rows = sorted({int(found[1]) for name in post if (found := field.match(name))})
        return {"rows": [_typed_values(self.form(prefix=f"{row}-{number}"), post) for number in rows]}

    def sealed(self, typed: Typed, before: Typed | None, *, country: str = "") -> Typed:
        """Return the answers that may be stored: each sealed field is replaced by its digest and its last characters.

        `before` are the answers that are stored now, and `country` is that of the business, "" if it is not known.
        """
        return typed if self.repeated else self.form.sealed(typed, before or {}, country=country)

    @cached_property
    def seals(self) -> bool:
        """Return whether the section has a sealed field. No repeated section has one, since rows have no identity."""
        return any(isinstance(field, SealedField) for field in self.form().fields.values())

    @cached_property
    def questions(self) -> dict[str, str | Promise]:
        """Return the questions of the section, or of a row of it, by the name of the field."""
        return {name: field.label or name for name, field in self.form().fields.items()}

    def answered(self, typed: Typed, *, masked: bool = True) -> list[list[tuple[str, str, str]]]:
        """Return the answers as (field, question, answer) in words; one list for each row of a repeated section."""
        strict = self.strict(typed)
        return [
            [(field.name, str(field.label), _answer_text(field, masked)) for field in form] for form in forms_of(strict)
        ]

    def answers(self, typed: Typed, *, masked: bool = True) -> list[list[tuple[str, str]]]:
        """Return the answers as (question, answer) pairs in words; one list for each row of a repeated section."""
        return [[(question, answer) for _field, question, answer in row] for row in self.answered(typed, masked=masked)]

    def differences(self, saved: Typed | None, typed: Typed, *, masked: bool = False) -> list[tuple[str, str, str]]:
        """Return (question, saved answer, typed answer), in words, for each question whose answers differ.

        Masked answers are compared in full.
        """
        full, displayed = (
            zip_longest(self.answers(saved or {}, masked=mask), self.answers(typed, masked=mask), fillvalue=())
            for mask in (False, masked)
        )
        return [
            (
                self._question(number, question),
                dict(displayed_saved).get(question, ""),
                dict(displayed_typed).get(question, ""),
            )
            for number, ((full_saved, full_typed), (displayed_saved, displayed_typed)) in enumerate(
                zip(full, displayed, strict=True), start=1
            )
            for question, _answer in full_saved or full_typed
            if dict(full_saved).get(question, "") != dict(full_typed).get(question, "")
        ]

    def _question(self, number: int, question: str) -> str:
        return self.question_of_row(number, question) if self.repeated else question

    def question_of_row(self, number: int, question: str | Promise) -> str:
        """Return a question with the name and the number of a row of a repeated section."""
        return _("%(item)s %(number)d: %(question)s") % {"item": self.item, "number": number, "question": question}


def forms_of(strict: Strict) -> Sequence[forms.BaseForm]:
    """Return the forms of a section: one for each row of a repeated one."""
    return strict.forms if isinstance(strict, forms.BaseFormSet) else [strict]


def progress_of(strict: Strict | None) -> Progress:
    """Return the progress of a section, given the form of its answers, which is None before the first save."""
    if strict is None:
        return Progress.NOT_STARTED
    codes = {error.code for error in errors_of(strict)}
    if not codes:
        return Progress.DONE
    return Progress.IN_PROGRESS if codes <= {"required", "too_few_forms"} else Progress.NEEDS_ATTENTION


def clean_of(strict: Strict) -> Any:
    """Return the clean data of a section: a mapping, or the rows that are filled in of a repeated one."""
    if isinstance(strict, forms.BaseFormSet):
        return strict.form.clean_rows([form.cleaned_data for form in strict.forms if form.cleaned_data])
    return strict.cleaned_data


def errors_of(strict: Strict) -> Iterator[forms.ValidationError]:
    """Yield each error of a form or formset, with its code."""
    if isinstance(strict, forms.BaseFormSet):
        yield from strict.non_form_errors().as_data()
    for form in forms_of(strict):
        for errors in form.errors.as_data().values():
            yield from errors


def _row_prefix(prefix: str) -> str:
    """Return the prefix of the rows of a repeated section, given the prefix of the section."""
    return f"{prefix}-row" if prefix else "row"


def _typed_values(form: SectionForm, post: Mapping[str, Any]) -> Typed:
    return {
        name: field.widget.value_from_datadict(post, {}, form.add_prefix(name)) for name, field in form.fields.items()
    }


def _answer_text(field: BoundField, masked: bool) -> str:
    """Return the answer of a field in words; if `masked`, only the last four characters of a field that is masked."""
    value = field.value()
    if isinstance(field.field, SealedField):
        return ending_text(value)
    if value in (None, ""):
        return ""
    if masked and isinstance(field.form, SectionForm) and field.name in field.form.masked:
        return f"••••{str(value)[-4:]}"
    return str(dict(getattr(field.field, "choices", ())).get(value, value))


SECTIONS: tuple[SectionDefinition, ...] = (
    SectionDefinition(
        "business",
        _lazy("The business"),
        _lazy("Who you are, as the register knows you."),
        BusinessForm,
        minutes=1,
    ),
    SectionDefinition(
        "identifiers",
        _lazy("Numbers that identify you"),
        _lazy(
            "One number is enough. In the United States that is your EIN. Everywhere else you need no EIN: give the "
            "tax number of your own country, or an LEI, D-U-N-S, GLN or EORI number. When you save, each number says "
            "what was checked of it. Don't give the number of a person, such as a social security, passport or ID card "
            "number."
        ),
        IdentifiersForm,
        minutes=2,
    ),
    SectionDefinition(
        "contacts",
        _lazy("Contacts"),
        _lazy("The person whom we write to and call about this application and, later, about your parcels."),
        ContactsForm,
        minutes=2,
    ),
    SectionDefinition(
        "addresses",
        _lazy("Addresses"),
        _lazy("Where the business is registered, where parcels are packed, and where returns go."),
        AddressForm,
        minutes=2,
        item=_lazy("Address"),
    ),
    SectionDefinition(
        "owners",
        _lazy("Owners and officers"),
        _lazy("Who owns or directs the business."),
        OwnerForm,
        minutes=2,
        item=_lazy("Owner or officer"),
    ),
    SectionDefinition(
        "payout",
        _lazy("Payout bank account"),
        _lazy(
            "The account to which your marketplaces pay you, or your main business account. We take no money from it. "
            "It shows that one business is not hiding behind several names."
        ),
        PayoutForm,
        minutes=2,
    ),
    SectionDefinition(
        "storefronts",
        _lazy("Storefronts"),
        _lazy("Every place where buyers in the United States can order from you."),
        StorefrontForm,
        minutes=1,
        item=_lazy("Storefront"),
    ),
    SectionDefinition(
        "volumes",
        _lazy("Parcels a month"),
        _lazy("An estimate is enough. Small sellers are welcome: size is not a condition."),
        VolumesForm,
        minutes=1,
    ),
    SectionDefinition(
        "parties",
        _lazy("Carriers, brokers and warehouses"),
        _lazy(
            "Who carries your parcels to the United States, who clears them through customs for you, and which "
            "warehouses pack or store them. Leave out those that you don't use."
        ),
        PartyForm,
        minutes=1,
        item=_lazy("Company"),
    ),
    SectionDefinition(
        "products",
        _lazy("Products"),
        _lazy("What you ship to the United States, by kind of product. The ten most important kinds are enough."),
        ProductForm,
        minutes=4,
        item=_lazy("Product"),
    ),
    *(
        SectionDefinition(
            criterion.key,
            criterion.title,
            criterion.text,
            criterion_form(criterion),
            minutes=0.5,
            criterion=criterion,
        )
        for criterion in CRITERIA
    ),
    SectionDefinition(
        "consents",
        _lazy("Consents"),
        _lazy(
            "Answer each question by itself. The program can't work without the first two; the others are up to you."
        ),
        ConsentsForm,
        minutes=1,
    ),
)
_BY_KEY = {section.key: section for section in SECTIONS}


def section_of(key: str) -> SectionDefinition:
    """Return the section with this key; raise NotFound if there is none."""
    if key not in _BY_KEY:
        raise NotFound(_lazy("There is no such section."))
    return _BY_KEY[key]
