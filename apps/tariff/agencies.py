"""The partner government agencies that may ask for data or permits on goods of an HS chapter.

The table goes by chapter and is only a hint for applicants and reviewers. CBP's ACE Agency Tariff Code reference guide
has the needs of each tariff line. The authorities behind the table:

- FDA: food, drugs, cosmetics, devices, tobacco (21 U.S.C. 381(a)), products that emit radiation (21 CFR part 1005)
- CPSC: toys, children's products, flammable fabrics, mattresses, bicycles, lighters (16 CFR chapter II)
- EPA: chemicals and pesticides (19 CFR 12.110 to 12.127), vehicles and engines (19 CFR 12.73), formaldehyde in wood
  products (40 CFR part 770)
- USDA: animals, plants and what is made of them (7 CFR part 319, 9 CFR parts 93 to 98), Lacey Act declarations
  (16 U.S.C. 3372(f))
- FWS: wildlife and its products (50 CFR part 14)
"""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

AGENCIES: dict[str, Promise] = {
    "CPSC": _lazy("Consumer Product Safety Commission"),
    "EPA": _lazy("Environmental Protection Agency"),
    "FDA": _lazy("Food and Drug Administration"),
    "FWS": _lazy("Fish and Wildlife Service"),
    "USDA": _lazy("Department of Agriculture"),
}

# What each agency asks for: 21 CFR 1.279 (FDA), 16 CFR part 1110 (CPSC), 19 CFR 12.110 to 12.127 (EPA),
# 7 CFR part 319 and 16 U.S.C. 3372(f) (USDA), 50 CFR part 14 (FWS).
ASKED_BY: dict[str, Promise] = {
    "CPSC": _lazy("CPSC: the certificate of the product, where a safety rule covers it"),
    "EPA": _lazy("EPA: the certification of a chemical, a pesticide or an engine"),
    "FDA": _lazy("FDA: the product code and the maker; of food, the number of the prior notice"),
    "FWS": _lazy("FWS: the declaration of wildlife, and the permit of a protected kind"),
    "USDA": _lazy("USDA: the permit or certificate of plants and animals; of wood, the Lacey Act declaration"),
}

_CHAPTERS: dict[str, str] = {
    "FDA": "02 03 04 05 07 08 09 10 11 12 13 15 16 17 18 19 20 21 22 23 24 29 30 33 85 90",
    "CPSC": "61 62 63 87 94 95 96",
    "EPA": "28 29 32 34 38 44 84 87 94",
    "USDA": "01 02 04 05 06 07 08 09 10 11 12 13 14 15 16 23 41 44 46 51",
    "FWS": "01 03 05 41 42 43 92 97",
}
_AGENCIES_OF = {
    f"{chapter:02}": [agency for agency in AGENCIES if f"{chapter:02}" in _CHAPTERS[agency].split()]
    for chapter in range(1, 100)
}


def agencies_of(hs: str) -> list[str]:
    """Return the codes of the agencies that may ask for data or permits on goods of an HS code, by its chapter."""
    return _AGENCIES_OF.get(hs[:2], [])
