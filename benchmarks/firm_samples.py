"""Records of firms to measure with: those of the FDA's import refusals, and the same firms written otherwise.

The file writes each firm in one way, so that a firm's rows are equal and tell nothing about spelling. A copy of each
firm is therefore written as other files write it, seeded; firms with the same name at other addresses are in the file.
"""

import csv
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.data import DATA

REFUSALS = DATA / "refusals" / "fda_refusals_2020_2023.csv"
# The FDA's file cuts a line of an address at 23 characters where it came from an entry form.
CUT = 23
# The changes of a copy, at most.
MAX_CHANGES = 3


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a firm: the number by which the FDA knows it, and what a file says of it."""

    number: str
    name: str
    lines: tuple[str, ...]
    country: str

    @property
    def address(self) -> str:
        """The address in one line."""
        return ", ".join(line for line in self.lines if line)


def refused_firms(file: Path = REFUSALS) -> list[Record]:
    """Return each firm of the file once."""
    columns = ("LINE1_ADRS", "LINE2_ADRS", "CITY_NAME", "PROVINCE_STATE")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(
            dict.fromkeys(
                Record(
                    row["MFG_FIRM_FEI_NUM"],
                    row["LGL_NAME"].strip(),
                    tuple(row[column].strip() for column in columns),
                    row["ISO_CNTRY_CODE"],
                )
                for row in csv.DictReader(lines)
            )
        )


def written_otherwise(records: list[Record], seed: int = 9) -> list[Record]:
    """Return a copy of each record with one to three changes."""
    chance = random.Random(seed)  # noqa: S311 - the same copies in each run
    copies = []
    for record in records:
        copy = record
        for change in chance.sample(CHANGES, chance.randint(1, MAX_CHANGES)):
            copy = change(copy, chance)
        copies.append(copy)
    return copies


def _rename(record: Record, name: str) -> Record:
    return Record(record.number, name or record.name, record.lines, record.country)


def _move(record: Record, lines: tuple[str, ...]) -> Record:
    return Record(record.number, record.name, lines, record.country)


_WORDS = (
    ("PRIVATE LIMITED", "PVT LTD"), ("PVT LTD", "PRIVATE LIMITED"), ("LIMITED", "LTD."), ("LTD", "LIMITED"),
    ("COMPANY", "CO."), ("JOINT STOCK COMPANY", "JSC"), ("PHARMACEUTICALS", "PHARMA"), ("LABORATORIES", "LABS"),
    ("INTERNATIONAL", "INTL"), ("INDUSTRIES", "INDS"), ("ENTERPRISES", "ENT"), (" AND ", " & "), ("&", "AND"),
)  # fmt: skip
_PLACES = (
    ("ROAD", "RD"), ("STREET", "ST"), ("INDUSTRIAL", "IND"), ("PLOT NO", "PLOT"), ("NO.", ""), ("FLOOR", "FLR"),
    ("NEAR", "NR"), ("DISTRICT", "DIST"), ("PHASE", "PH"), ("ESTATE", "EST"),
)  # fmt: skip


def _in_other_words(text: str, table: tuple[tuple[str, str], ...]) -> str:
    text = text.upper()
    return next((text.replace(one, other, 1) for one, other in table if one in text), text)


def _misspelt(text: str, chance: random.Random) -> str:
    places = [at for at, char in enumerate(text) if char.isalpha()]
    if len(places) < 5:
        return text
    at = chance.choice(places)
    letter = chance.choice("aeiklmnrst")
    return text[:at] + chance.choice([letter + text[at + 1 :], letter + text[at:], text[at + 1 :]])


def _change_name_words(record: Record, _chance: random.Random) -> Record:
    return _rename(record, _in_other_words(record.name, _WORDS))


def _change_name_letter(record: Record, chance: random.Random) -> Record:
    return _rename(record, _misspelt(record.name, chance))


def _leave_out_form(record: Record, _chance: random.Random) -> Record:
    words = record.name.split()
    forms = {"ltd", "limited", "pvt", "private", "co", "company", "inc", "llp", "corporation", "jsc"}
    while len(words) > 1 and words[-1].strip(".,()").lower() in forms:
        words.pop()
    return _rename(record, " ".join(words))


def _change_address_words(record: Record, _chance: random.Random) -> Record:
    return _move(record, tuple(_in_other_words(line, _PLACES) for line in record.lines))


def _change_address_letter(record: Record, chance: random.Random) -> Record:
    at = chance.randrange(len(record.lines))
    return _move(record, tuple(_misspelt(line, chance) if at == n else line for n, line in enumerate(record.lines)))


def _cut_off(record: Record, _chance: random.Random) -> Record:
    return _move(record, tuple(line[:CUT] for line in record.lines))


def _leave_out_line(record: Record, chance: random.Random) -> Record:
    """Leave out a line after the first one."""
    at = chance.randrange(1, len(record.lines))
    return _move(record, tuple("" if at == number else line for number, line in enumerate(record.lines)))


CHANGES: list[Callable[[Record, random.Random], Record]] = [
    _change_name_words,
    _change_name_letter,
    _leave_out_form,
    _change_address_words,
    _change_address_letter,
    _cut_off,
    _leave_out_line,
]
