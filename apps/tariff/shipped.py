"""The edition of the tariff that comes with the program, which `load_tariff` loads unless it gets another file.

The Harmonized Tariff Schedule of the United States is a work of the government of the United States, published as a CSV
file by the U.S. International Trade Commission (<https://hts.usitc.gov/export>). `pack_tariff` makes the packed form:
codes, levels, descriptions and rates of chapters 1 to 98 (`TariffFile.packed`). The name of the file holds the day from
which the edition holds.
"""

from datetime import date
from pathlib import Path

from apps.tariff.files import PACKED

FOLDER = Path(__file__).parent / "editions"
_BEGIN = "hts_"


def shipped_path(day: date) -> Path:
    """Return where the packed file of an edition belongs."""
    return FOLDER / f"{_BEGIN}{day.isoformat()}.csv{PACKED}"


def shipped_edition() -> tuple[Path, date]:
    """Return the newest packed file, and the day from which its edition holds."""
    newest = max(FOLDER.glob(f"{_BEGIN}*"))
    return newest, date.fromisoformat(newest.name.removeprefix(_BEGIN).partition(".")[0])
