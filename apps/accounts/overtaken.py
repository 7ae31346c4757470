"""Forms that come back after somebody else has changed the record: the present values beside the typed ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.db.models import Model
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.core.errors import Conflict
from apps.core.history.descriptions import Description, describe, field_value_text
from apps.core.history.tokens import SEEN, versions_since


class RecordOvertaken(Conflict):
    """Somebody changed the record after the form was opened. `token` names the present state of the record."""

    def __init__(self, token: str) -> None:
        super().__init__(
            _(
                "Somebody changed this record after you opened it, so nothing was saved. Compare what it says now with "
                "what you typed. If you still want your change, save again."
            ),
            code="overtaken",
        )
        self.token = token


@dataclass(frozen=True, slots=True)
class OvertakenField:
    """A field with its present and its typed value, and who changed the record and when, if somebody did meanwhile."""

    label: str
    now: str
    typed: str
    by: str = ""
    at: datetime | None = None


type Meanwhile = list[OvertakenField]


def meanwhile(shown: Model, sent: QueryDict, *, now: forms.BaseForm, typed: forms.BaseForm) -> Meanwhile:
    """Return the fields in which a record and a typed form differ, and those changed since the form was drawn."""
    told = describe(versions_since(shown, sent.get(SEEN, "")), personal=True, within=type(shown))
    own = [each for each in told if each.version.model is type(shown)]
    parts = [each for each in told if each.version.model is not type(shown)]
    latest = {}
    for each in reversed(own):
        latest |= {difference.field: (each, difference) for difference in each.differences}
    rows = []
    for name, field in typed.fields.items():
        present, wanted = field_value_text(field, now[name].value()), field_value_text(field, typed[name].value())
        by = latest.pop(name, None)
        if by or present != wanted:
            rows.append(OvertakenField(str(capfirst(typed[name].label)), present, wanted, *_whose(by and by[0])))
    rows += [
        OvertakenField(difference.label, _("changed") if difference.sealed else difference.after, "", *_whose(each))
        for each, difference in latest.values()
    ]
    rows += [
        OvertakenField(str(capfirst(each.version.model._meta.verbose_name)), _state(each), "", *_whose(each))
        for each in parts
    ]
    return rows + [OvertakenField(label, "", value) for label, value in _left_over(sent, typed)]


def _whose(told: Description | None) -> tuple[str, datetime | None]:
    return (told.by, told.version.at) if told else ("", None)


def _state(told: Description) -> str:
    """Return the present values of a part of the record in words."""
    if told.version.label == "removed":
        return _("Removed: %(part)s") % {"part": "; ".join(f"{each.label}: {each.before}" for each in told.differences)}
    return "; ".join(f"{each.label}: {_('changed') if each.sealed else each.after}" for each in told.differences)


def _left_over(sent: QueryDict, typed: forms.BaseForm) -> Iterator[tuple[str, str]]:
    """Yield the values typed into fields that the form lost, because the state of the record no longer allows them."""
    for name, values in sent.lists():
        if name not in typed.fields and not name.startswith(("_", "csrf", "action", "select_")) and "-" not in name:
            yield capfirst(name.replace("_", " ")), ", ".join(values)
