"""A figure of the home: a chart, a table with the same numbers, and a file with the numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.core.lifecycle import Text
from apps.core.spreadsheets import Cell, Row

TITLES: dict[str, Promise] = {
    "flow": _lazy("What came, and what was done"),
    "ages": _lazy("How old the open work is"),
    "forecast": _lazy("Open work in the coming weeks"),
    "times": _lazy("Days to decide"),
    "kinds": _lazy("Open work, by kind"),
    "load": _lazy("Who holds how much"),
    "overturned": _lazy("Decisions overturned"),
}
# The bars of a figure; its table has every row.
MAX_BARS = 12
# The charts, as the template draws them.
PAIRS, COLUMNS, BARS, BAND = "pairs", "columns", "bars", "band"


class FigureQuestion(NamedTuple):
    """The question of a reader of figures: a kind of work, "" for all; and a number of officers for the forecast."""

    kind: str = ""
    officers: int | None = None

    @property
    def query(self) -> str:
        """Return what is asked as the query of an address; "" where nothing is."""
        said = {name: value for name, value in self._asdict().items() if value not in ("", None)}
        return f"?{urlencode(said)}" if said else ""


NOTHING_ASKED = FigureQuestion()


class LegendKey(NamedTuple):
    """A color of a chart, by its class, and what it stands for."""

    color: str
    words: Text


# The colors of each chart: of what is drawn first, and of what is beside it or a part of it.
FIRST, BESIDE, PART, LIKELY = "ks-bar", "ks-bar--other", "ks-bar--wrong", "ks-band"
COLORS = {PAIRS: (FIRST, BESIDE), COLUMNS: (FIRST, PART), BAND: (FIRST, LIKELY)}


class TableCell(NamedTuple):
    """A cell of the table of a figure, as it is shown."""

    text: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: `chart` is drawn as `drawn` says, and the table below it has the same numbers.

    `counted` says what is counted. `keys` are the words for the first and the second color. `missing` says why there is
    no chart, in its place. `lines` are the heading and the rows of the file, where the file says more than the table.
    `notes` stand below the chart. `mark` is the color of the marked part of bars.
    """

    code: str
    counted: Text
    head: tuple[Text, ...]
    rows: Sequence[Row]
    drawn: str = ""
    chart: Any = None
    keys: tuple[Text, ...] = ()
    mark: str = PART
    missing: Text = ""
    lines: tuple[Row, Sequence[Row]] | None = None
    notes: Sequence[Text] = ()
    asked: FigureQuestion = NOTHING_ASKED

    @property
    def title(self) -> Promise:
        return TITLES[self.code]

    @property
    def url(self) -> str:
        """Return the address of the file."""
        return reverse("admin:figure", args=[self.code]) + self.asked.query

    @property
    def legend(self) -> list[LegendKey]:
        """Return what the colors of the chart stand for."""
        return [LegendKey(color, words) for color, words in zip(self.colors, self.keys, strict=True)]

    @property
    def colors(self) -> tuple[str, str]:
        """Return the colors of the chart. The part of a bar is marked as wrong where it is late or overturned."""
        return (FIRST, self.mark) if self.drawn == BARS else COLORS[self.drawn]

    @property
    def table(self) -> list[list[TableCell]]:
        return [[_table_cell(cell) for cell in row] for row in self.rows]

    @property
    def file(self) -> tuple[Row, Sequence[Row]]:
        """Return the heading and the rows of the file."""
        return self.lines or (tuple(str(name) for name in self.head), self.rows)


def _table_cell(cell: Cell) -> TableCell:
    match cell:
        case None:
            return TableCell("–", is_number=True)
        case str():
            return TableCell(cell, is_number=False)
        case int():
            return TableCell(number_format(cell, force_grouping=True), is_number=True)
        case Decimal():
            return TableCell(number_format(cell, decimal_pos=1, force_grouping=True), is_number=True)
    return TableCell(date_format(cell), is_number=False)
