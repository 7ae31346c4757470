"""The renderer, widgets and typed field access that all forms of the site share."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.forms.renderers import TemplatesSetting

from apps.core.errors import DomainError


class Renderer(TemplatesSetting):
    """The form renderer of the site: draws every form by the USWDS templates in `templates/forms/`."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"


class DateInput(forms.DateInput):
    """The date picker of the browser: works by keyboard, shows the reader's order of day and month, sends ISO 8601."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The time picker of the browser: works by keyboard, shows the reader's form of hours, sends hours and minutes."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class RangeInput(forms.NumberInput):
    """The slider of the browser, which works by keyboard. Its ends and steps are those of the field."""

    input_type = "range"


def refuse(form: forms.BaseForm, refusal: DomainError) -> None:
    """Add the refusal of a service to a form: beside the fields that the refusal names, or above the form."""
    beside = {name: messages for name, messages in refusal.fields.items() if name in form.fields}
    for name, messages in beside.items():
        form.add_error(name, messages)
    if not beside:
        form.add_error(None, str(refusal.message))


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """Return a choice field of a form by its name."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field


def choices_of(form: forms.BaseForm, name: str) -> list[tuple[Any, Any]]:
    """Return the choices of a form's field as (value, label)."""
    return [*cast("Iterable[tuple[Any, Any]]", choice_field(form, name).choices)]


def row_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField:
    """Return a form's field whose choices are rows of a table, by its name."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    return field
