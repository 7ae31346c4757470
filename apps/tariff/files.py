"""A tariff as a CSV file, which may be packed: the columns, and the lines with their codes, descriptions and rates."""

import csv
import io
import lzma
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.csv_rows import cells_read
from apps.core.errors import InvalidInput

# The names that publishers give to the columns, in small letters and digits only. A file may have no column for the
# level: then the level follows from the codes.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "hscode", "hs", "hsnumber", "htsnumber", "htsno", "htscode", "commoditycode", "tariffcode"),
    "level": ("level", "indent", "indentation"),
    "description": ("description", "articledescription", "text", "title"),
    "general": ("general", "generalrate", "generalrateofduty"),
    "special": ("special", "specialrate", "specialrateofduty"),
    "column_2": ("column2", "column2rate", "column2rateofduty", "other"),
}
RATES = ("general", "special", "column_2")
# The ending of a packed file.
PACKED = ".xz"
REQUIRED_FIELDS = ("code", "description")
MAX_CODE_LENGTH = 14
# The digits to which the United States gives rates of duty. Shorter codes only head them, whatever rates a file repeats
# beside such a code.
RATED_LENGTH = 8
# Temporary provisions, which say what is owed beside the rate of goods: the table of added duties holds them.
TEMPORARY = "99"
MAX_ERRORS = 20
# Far more than the longest description with its rates and units.
MAX_ROW_LENGTH = 2**16


@dataclass(frozen=True, slots=True)
class TariffLine:
    """A line of a tariff: its code (digits only), its level, and the descriptions of the lines above from the top.

    The level is the number of lines above. The rates of duty are as the file writes them, "" where it has none.
    """

    code: str
    level: int
    description: str
    above: tuple[str, ...]
    general: str = ""
    special: str = ""
    column_2: str = ""


class TariffFile:
    """A tariff file that is read line by line.

    `read` counts the lines, `without_code` the lines that have no code since they only group others.
    """

    def __init__(self, path: Path, columns: Mapping[str, str] | None = None) -> None:
        """Open nothing yet. `columns` names the column of each field that the header does not name by itself.

        Raises Invalid for an unknown field.
        """
        if unknown := (columns or {}).keys() - COLUMNS.keys():
            raise InvalidInput(
                _("There is no field %(unknown)s. The fields are %(fields)s.")
                % {"unknown": ", ".join(sorted(unknown)), "fields": ", ".join(COLUMNS)}
            )
        self.path, self.columns = path, dict(columns or {})
        self.read = self.without_code = 0

    def lines(self) -> Iterator[TariffLine]:
        """Yield each line with a code. Raise Invalid after the last line if any was wrong, with the line numbers."""
        above: list[tuple[int, str]] = []
        rated: dict[str, str] = {}
        for code, level, description, rates in self._rows():
            while above and above[-1][0] >= level:
                above.pop()
            if code:
                if len(code) == RATED_LENGTH:
                    rated = {"code": code, **rates}
                elif code[:RATED_LENGTH] == rated.get("code"):
                    # The tariff states the rates once, for eight digits. Further digits only count imports.
                    rates = {name: rate or rated[name] for name, rate in rates.items()}
                yield TariffLine(code, len(above), description, tuple(text for _level, text in above), **rates)
            else:
                self.without_code += 1
            above.append((level, description))

    def packed(self) -> bytes:
        """Return the file in its compact form, which has the same lines but for chapter 99.

        The columns are `code`, `level`, `description` and the three rates. A rate stands once, beside the code of eight
        digits or the longer code that alone has the rate.
        """
        text = io.StringIO()
        # No spreadsheet opens the packed file: `lines` reads the same texts again.
        table = csv.writer(text, lineterminator="\n")  # noqa: TID251
        table.writerow(["code", "level", "description", *RATES])
        rated: dict[str, str] = {}
        chapter = ""
        for code, level, description, rates in self._rows():
            chapter = code[:2] or chapter
            if chapter == TEMPORARY:
                continue
            above = rated if code[:RATED_LENGTH] == rated.get("code") else {}
            rated = {"code": code, **rates} if len(code) == RATED_LENGTH else rated
            own = ["" if rate == above.get(name) else rate for name, rate in rates.items()]
            table.writerow([code, level, description, *own])
        return lzma.compress(text.getvalue().encode(), preset=9 | lzma.PRESET_EXTREME)

    def _rows(self) -> Iterator[tuple[str, int, str, dict[str, str]]]:
        """Yield the code, "" for none, the level, the description and the rates of each row."""
        try:
            with self._opened() as file:
                yield from self._checked(file)
        except (OSError, lzma.LZMAError) as error:
            reason = getattr(error, "strerror", None) or error
            raise InvalidInput(
                _("%(file)s can't be read: %(reason)s.") % {"file": self.path, "reason": reason}
            ) from error
        except UnicodeDecodeError as error:
            raise InvalidInput(_("%(file)s is not text in UTF-8.") % {"file": self.path}) from error

    def _opened(self) -> TextIO:
        if self.path.suffix == PACKED:
            return lzma.open(self.path, "rt", encoding="utf-8", newline="")
        return self.path.open(encoding="utf-8-sig", newline="")

    def _checked(self, file: TextIO) -> Iterator[tuple[str, int, str, dict[str, str]]]:
        seen: dict[str, int] = {}
        faults: list[tuple[int, str]] = []
        for number, texts in _records(file, self.columns):
            self.read += 1
            try:
                code, level, description = _code(texts["code"]), _level(texts), _description(texts["description"])
                if code in seen:
                    raise InvalidInput(
                        _("the code %(code)s stands in line %(line)d already.") % {"code": code, "line": seen[code]}
                    )
            except InvalidInput as fault:
                faults.append((number, str(fault.message)))
                if len(faults) == MAX_ERRORS:
                    break
                continue
            if code:
                seen[code] = number
            is_rated = len(code) >= RATED_LENGTH
            yield code, level, description, {name: _rate(texts.get(name, "")) if is_rated else "" for name in RATES}
        if faults:
            raise InvalidInput(_faults_text(faults))
        if not seen:
            raise InvalidInput(_("The file has no line with a code."))


