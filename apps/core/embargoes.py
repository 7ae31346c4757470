"""The countries whose goods may not be imported into the United States, each with the regulation that says so.

The one list for every place that asks: costs, eligibility, declared parcels. A country stands here if the Office of
Foreign Assets Control (OFAC) prohibits nearly all imports of its goods. Bans of single goods, of parts of a country and
of persons stand elsewhere.

The regulations leave books and other informational materials free (31 CFR 510.213(c), 31 CFR 515.206(a), 31 CFR
560.210(c)), and OFAC licenses some other goods.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django_countries import countries


@dataclass(frozen=True, slots=True)
class Embargo:
    """The ban on importing the goods of a country. `country` is its code of ISO 3166, `citation` the regulation."""

    country: str
    citation: str

    @property
    def address(self) -> str:
        """Return where the regulation is published."""
        return f"https://www.ecfr.gov/current/title-31/section-{self.citation.split()[-1]}"

    @property
    def sentence(self) -> str:
        """Return what the regulation says, in the language of the reader."""
        return _(
            "Goods of %(country)s may not be imported into the United States, however small the parcel (%(law)s). "
            "Books and other informational materials are free of this ban, and OFAC licenses some other goods."
        ) % {"country": countries.name(self.country), "law": self.citation}


EMBARGOES: Mapping[str, Embargo] = {
    embargo.country: embargo
    for embargo in (Embargo("CU", "31 CFR 515.204"), Embargo("IR", "31 CFR 560.201"), Embargo("KP", "31 CFR 510.205"))
}


def embargo_of(country: str) -> Embargo | None:
    """Return the ban on goods of a country, by its code; None if no ban covers nearly all of its goods."""
    return EMBARGOES.get(country.upper())
