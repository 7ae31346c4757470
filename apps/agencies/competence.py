"""The competence of a partner agency: the goods whose parcels it sees, and the violations that it reports.

The program decides which agencies take part and which HS chapters each of them sees; what the law lets an agency ask of
a line of the tariff is in `tariff.agencies`. A violation that an agency reports is alleged, served and answered as any
other, so the categories say what an agency may bring, and no more.
"""

from apps.ledger.vocabulary import Category
from apps.tariff import agencies

# The laws of the agencies are about the safety of goods, the data that they ask for, and papers that they may see.
CATEGORIES = (Category.UNSAFE_GOODS, Category.MISSING_AGENCY_DATA, Category.RECORDS)
_CHAPTERS = {
    "CPSC": "61 62 63 87 94 95 96",
    "EPA": "28 29 32 34 38 44 84 87 94",
    "FDA": "02 03 04 05 07 08 09 10 11 12 13 15 16 17 18 19 20 21 22 23 24 29 30 33 85 90",
    "FWS": "01 03 05 41 42 43 92 97",
    "USDA": "01 02 04 05 06 07 08 09 10 11 12 13 14 15 16 23 41 44 46 51",
}
AGENCIES = {code: agencies.AGENCIES[code] for code in _CHAPTERS}
CHOICES = [(code, code) for code in AGENCIES]


def chapters_of(agency: str) -> list[str]:
    """Return the HS chapters whose goods an agency may look at; none for an unknown agency."""
    return _CHAPTERS.get(agency, "").split()


def agencies_competent(hs: str) -> list[str]:
    """Return the agencies that may look at the goods of an HS code."""
    return [agency for agency in AGENCIES if hs[:2] in chapters_of(agency)]
