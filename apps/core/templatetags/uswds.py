"""Drawing of forms by the U.S. Web Design System; `templates/forms/` does the rest."""

from dataclasses import dataclass

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.widgets import ChoiceWidget
from django.utils.safestring import SafeString

register = template.Library()

# The first that fits decides; everything else is a text input.
CLASSES: tuple[tuple[tuple[type[forms.Widget], ...], str], ...] = (
    ((forms.CheckboxInput,), "usa-checkbox__input"),
    ((forms.FileInput,), "usa-file-input"),
    ((forms.Textarea,), "usa-textarea"),
    ((forms.Select, forms.SelectDateWidget), "usa-select"),
)


@dataclass(frozen=True, slots=True)
class SummaryItem:
    """One error, and the id of the input that it is about ("" where it is about the form as a whole)."""

    anchor: str
    label: str
    message: object


@register.filter
def widget(field: BoundField) -> SafeString:
    """The field's widget with the classes of the design system, and no placeholder: the label says what is wanted."""
    drawn = field.field.widget
    names = [next((name for kinds, name in CLASSES if isinstance(drawn, kinds)), "usa-input")]
    if field.errors:
        names.append(f"{names[0]}--error")
    if own := drawn.attrs.get("class"):
        names.append(own)
    return field.as_widget(attrs={"class": " ".join(names), "placeholder": False})


@register.filter
def kind(field: BoundField) -> str:
    """Which of the field template's shapes draws it: options, checkbox, group or input."""
    drawn = field.field.widget
    if isinstance(drawn, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "options"
    if isinstance(drawn, forms.CheckboxInput):
        return "checkbox"
    return "group" if drawn.use_fieldset else "input"


@register.filter
def anchor(field: BoundField) -> str:
    """The id of the first input of a field, the place to which an error leads."""
    if isinstance(field.field.widget, ChoiceWidget) and field.use_fieldset:
        return next((option.id_for_label for option in field.subwidgets), field.auto_id)
    if isinstance(field.field.widget, forms.MultiWidget):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.inclusion_tag("forms/summary.html")
def error_summary(*sources: forms.BaseForm | forms.BaseFormSet) -> dict[str, list[SummaryItem]]:
    """All errors of the page's forms and formsets in one box at the top, each leading to its input."""
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
    """What stands before a message: a question ends in its own mark, and a whole statement is too long to repeat."""
    if label.endswith((".", "。")):
        return ""
    return label if label.endswith(("?", "？")) else f"{label}:"


@register.filter
def has_required(form: forms.BaseForm) -> bool:
    return any(field.required and not field.widget.is_hidden for field in form.fields.values())
