"""Facts about persons in words: days of birth and numbers of papers, as lists write them. Pure."""

import re
from datetime import datetime

from apps.screening.listed_parties import ListedNumber
from apps.screening.places import country_of

_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_DAY_FORMATS = ("%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%m/%d/%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d")
# A year that a list calls “circa” is taken to be off by this many years at most.
CIRCA_YEARS = 2
_NUMBER = re.compile(
    r"(?:alt\. )?(?P<kind>(?:[A-Z][A-Za-z.'/& -]*?)?"
    r"(?:No\.?|#|Number|Identification|Passport|D\.N\.I\.|R\.F\.C\.|C\.U\.R\.P\.|C\.U\.I\.T\.|MMSI|SSN|SWIFT/BIC|ID))"
    r"\s+(?P<number>(?:IMO )?[A-Z-]{0,4}[\w./-]*\d[\w./-]*(?: \d[\w./-]*)*)"
    r"(?:\s*\((?P<country>[^)]*)\))?"
)


def birth_of(text: str) -> str:
    """Return a day of birth as ISO 8601 (1970-12-31), a year (1970) or a range of years (1970/1972).

    Returns "" for a text without a year.
    """
    text = " ".join(text.split()).rstrip(".")
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    years = sorted(map(int, _YEAR.findall(text)))
    if not years:
        return ""
    first, last = years[0], years[-1]
    if first == last and re.search(r"circa|approx|about|\bc\.", text, re.IGNORECASE):
        first, last = first - CIRCA_YEARS, last + CIRCA_YEARS
    return str(first) if first == last else f"{first}/{last}"


def years_of(birth: str) -> tuple[int, int]:
    """Return the first and the last year in which somebody with a birth of `birth_of` may be born."""
    first, _slash, last = birth.partition("/")
    return int(first[:4]), int((last or first)[:4])


def number_of(text: str) -> ListedNumber | None:
    """Return the number that a remark names: “Passport A123456 (Iran)”; None for a remark of another kind."""
    if not (found := _NUMBER.match(text)):
        return None
    return ListedNumber(found["kind"], found["number"].rstrip("."), country_of(found["country"] or ""))