def _records(file: Iterable[str], columns: Mapping[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the texts of the fields of each record, with the number of the line where the record begins."""
    rows = cells_read(iter(file), max_length=MAX_ROW_LENGTH)
    _number, header, _unread = next(rows, (0, [], ""))
    places = _places(header, columns)
    for number, values, unread in rows:
        if unread:
            raise InvalidInput(_("Line %(line)d: %(fault)s") % {"line": number + 1, "fault": unread})
        if any(values):
            yield number + 1, {name: values[at] if at < len(values) else "" for name, at in places.items()}


def _places(header: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Find the position of the column of each field."""
    if missing := [name for name in columns.values() if name not in header]:
        raise InvalidInput(
            _("The file has no column %(missing)s. It has %(columns)s.")
            % {"missing": ", ".join(missing), "columns": ", ".join(header)}
        )
    plain = {re.sub(r"[^a-z0-9]", "", name.lower()): at for at, name in reversed(list(enumerate(header)))}
    places = {field: next((plain[name] for name in names if name in plain), None) for field, names in COLUMNS.items()}
    places |= {field: header.index(name) for field, name in columns.items()}
    if missing_fields := [field for field in REQUIRED_FIELDS if places[field] is None]:
        raise InvalidInput(
            _("Which column holds %(fields)s? Say so with --map FIELD=COLUMN. The columns are %(columns)s.")
            % {"fields": ", ".join(missing_fields), "columns": ", ".join(header) or "-"}
        )
    return {field: at for field, at in places.items() if at is not None}


def _code(text: str) -> str:
    """Return the digits of a code; "" for a line without a code, which only groups others.

    Codes have pairs of digits. A code with an odd number of digits lost a zero in a spreadsheet that took the code for
    a number: 6109.90 became 6109.9, and 0101 became 101. The zero is put back.
    """
    digits = re.sub(r"[.\s]", "", text)
    if not re.search(r"\d", digits):
        return ""
    if not re.fullmatch(r"[0-9]+", digits):
        raise InvalidInput(_("“%(code)s” is not a code: it may hold digits and dots.") % {"code": text})
    if len(digits) % 2:
        digits = f"{digits}0" if "." in text else f"0{digits}"
    if len(digits) > MAX_CODE_LENGTH:
        raise InvalidInput(
            _("“%(code)s” is not a code: it has more than %(most)d digits.") % {"code": text, "most": MAX_CODE_LENGTH}
        )
    return digits


def _level(texts: Mapping[str, str]) -> int:
    if "level" not in texts:
        return len(_code(texts["code"]))
    text = texts["level"].strip()
    if not re.fullmatch(r"[0-9]{1,3}", text):
        raise InvalidInput(_("the level “%(level)s” is not a whole number.") % {"level": text})
    return int(text)


def _description(text: str) -> str:
    described = " ".join(text.replace("\0", "").split()).rstrip(": ")
    if not described:
        raise InvalidInput(_("the description is missing."))
    return described


def _rate(text: str) -> str:
    return " ".join(text.replace("\0", "").split())


def _faults_text(faults: Sequence[tuple[int, str]]) -> str:
    lines = [_("Line %(line)d: %(fault)s") % {"line": line, "fault": fault} for line, fault in faults]
    count = len(faults)
    head = ngettext(
        "Nothing was changed: %(count)d line of the file is wrong.",
        "Nothing was changed: %(count)d lines of the file are wrong.",
        count,
    )
    if count == MAX_ERRORS:
        head = _("Nothing was changed. The first %(count)d lines that are wrong:")
    return "\n".join([head % {"count": count}, *lines])
