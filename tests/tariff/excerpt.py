"""The tariff that comes with the program, and an excerpt: the headings of the simulated goods, which load fast."""

import csv
import io
import lzma
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from apps.tariff.files import TariffFile
from apps.tariff.services import tariff_load
from apps.tariff.shipped import shipped_edition
from config.simulation.numbers.catalog import PRODUCTS

HEADINGS = frozenset(product.hs[:4] for product in PRODUCTS)


def excerpt_load() -> None:
    """Load the excerpt with its edition."""
    _path, day = shipped_edition()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "excerpt.csv"
        path.write_text(_excerpt())
        tariff_load(file=TariffFile(path), edition=day)


def whole_load() -> None:
    """Load the whole tariff, which takes more than a second: once for all tests of a module."""
    path, day = shipped_edition()
    tariff_load(file=TariffFile(path), edition=day)


@cache
def _excerpt() -> str:
    path, _day = shipped_edition()
    text, heading = io.StringIO(), ""
    table = csv.writer(text)
    with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    table.writerow(header)
    for code, *cells in rows:
        heading = code[:4] or heading
        if heading in HEADINGS:
            table.writerow([code, *cells])
    return text.getvalue()
