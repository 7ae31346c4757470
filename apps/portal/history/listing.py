"""Lists that are filtered, sorted and paged by their address alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.formats import date_format

from apps.core.errors import InvalidInput
from apps.core.keyset_pages import KeysetOrder, KeysetPage, PagePlace
from apps.core.lazy import Promise
from apps.portal.history.forms import FilterForm

# On a phone a row is one line, and so many lines are as long as a page should be.
PAGE_SIZE = 40
BACKWARDS = {"after": False, "before": True}


class ListQuery:
    """The query of the address of a list: its filters and its order."""

    def __init__(self, get: QueryDict, form: FilterForm, sort: str) -> None:
        given = {name: get[name] for name in form.fields if name in get}
        # Blank filters are left out, except for the first day: the list would set the day itself if it was missing.
        self._given = {name: text for name, text in given.items() if text or name == "since"}
        self._sort = {"sort": sort}

    @property
    def filters(self) -> str:
        """Return the filters without the order, as an export takes them."""
        return "?" + urlencode(self._given)

    def with_values(self, **changes: object) -> str:
        """Return the address with some of its values changed."""
        return "?" + urlencode(self._given | self._sort | changes)

    def without(self, name: str) -> str:
        """Return the address without a filter."""
        left = {other: text for other, text in self._given.items() if other != name}
        return "?" + urlencode(left | ({"since": ""} if name == "since" else {}) | self._sort)

    def at(self, place: PagePlace | None) -> str:
        """Return the address of the page that begins or ends at a place; "" if there is none."""
        return self.with_values(**{"before" if place.backwards else "after": place}) if place else ""


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A filter with a value, and the address of the list without the filter."""

    label: str | Promise
    value: str
    address: str


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a column. `address` sorts by the column, or reverses the order; it is "" if neither is possible."""

    label: str | Promise
    address: str
    sorted: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `sort` names its order, if there is one; `descending` is whether the order begins with the greatest."""

    label: str | Promise
    sort: str = ""
    descending: bool = False
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class PageQuery:
    """The order and the place that an address asks for. `damaged` is whether either could not be read."""

    sort: str
    order: KeysetOrder
    place: PagePlace | None
    damaged: bool

    @classmethod
    def parse(cls, get: QueryDict, orders: Mapping[str, KeysetOrder], default: str) -> "PageQuery":
        """Read the order and the place from an address; `default` is the order if none can be read."""
        damaged = False
        sort = get.get("sort") or default
        if sort.removeprefix("-") not in orders:
            sort, damaged = default, True
        columns = orders[sort.removeprefix("-")].columns
        order, place = KeysetOrder(columns, descending=sort.startswith("-")), None
        for name, backwards in BACKWARDS.items():
            if text := get.get(name):
                try:
                    place = PagePlace.parse(text, order, backwards=backwards)
                except InvalidInput:
                    damaged = True
        return cls(sort, order, place, damaged)


@dataclass(frozen=True, slots=True)
class Listing[Row: Model]:
    """A page of a list. `total` is a lower bound unless `is_exact`.

    `edge` is the day up to which the list was searched, if the search stopped before the end of the period. `too_many`
    is whether the period has too many rows for the order that was asked for.
    """

    form: FilterForm
    address: ListQuery
    headers: list[Header]
    page: KeysetPage[Row]
    total: int
    is_exact: bool
    damaged: bool
    edge: date | None = None
    too_many: bool = False

    @property
    def status(self) -> int:
        """Return the HTTP status: 422 if part of the address could not be read."""
        return 422 if self.damaged or self.form.errors else 200

    @property
    def active(self) -> list[ActiveFilter]:
        """Return the filters that have a value."""
        filters = (field for field in self.form if self.form.cleaned_data.get(field.name) not in (None, ""))
        return [ActiveFilter(field.label, filter_text(field), self.address.without(field.name)) for field in filters]

    @property
    def before(self) -> str:
        """Return the address of the page before; "" if there is none."""
        return self.address.at(self.page.before)

    @property
    def after(self) -> str:
        """Return the address of the page after; "" if there is none."""
        return self.address.at(self.page.after)


def headers_of(columns: list[Column], address: ListQuery, query: PageQuery, sortable: set[str]) -> list[Header]:
    """Return the headers of a list, in which the orders in `sortable` can be chosen."""
    heads = []
    for column in columns:
        way, link = "", ""
        if column.sort and column.sort == query.sort.removeprefix("-"):
            way = "descending" if query.order.descending else "ascending"
            link = address.with_values(sort=column.sort if query.order.descending else f"-{column.sort}")
        elif column.sort in sortable:
            link = address.with_values(sort=f"-{column.sort}" if column.descending else column.sort)
        heads.append(Header(column.label, link, way, column.is_number))
    return heads


def text_key(text: str) -> str:
    """Return a text of a place in a list; raise ValueError if PostgreSQL could not compare with the text."""
    if "\0" in text:
        raise ValueError
    return text


def number_key(text: str) -> Decimal:
    """Return a number of a place in a list; raise ValueError if it is no number of the ledger."""
    number = Decimal(text)
    if not number.is_finite() or number.adjusted() > 20:
        raise ValueError
    return number


def filter_text(field: BoundField) -> str:
    """Return the value of a filter in words."""
    value: Any = field.form.cleaned_data[field.name]
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    choices = {str(code): label for code, label in getattr(field.field, "choices", ())}
    return str(choices.get(str(field.data), value))
