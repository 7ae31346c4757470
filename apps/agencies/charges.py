"""The category of violation that a charge of an FDA import refusal suggests, by the provision that the charge names.

A charge names sections of the Federal Food, Drug, and Cosmetic Act. All refusals rest on its section 801, which is why
the sections beside 801 decide. The category is a suggestion: an officer reads the legal text of the
charge and may choose another. Each row of `PROVISIONS` covers what begins with it, and the longest one counts:

- Adulterated goods (402 food, 501 drugs and devices, 601 cosmetics, 902 tobacco), drugs without approval (505), and
  goods under 801 alone are unsafe or inadmissible.
- Misbranded goods (403, 502, 602, 903) are inadmissible by the same section 801(a)(3). No milder category is about
  labels: `marking` is the country of origin alone.
- A firm or product that is not registered or listed (502(o), 510), importers without the verification of their
  suppliers (805), and certificates that were not given (801(q)) are data or papers that the agency asks for.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from apps.ledger.vocabulary import Category

PROVISIONS: dict[str, Category] = {
    "402": Category.UNSAFE_GOODS,
    "403": Category.UNSAFE_GOODS,
    "501": Category.UNSAFE_GOODS,
    "502": Category.UNSAFE_GOODS,
    "502(o)": Category.MISSING_AGENCY_DATA,
    "505": Category.UNSAFE_GOODS,
    "510": Category.MISSING_AGENCY_DATA,
    "601": Category.UNSAFE_GOODS,
    "602": Category.UNSAFE_GOODS,
    "801(q)": Category.MISSING_AGENCY_DATA,
    "805": Category.MISSING_AGENCY_DATA,
    "902": Category.UNSAFE_GOODS,
    "903": Category.UNSAFE_GOODS,
}
# Charges whose text is about something else than their provision: a device that was never cleared is not only unlisted,
# and a maker that did not file its first report of a product that emits radiation lacks data.
CODES: dict[str, Category] = {
    "508": Category.UNSAFE_GOODS,
    "476": Category.MISSING_AGENCY_DATA,
}
DEFAULT = Category.UNSAFE_GOODS
# If a refusal has several charges, the gravest category counts.
GRAVEST_FIRST = (Category.UNSAFE_GOODS, Category.MISSING_AGENCY_DATA)
_SECTION = re.compile(r"\d{3}(?:\([a-z0-9]+\))*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge of a refusal: the agency's code, the provisions, and the legal text; empty where the code is unknown."""

    code: str
    law: str = ""
    text: str = ""

    @property
    def category(self) -> Category:
        """The category of violation that the charge suggests."""
        if self.code in CODES:
            return CODES[self.code]
        sections = _SECTION.findall(self.law.replace(" ", "").lower())
        known = [row for section in sections if (row := _row_of(section))]
        return PROVISIONS[known[0]] if known else DEFAULT


def gravest_of(charges: Iterable[Charge]) -> Category:
    """Return the gravest category that the charges of one refusal suggest."""
    found = {charge.category for charge in charges}
    return next((category for category in GRAVEST_FIRST if category in found), DEFAULT)


def charges_named(codes: str, known: Mapping[str, Charge]) -> list[Charge]:
    """Return the charges of a refusal, whose codes a file gives with commas between; unknown codes have no text."""
    return [known.get(code, Charge(code)) for part in codes.split(",") if (code := part.strip())]


def _row_of(section: str) -> str:
    """Return the longest row of the table with which a section begins; "" if there is none."""
    rows = (row for row in PROVISIONS if section == row or section.startswith(f"{row}("))
    return max(rows, key=len, default="")
