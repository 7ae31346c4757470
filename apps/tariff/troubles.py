"""Troubles that are known of the goods of a chapter, with the agencies concerned and the source of each, for staff.

A trouble is a hint where to look, and no finding about a seller. The sources:

- the UFLPA strategy: the sectors of high priority in the Strategy to Prevent the Importation of Goods Mined, Produced,
  or Manufactured with Forced Labor in the People's Republic of China, under Pub. L. 117-78, with the sectors that were
  added in 2024 and 2025 (<https://www.dhs.gov/uflpa-strategy>); 19 U.S.C. 1307 keeps such goods out
- the priority trade issues of CBP: agriculture, antidumping and countervailing duties, import safety, intellectual
  property rights, textiles (<https://www.cbp.gov/trade/priority-issues>)
- the law that each row names
"""

from dataclasses import dataclass

UFLPA = "UFLPA strategy; 19 U.S.C. 1307"
IPR = "CBP priority trade issue: intellectual property; 19 U.S.C. 1526(e)"
DUTIES = "CBP priority trade issue: antidumping and countervailing duties; 19 U.S.C. 1517(a)(5)"
SAFETY = "CBP priority trade issue: import safety"
TEXTILES = "CBP priority trade issue: textiles; 19 U.S.C. 1304(a)"


@dataclass(frozen=True, slots=True)
class GoodsTrouble:
    """A trouble in words, the chapters whose goods have it, the codes of agencies concerned, and its source."""

    text: str
    chapters: frozenset[str]
    agencies: tuple[str, ...]
    source: str


def _trouble(text: str, chapters: str, agencies: str, source: str) -> GoodsTrouble:
    return GoodsTrouble(text, frozenset(chapters.split()), tuple(agencies.split()), source)


# The gravest first: a page may show the first few of a chapter.
TROUBLES: tuple[GoodsTrouble, ...] = (
    _trouble("Controlled substances and what they are made from", "12 13 28 29 30", "DEA", "21 U.S.C. 952"),
    _trouble("Firearms, their parts and ammunition", "93", "ATF", "18 U.S.C. 922(l)"),
    _trouble("Drugs without approval", "29 30", "FDA", "21 U.S.C. 381(a)"),
    _trouble("Forced labor: cotton and clothing", "52 58 60 61 62 63 65", "", UFLPA),
    _trouble("Forced labor: tomatoes and what is made of them", "07 20 21", "", UFLPA),
    _trouble("Forced labor: red dates", "08", "", UFLPA),
    _trouble("Forced labor: seafood", "03 16", "", UFLPA),
    _trouble("Forced labor: polysilicon and other products of silica", "28 85", "", UFLPA),
    _trouble("Forced labor: caustic soda", "28", "", UFLPA),
    _trouble("Forced labor: lithium", "28 85", "", UFLPA),
    _trouble("Forced labor: PVC", "39", "", UFLPA),
    _trouble("Forced labor: steel", "72 73", "", UFLPA),
    _trouble("Forced labor: copper", "74", "", UFLPA),
    _trouble("Forced labor: aluminum", "76", "", UFLPA),
    _trouble("Counterfeit brands", "30 33 42 61 62 63 64 65 71 84 85 87 90 91 95 96", "", IPR),
    _trouble("Lithium batteries that were not tested or declared", "85 87 95", "PHMSA", "49 CFR 173.185"),
    _trouble("Radio devices without an authorization", "84 85 88 95", "FCC", "47 CFR 2.1204"),
    _trouble("Cosmetics and supplements with undeclared drugs", "21 33", "FDA", f"{SAFETY}; 21 U.S.C. 381(a)"),
    _trouble("Nicotine products without authorization", "24 85", "FDA", "21 U.S.C. 381(a)"),
    _trouble("Food that is unsafe or comes from unknown makers", "03 04 07 08 09 16 17 19 20 21 22", "FDA", SAFETY),
    _trouble("Medical devices without clearance", "90", "FDA", "21 U.S.C. 381(a)"),
    _trouble("Products for children without tests", "61 62 64 71 87 94 95", "CPSC", f"{SAFETY}; 16 CFR chapter II"),
    _trouble("Lamps, chargers and heaters that catch fire", "85 94", "CPSC", f"{SAFETY}; 16 CFR chapter II"),
    _trouble("Fireworks", "36", "CPSC ATF", f"{SAFETY}; 16 CFR chapter II"),
    _trouble("Pesticides and disinfectants without registration", "38", "EPA", "19 CFR 12.110 to 12.127"),
    _trouble("Engines and vehicles without a certificate of emissions", "84 87", "EPA", "19 CFR 12.73"),
    _trouble("Duties avoided by another country of origin", "04 07 29 39 44 48 72 73 76 85 87 94", "", DUTIES),
    _trouble("Textiles under a wrong origin or description", "50 51 52 54 55 57 58 59 60 61 62 63", "", TEXTILES),
    _trouble("Plants, seeds and wood with pests", "06 07 08 10 12 14 44 46", "USDA", "7 CFR part 319"),
    _trouble("Wood without a declaration of its species", "44 92 94", "USDA", "16 U.S.C. 3372(f)"),
    _trouble("Protected animals and what is made of them", "01 05 41 42 43 92 97", "FWS", "50 CFR part 14"),
)


def troubles_of(hs: str) -> list[GoodsTrouble]:
    """Return the troubles that are known of the goods of an HS code, by its chapter, the gravest first."""
    return [trouble for trouble in TROUBLES if hs[:2] in trouble.chapters]
