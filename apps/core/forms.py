from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.forms.renderers import TemplatesSetting

from apps.core.errors import DomainError


class Renderer(TemplatesSetting):
    """Every form of the site is drawn by the same USWDS templates, found in `templates/forms/`."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"


class DateInput(forms.DateInput):
    """The browser's own date picker: works by keyboard, shows the reader's order of day and month, sends ISO 8601."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def refuse(form: forms.BaseForm, refusal: DomainError) -> None:
    """Show what a service refused: beside the fields that it names, or above the form."""
    beside = {name: messages for name, messages in refusal.fields.items() if name in form.fields}
    for name, messages in beside.items():
        form.add_error(name, messages)
    if not beside:
        form.add_error(None, str(refusal.message))


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """Return a form's field by its name, as one among whose choices people choose."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field


def choices_of(form: forms.BaseForm, name: str) -> list[tuple[Any, Any]]:
    """Return the values and labels among which people choose."""
    return [*cast("Iterable[tuple[Any, Any]]", choice_field(form, name).choices)]


def row_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField:
    """Return a form's field by its name, as one whose choices are rows of a table."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    return field
