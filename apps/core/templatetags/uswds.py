"""Template tags that draw forms by the U.S. Web Design System, together with `templates/forms/`."""

from dataclasses import dataclass

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.widgets import ChoiceWidget
from django.utils.safestring import SafeString

from apps.core.forms import RangeInput

register = template.Library()

# The class of an input by its widget: the first entry that fits. Every other widget is a text input.
CLASSES: tuple[tuple[tuple[type[forms.Widget], ...], str], ...] = (
    ((forms.CheckboxInput,), "usa-checkbox__input"),
    ((forms.FileInput,), "usa-file-input"),
    ((forms.Textarea,), "usa-textarea"),
    ((forms.Select, forms.SelectDateWidget), "usa-select"),
    ((RangeInput,), "usa-range"),
)


@dataclass(frozen=True, slots=True)
class SummaryItem:
    """An error with the id of its input, or "" if the error is about the whole form."""

    anchor: str
    label: str
    message: object


@register.filter
def widget(field: BoundField) -> SafeString:
    """Draw the widget of a field with the classes of the design system, and without a placeholder beside the label."""
    drawn = field.field.widget
    names = [next((name for kinds, name in CLASSES if isinstance(drawn, kinds)), "usa-input")]
    if field.errors:
        names.append(f"{names[0]}--error")
    if own := drawn.attrs.get("class"):
        names.append(own)
    return field.as_widget(attrs={"class": " ".join(names), "placeholder": False})


@register.filter
def kind(field: BoundField) -> str:
    """Name the part of the field template that draws a field: options, checkbox, group or input."""
    drawn = field.field.widget
    if isinstance(drawn, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "options"
    if isinstance(drawn, forms.CheckboxInput):
        return "checkbox"
    return "group" if drawn.use_fieldset else "input"


@register.filter
def anchor(field: BoundField) -> str:
    """Return the id of the first input of a field, to which the link of an error leads."""
    if isinstance(field.field.widget, ChoiceWidget) and field.use_fieldset:
        return next((option.id_for_label for option in field.subwidgets), field.auto_id)
    if isinstance(field.field.widget, forms.MultiWidget):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.inclusion_tag("forms/summary.html")
def error_summary(*sources: forms.BaseForm | forms.BaseFormSet) -> dict[str, list[SummaryItem]]:
    """Collect all errors of the forms and formsets of a page for the box at its top, each with a link to its input."""
    items: list[SummaryItem] = []
    members: list[forms.BaseForm] = []
    for source in sources:
        if isinstance(source, forms.BaseFormSet):
            items += [SummaryItem("", "", message) for message in source.non_form_errors()]
            members += source.forms
        else:
            members.append(source)
    for form in members:
        items += [SummaryItem("", "", message) for message in form.non_field_errors()]
        for field in form:
            target = "" if field.is_hidden else anchor(field)
            items += [SummaryItem(target, _lead(str(field.label)), message) for message in field.errors]
    return {"items": items}


def _lead(label: str) -> str:
    """Return the label to put before a message; "" for a label that is a whole statement, too long to repeat."""
    if label.endswith((".", "。")):
        return ""
    return label if label.endswith(("?", "？")) else f"{label}:"


@register.filter
def has_required(form: forms.BaseForm) -> bool:
    """Tell whether a form has a visible field that is required."""
    return any(field.required and not field.widget.is_hidden for field in form.fields.values())
