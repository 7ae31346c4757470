"""Goods that may not be imported, or only under conditions that a seller must know first, each with its law.

A row holds for the lines whose codes begin with one of its codes, and for one mode of transport if the row names one.
Many a line holds other goods, too, so each sentence says which goods are meant.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.tariff.citations import Law, codes_read, law_cited

MAIL = "post"
# The standards of the Postal Service for what may be mailed.
PUBLICATION_52 = Law("USPS Publication 52", "https://pe.usps.com/text/pub52/welcome.htm")


@dataclass(frozen=True, slots=True)
class GoodsRestriction:
    """What the law says of some goods, the beginnings of their codes, and the mode for which it says so; "" for all."""

    sentence: Promise
    codes: tuple[str, ...]
    law: Law
    mode: str = ""


def _restriction(sentence: Promise, codes: str, law: Law | str, mode: str = "") -> GoodsRestriction:
    return GoodsRestriction(sentence, codes_read(codes), law if isinstance(law, Law) else law_cited(law), mode)


# What is in all goods of a line stands first.
RESTRICTIONS: Sequence[GoodsRestriction] = (
    _restriction(
        _lazy("Firearms and ammunition may be imported only with a permit of ATF, by whoever has its license."),
        "9301-9303 930510 930520 930599 930621 930630 930690",
        "18 U.S.C. 922(l)",
    ),
    _restriction(
        _lazy("Explosives and display fireworks may be imported only by whoever has a license of ATF."),
        "3601-3604",
        "18 U.S.C. 842(a)",
    ),
    _restriction(
        _lazy("Fireworks that do not meet the rules of CPSC are banned: they may not be imported."),
        "3604",
        "16 CFR 1507.1",
    ),
    # 15 U.S.C. 1241(b) says which knives these are.
    _restriction(
        _lazy("Knives whose blade opens by a button or by its own weight (switchblades) may not be imported."),
        "821193",
        "15 U.S.C. 1242",
    ),
    _restriction(
        _lazy("Electronic cigarettes and other new tobacco products may be sold only with an order of FDA."),
        "2404 854340",
        "21 U.S.C. 387j",
    ),
    _restriction(
        _lazy("Wine, beer and spirits may be imported for sale only with a permit of TTB."),
        "2203-2206 2208",
        "27 U.S.C. 203",
    ),
    _restriction(
        _lazy("Tobacco products may be imported for sale only with a permit of TTB."), "2402 2403", "26 U.S.C. 5713"
    ),
    _restriction(
        _lazy("Controlled substances may not be imported without the leave of DEA."),
        "121130 121140 130211 2939",
        "21 U.S.C. 952",
    ),
    _restriction(
        _lazy("Pipes and other goods for taking controlled substances may not be imported."),
        "701790 961400",
        "21 U.S.C. 863(a)",
    ),
    _restriction(
        _lazy("Ivory of elephants may not be imported, but for few exceptions."), "050710 960110", "16 U.S.C. 4222"
    ),
    _restriction(_lazy("Fur of dogs and cats may not be imported."), "4301-4303", "19 U.S.C. 1308"),
    _restriction(
        _lazy("Goods made of protected animals may not be imported without a permit."),
        "0106 0506-0508 4103 410640 4113 43 670100 9601 9705",
        "16 U.S.C. 1538",
    ),
    _restriction(
        _lazy("Pads for the sides of a crib and sleepers for babies with a slope of more than ten degrees are banned."),
        "630419 630492 630493 940399 940490",
        "15 U.S.C. 2057e",
    ),
    _restriction(
        _lazy("Toy guns must have the marking of the law, such as an orange tip."), "950300", "15 U.S.C. 5001(a)"
    ),
    _restriction(_lazy("Candy with a toy inside may not be imported."), "1704 1806", "21 U.S.C. 342(d)"),
    _restriction(_lazy("The post takes no alcoholic drinks."), "2203-2206 2208", "18 U.S.C. 1716(f)", MAIL),
    _restriction(
        _lazy(
            "The post takes no cigarettes, smokeless tobacco or electronic cigarettes. Cigars are free of this rule."
        ),
        "240220 240290 2403 2404 854340",
        "18 U.S.C. 1716E(a)",
        MAIL,
    ),
    _restriction(
        _lazy("The post takes no knives whose blade opens by a button or by its own weight."),
        "821193",
        "18 U.S.C. 1716(g)",
        MAIL,
    ),
    _restriction(
        _lazy("The post takes no handguns, and other arms only from whom its rules name."),
        "9302 9303",
        "18 U.S.C. 1715",
        MAIL,
    ),
    _restriction(
        _lazy(
            "The post takes nothing that may explode or catch fire: no ammunition, fireworks, matches or full lighters."
        ),
        "36 9306 961310 961320",
        "18 U.S.C. 1716(a)",
        MAIL,
    ),
    _restriction(
        _lazy("From abroad, the post takes lithium batteries only inside the device that they run, and few of them."),
        "8471 850650 850760 850811 8510 851310 8517 851822 851830 8525 8527 854340 871160 8713 8806 910212 950300 "
        "950450",
        PUBLICATION_52,
        MAIL,
    ),
    _restriction(
        _lazy(
            "The post takes perfume, nail polish, paint and other goods that burn easily only as its rules allow; by "
            "air from abroad it takes none."
        ),
        "3208 3210 330300 330430 330720",
        PUBLICATION_52,
        MAIL,
    ),
)


def restrictions_of(hs: str, mode: str = "") -> list[GoodsRestriction]:
    """Return the restrictions of goods of an HS code, with or without dots, and of a mode; without one, of no mode."""
    digits = hs.replace(".", "")
    return [each for each in RESTRICTIONS if digits.startswith(each.codes) and each.mode in ("", mode)]
