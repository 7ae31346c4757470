"""The competence of a partner agency: the goods whose parcels it sees, and the violations that it reports.

Goods go by the HS chapters of `tariff.agencies`, which names the authority behind each. A violation that an agency
reports is alleged, served and answered as any other, so the categories say what an agency may bring, and no more.
"""

from apps.ledger.vocabulary import Category
from apps.tariff.agencies import AGENCIES, agencies_of
from apps.tariff.chapters import CHAPTERS

# The laws of the agencies are about the safety of goods, the data that they ask for, and papers that they may see.
CATEGORIES = (Category.UNSAFE_GOODS, Category.MISSING_AGENCY_DATA, Category.RECORDS)
CHOICES = [(code, code) for code in AGENCIES]


def chapters_of(agency: str) -> list[str]:
    """Return the HS chapters whose goods an agency may look at; none for an unknown agency."""
    return [chapter for chapter in CHAPTERS if agency in agencies_of(chapter)]
