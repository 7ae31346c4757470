"""A filtered, sorted list on pages, all of whose state is in its address."""

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

from apps.core.errors import Invalid
from apps.core.keyset import Order, Page, Place
from apps.core.lazy import Promise
from apps.portal.history.forms import FilterForm

SIZE = 50
PLACES = {"after": False, "before": True}


class Address:
    """The address of a list: its filters and its order."""

    def __init__(self, get: QueryDict, form: FilterForm, sort: str) -> None:
        given = {name: get[name] for name in form.fields if name in get}
        # What is blank asks nothing, except for the first day: without one the list would choose it.
        self._given = {name: text for name, text in given.items() if text or name == "since"}
        self._sort = {"sort": sort}

    @property
    def filters(self) -> str:
        """The filters alone, as an export takes them."""
        return "?" + urlencode(self._given)

    def having(self, **changes: object) -> str:
        return "?" + urlencode(self._given | self._sort | changes)

    def without(self, name: str) -> str:
        left = {other: text for other, text in self._given.items() if other != name}
        return "?" + urlencode(left | ({"since": ""} if name == "since" else {}) | self._sort)

    def at(self, place: Place | None) -> str:
        return self.having(**{"before" if place.backwards else "after": place}) if place else ""


@dataclass(frozen=True, slots=True)
class Active:
    """A filter that is on, and the address without it."""

    label: str | Promise
    value: str
    address: str


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a column; `address` sorts by it, or the other way round, and is "" where that can't be done."""

    label: str | Promise
    address: str
    sorted: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Column:
    """`sort` names the order by it, if there is one; `falls` is whether that begins with the greatest."""

    label: str | Promise
    sort: str = ""
    falls: bool = False
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for beside its filters. `damaged` if that could not be understood."""

    sort: str
    order: Order
    place: Place | None
    damaged: bool

    @classmethod
    def parse(cls, get: QueryDict, orders: Mapping[str, Order], usual: str) -> "Wanted":
        damaged = False
        sort = get.get("sort") or usual
        if sort.removeprefix("-") not in orders:
            sort, damaged = usual, True
        columns = orders[sort.removeprefix("-")].columns
        order, place = Order(columns, descending=sort.startswith("-")), None
        for name, backwards in PLACES.items():
            if text := get.get(name):
                try:
                    place = Place.parse(text, order, backwards=backwards)
                except Invalid:
                    damaged = True
        return cls(sort, order, place, damaged)


@dataclass(frozen=True, slots=True)
class Listing[Row: Model]:
    """All that a page of a list shows. `total` is a lower bound unless `is_exact`; `edge` is the day up to which it
    was looked through, if that is not all of the period. `too_many` rows are in the period to sort it as was asked."""

    form: FilterForm
    address: Address
    headers: list[Header]
    page: Page[Row]
    total: int
    is_exact: bool
    damaged: bool
    edge: date | None = None
    too_many: bool = False

    @property
    def status(self) -> int:
        return 422 if self.damaged or self.form.errors else 200

    @property
    def active(self) -> list[Active]:
        asked = (field for field in self.form if self.form.cleaned_data.get(field.name) not in (None, ""))
        return [Active(field.label, _shown(field), self.address.without(field.name)) for field in asked]

    @property
    def before(self) -> str:
        return self.address.at(self.page.before)

    @property
    def after(self) -> str:
        return self.address.at(self.page.after)


def headers(columns: list[Column], address: Address, wanted: Wanted, sortable: set[str]) -> list[Header]:
    heads = []
    for column in columns:
        way, link = "", ""
        if column.sort and column.sort == wanted.sort.removeprefix("-"):
            way = "descending" if wanted.order.descending else "ascending"
            link = address.having(sort=column.sort if wanted.order.descending else f"-{column.sort}")
        elif column.sort in sortable:
            link = address.having(sort=f"-{column.sort}" if column.falls else column.sort)
        heads.append(Header(column.label, link, way, column.is_number))
    return heads


def text_key(text: str) -> str:
    if "\0" in text:
        raise ValueError
    return text


def number_key(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or number.adjusted() > 20:
        raise ValueError
    return number


def _shown(field: BoundField) -> str:
    """The value of a filter in words."""
    value: Any = field.form.cleaned_data[field.name]
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    choices = {str(code): label for code, label in getattr(field.field, "choices", ())}
    return str(choices.get(str(field.data), value))
