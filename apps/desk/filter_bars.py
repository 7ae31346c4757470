"""The bar of filters above a list of the desk: a field for each filter, and a chip for each filter that is set."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.contrib.admin.filters import ListFilter, SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.core.lifecycle import Text
from apps.desk.lists import TypedFilter
from apps.desk.work.searches import NOT_FILTERS, filters_of

ORDER, WORDS = "o", "q"
OF_POPUP = ("_popup", "_to_field")


@dataclass(frozen=True, slots=True)
class FilterChoice:
    value: str
    label: Text
    selected: bool


@dataclass(frozen=True, slots=True)
class FilterField:
    """A parameter of the list's address, and the values that it may have; or what is typed into it, in an input of a
    type.
    """

    name: str
    label: Text
    choices: list[FilterChoice]
    typed: str = ""
    input: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, in words, and the address of the list without this filter."""

    label: Text
    value: Text
    url: str


@dataclass(frozen=True, slots=True)
class FilterBar:
    """The fields and the chips of a list. `kept` are the parameters of the address that no field of the bar holds, such
    as the order. `words_label` is "" where nothing is searched.
    """

    fields: list[FilterField]
    chips: list[Chip]
    kept: list[tuple[str, str]]
    words: str
    words_label: Text


def filter_bar(changelist: ChangeList, request: HttpRequest) -> FilterBar:
    """Return the bar of filters of a list as its address sets them."""
    fields = [field for spec in changelist.filter_specs for field in _fields(spec, changelist)]
    names = {field.name for field in fields} | {WORDS}
    return FilterBar(
        fields=fields,
        chips=list(_chips(changelist, request, fields)),
        kept=[
            (name, value)
            for name, values in request.GET.lists()
            for value in values
            if value and name not in names and (name not in NOT_FILTERS or name in OF_POPUP)
        ],
        words=changelist.query,
        words_label=(changelist.search_help_text or _("Words to find")) if changelist.search_fields else "",
    )


def _fields(spec: ListFilter, changelist: ChangeList) -> list[FilterField]:
    """Return the fields of a filter: one for each parameter by which the filter filters. Some of Django's filters have
    two, such as a value and whether there is any.
    """
    if isinstance(spec, TypedFilter):
        return [
            FilterField(name, label, [], typed=spec.typed.get(name, ""), input=kind)
            for name, (label, kind) in spec.fields.items()
        ]
    choices: dict[str, list[FilterChoice]] = {}
    if isinstance(spec, SimpleListFilter):
        value = spec.value()
        listed = [FilterChoice(str(code), label, value == str(code)) for code, label in spec.lookup_choices]
        choices[spec.parameter_name or ""] = listed
    else:
        names = spec.expected_parameters() or []
        listed_by_django: Any = spec.choices(changelist)
        for choice in listed_by_django:
            pairs = [pair for pair in parse_qsl(choice["query_string"].lstrip("?")) if pair[0] in names]
            if len(pairs) == 1:
                name, value = pairs[0]
                choices.setdefault(name, []).append(FilterChoice(value, choice["display"], choice["selected"]))
    title = capfirst(str(spec.title))
    return [
        FilterField(name, _("%(filter)s: any?") % {"filter": title} if place else title, listed)
        for place, (name, listed) in enumerate(choices.items())
    ]


def _chips(changelist: ChangeList, request: HttpRequest, fields: list[FilterField]) -> Iterator[Chip]:
    by_name = {field.name: field for field in fields}
    days = f"{changelist.date_hierarchy}__"
    dated = {name: str(value) for name, value in request.GET.items() if value and name.startswith(days)}
    for name, values in request.GET.lists():
        if not any(values) or name in NOT_FILTERS or name == ORDER or name in dated:
            continue
        url = _address(request, name)
        if name == WORDS:
            yield Chip(_("Words"), changelist.query, url)
        elif name in by_name:
            field = by_name[name]
            # A value that is no choice of the filter filters nothing.
            if field.typed:
                yield Chip(field.label, field.typed, url)
            elif chosen := [choice.label for choice in field.choices if choice.selected]:
                yield Chip(field.label, ", ".join(map(str, chosen)), url)
        else:
            yield Chip(name, ", ".join(map(str, values)), url)
    if dated:
        parts = [dated[days + part] for part in ("year", "month", "day") if days + part in dated]
        yield Chip(_("Date"), "-".join(parts), _address(request, *dated))


def _address(request: HttpRequest, *without: str) -> str:
    return f"{request.path}?{filters_of(request.GET, without=without)}"
