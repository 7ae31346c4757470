"""The agencies that may ask for data, papers or permits on goods, by line of the tariff, each row with its law.

A row says which goods of its lines the law is about: the words of the law decide, and many a line holds other goods,
too. A line without a row is not known here: that no row stands for a line never says that no agency asks. CBP's guide
to the agency codes of ACE has the needs of each line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.tariff.citations import Law, codes_read, law_cited

AGENCIES: dict[str, Promise] = {
    "ATF": _lazy("Bureau of Alcohol, Tobacco, Firearms and Explosives"),
    "CPSC": _lazy("Consumer Product Safety Commission"),
    "DEA": _lazy("Drug Enforcement Administration"),
    "EPA": _lazy("Environmental Protection Agency"),
    "FCC": _lazy("Federal Communications Commission"),
    "FDA": _lazy("Food and Drug Administration"),
    "FWS": _lazy("Fish and Wildlife Service"),
    "NHTSA": _lazy("National Highway Traffic Safety Administration"),
    "NMFS": _lazy("National Marine Fisheries Service"),
    "PHMSA": _lazy("Pipeline and Hazardous Materials Safety Administration"),
    "TTB": _lazy("Alcohol and Tobacco Tax and Trade Bureau"),
    "USDA": _lazy("Department of Agriculture"),
}

ASKED_BY: dict[str, Promise] = {
    "ATF": _lazy("ATF: the import permit, and the license of the importer"),
    "CPSC": _lazy("CPSC: the certificate of the product, where a safety rule covers it"),
    "DEA": _lazy("DEA: the registration and the permit or declaration of the importer"),
    "EPA": _lazy("EPA: the certification of a chemical, a pesticide or an engine"),
    "FCC": _lazy("FCC: the equipment authorization of the device"),
    "FDA": _lazy("FDA: the product code and the maker; of food, the number of the prior notice"),
    "FWS": _lazy("FWS: the declaration of wildlife, and the permit of a protected kind"),
    "NHTSA": _lazy("NHTSA: the declaration that the vehicle or part meets the safety standards"),
    "NMFS": _lazy("NMFS: the trade permit and the data of the catch"),
    "PHMSA": _lazy("PHMSA: the proof of the tests, and the marks and papers of dangerous goods"),
    "TTB": _lazy("TTB: the permit of the importer, and the approved label"),
    "USDA": _lazy("USDA: the permit or certificate of plants and animals; of wood, the Lacey Act declaration"),
}


@dataclass(frozen=True, slots=True)
class AgencyNeed:
    """The need of an agency: which goods it is about, the beginnings of their codes, and the law."""

    agency: str
    goods: Promise
    codes: tuple[str, ...]
    law: Law


def _need(agency: str, goods: Promise, codes: str, law: str) -> AgencyNeed:
    return AgencyNeed(agency, goods, codes_read(codes), law_cited(law))


# The chapters and headings are those of the Harmonized System of 2022.
NEEDS: Sequence[AgencyNeed] = (
    _need(
        "FDA",
        _lazy("food, drinks and feed for animals"),
        "0204 0208 03 0401-0410 07-11 1201-1208 1210-1212 1302 15-22 2309 2501",
        "21 U.S.C. 381(m)",
    ),
    _need(
        "FDA",
        _lazy("ceramic ware that food touches: lead and cadmium in the glaze"),
        "6911 6912 691310 691390",
        "21 U.S.C. 342(a)",
    ),
    _need(
        "FDA",
        _lazy("kitchenware and other goods that food touches"),
        "392410 40149010 4419 482361 482369 7013 7323 7418 761510 8210 821191 821192 821510 821520 821591 821599 "
        "850940 851660 851671 851672 851679 9617",
        "21 U.S.C. 342(a)",
    ),
    _need(
        "FDA",
        _lazy("cosmetics, creams, perfume and soap"),
        "330300 3304 3305 330610 330690 3307 340111 340119 340120 340130",
        "21 U.S.C. 364c",
    ),
    _need(
        "FDA",
        _lazy("medicines, and goods that claim to treat or prevent a disease"),
        "2936 2937 2939 2941 30 330610",
        "21 U.S.C. 355(a)",
    ),
    _need(
        "FDA",
        _lazy("medical devices, glasses and contact lenses, masks, thermometers and tests"),
        "300510 300590 300610 330620 3822 401410 401512 630790 841920 854370 871310 871390 900130 900140 900150 "
        "9003 9004 901811-901813 901819 901820 901831 901832 901839 901841 901849 901850 901890 9019-9022 902511 "
        "902519 9402 960321",
        "21 U.S.C. 381(o)",
    ),
    _need(
        "FDA",
        _lazy("lasers, microwave ovens, screens, disc players and lamps for tanning"),
        "844331 844332 847170 851650 8519 8521 8528 853949 854310 901320 901510 9022",
        "21 U.S.C. 360mm(a)",
    ),
    _need("FDA", _lazy("tobacco, cigarette papers and nicotine products"), "24 481310 481320 854340", "21 U.S.C. 387j"),
    _need(
        "USDA",
        _lazy("meat of cattle, sheep, pigs and goats"),
        "0201-0204 0206 0209 0210 1601 1602",
        "21 U.S.C. 620",
    ),
    _need("USDA", _lazy("meat of poultry"), "0207 160231 160232 160239", "21 U.S.C. 466"),
    _need("USDA", _lazy("eggs and egg products"), "0407 0408 3502", "21 U.S.C. 1046"),
    _need(
        "USDA",
        _lazy("animals and what is made of them, where a disease of livestock may come with them"),
        "01 02 0401-0410 05 1501-1506 1516 1601 1602 2301 2309 3001 3002 3501-3503 4101-4103 4301 5101-5103 6701",
        "7 U.S.C. 8303",
    ),
    _need(
        "USDA",
        _lazy("plants, seeds, fresh fruit and vegetables, grain, straw and wood, where a pest may come with them"),
        "06-08 090111 0902-0904 0906-0910 10 1201-1207 1209-1214 14 2308 44 46 520100 5202 5203 5301-5303 5305 6702",
        "7 U.S.C. 7712",
    ),
    _need(
        "USDA",
        _lazy("wood and wooden goods: the species and where it was harvested"),
        "06 4401-4421 460212 660200 8201 9201 9202 940161 940169 940330 940340 940350 940360 940391 950420 9703",
        "16 U.S.C. 3372(f)",
    ),
    _need(
        "FWS",
        _lazy("live animals, feathers, shells, coral, ivory, fur, leather of reptiles and other wildlife"),
        "01 0301 0305-0308 05 160431 160432 410320 410330 410390 410640 410691 410692 411330 4201 420211 420221 "
        "420231 420291 4203 4205 43 640320 640351 640359 640391 640399 650500 6701 711311 711319 711620 9113 9201 "
        "9202 920590 9206 9209 9601 960621 960629 9705 9706",
        "16 U.S.C. 1538",
    ),
    _need(
        "NMFS",
        _lazy("tuna, shrimp, crab, abalone, cod, shark and other seafood of the traceability program"),
        "0302-0308 1604 1605",
        "50 CFR 300.324",
    ),
    _need("TTB", _lazy("wine, beer and spirits"), "2203-2206 220710 2208", "27 U.S.C. 203"),
    _need(
        "TTB",
        _lazy("tobacco products, cigarette papers and tubes"),
        "2401-2404 481310 481320",
        "26 U.S.C. 5713",
    ),
    _need(
        "ATF",
        _lazy("firearms, their parts, silencers and ammunition"),
        "8710 9301-9306",
        "27 CFR 447.41",
    ),
    _need("ATF", _lazy("gunpowder, explosives, detonators and large fireworks"), "3601-3604", "18 U.S.C. 842(a)"),
    _need(
        "CPSC",
        _lazy("toys and other goods for children: lead, small parts, and a test by a laboratory"),
        "3213 392490 401490 401699 4202 4820 4901 490300 6101-6112 6114 6115 6201-6209 6211 6301 6302 6304 "
        "6401-6405 6505 7117 8712 871500 9401 9403 9404 9503 950430 950450 950490 9505 950691 950699 9608 9609",
        "15 U.S.C. 2063(a)",
    ),
    _need("CPSC", _lazy("clothing: how fast the fabric burns"), "61 62", "16 CFR 1610.1"),
    _need("CPSC", _lazy("carpets and rugs: how fast they burn"), "57", "16 CFR 1630.2"),
    _need(
        "CPSC",
        _lazy("mattresses and mattress pads: how fast they burn"),
        "940410 940421 940429 940490",
        "16 CFR 1632.1",
    ),
    _need(
        "CPSC",
        _lazy("chests of drawers and wardrobes, which may tip over"),
        "940320 940350 940360 940370",
        "16 CFR 1261.1",
    ),
    _need("CPSC", _lazy("magnets that a child can swallow"), "711719 850511 850519 950300", "16 CFR 1262.1"),
    _need(
        "CPSC",
        _lazy("button cells, and goods that run on them"),
        "847010 847029 8506 851310 854370 9101-9103 9105 9405 950300",
        "16 CFR 1263.1",
    ),
    _need(
        "CPSC",
        _lazy(
            "hair dryers, light strings and extension cords without safety parts, and children's coats with drawstrings"
        ),
        "6101 6102 6110 6201 6202 851631 8544 940531 940541 940542",
        "16 CFR 1120.3",
    ),
    _need("CPSC", _lazy("bicycles, electric bicycles and scooters"), "8711 8712 950300", "16 CFR 1512.3"),
    _need("CPSC", _lazy("bicycle helmets"), "650610", "16 CFR 1203.1"),
    _need("CPSC", _lazy("lighters that a child can work"), "9613", "16 CFR 1210.1"),
    _need("CPSC", _lazy("fireworks"), "3604", "16 CFR 1507.1"),
    _need("CPSC", _lazy("paint, and goods with paint for children: lead"), "3208-3210 3213", "16 CFR 1303.1"),
    _need("CPSC", _lazy("blinds and curtains with cords"), "392530 442199 6303", "16 CFR 1260.1"),
    _need(
        "EPA",
        _lazy("chemicals and mixtures of chemicals"),
        "27-29 32 3402 3403 3405 3506 3810 3811 3814-3816 3819 3820 3823-3827 3901-3913",
        "15 U.S.C. 2612(a)",
    ),
    _need(
        "EPA",
        _lazy("pesticides, disinfectants, repellents, and devices that claim to kill pests or germs"),
        "3808 842121 842139 8539 854370 940542",
        "7 U.S.C. 136o(c)",
    ),
    _need(
        "EPA",
        _lazy("engines, vehicles, and machines with an engine"),
        "8407 8408 8429 8430 843311 843320 8467 8502 8701-8705 8711 8903",
        "42 U.S.C. 7522(a)",
    ),
    _need(
        "EPA",
        _lazy("plywood, particleboard, fiberboard, and furniture made of them: formaldehyde"),
        "4410-4412 4418 4420 4421 940161 940169 940330 940340 940350 940360 9404",
        "15 U.S.C. 2697",
    ),
    _need("EPA", _lazy("refrigerants, and machines that hold them"), "2903 3827 8415 8418", "42 U.S.C. 7675"),
    _need(
        "FCC",
        _lazy("radios, phones, computers, and other devices with a transmitter or a digital circuit"),
        "844331 844332 8471 847330 8504 850811 8517 851822 851829 851830 8519 8521 852352 8525-8529 8543 8806 "
        "9102 950300 950450",
        "47 U.S.C. 302a(b)",
    ),
    _need(
        "NHTSA",
        _lazy("vehicles, tires, lamps, glass, brakes, seat belts, child seats and motorcycle helmets"),
        "4011 650610 700711 700721 8512 8701-8706 8708 8711 8716 940120 940180",
        "49 U.S.C. 30112(a)",
    ),
    _need(
        "PHMSA",
        _lazy("lithium batteries, alone or in a device"),
        "8467 8471 850650 850760 850811 850940 850980 8510 851310 8517 851822 851830 8519 8525 8527 8543 871160 "
        "8713 8806 9019 9102 950300 950450 961620",
        "49 CFR 173.185",
    ),
    _need(
        "PHMSA",
        _lazy("goods that burn, explode, corrode or poison: perfume, nail polish, paint, gas, glue, fireworks, acids"),
        "2207 2208 27-29 3208 3210 330300 330430 330530 330720 330749 3506 36 3808 3814 3824 9306 961310 961320 "
        "961380 961390",
        "49 U.S.C. 5103",
    ),
    _need(
        "DEA",
        _lazy("controlled substances, what they are made from, and machines that press tablets"),
        "1207 121130 121140 121190 130211 130219 2922 2924 2932 2933 2939 3003 3004 8422 847982 847989",
        "21 U.S.C. 952",
    ),
)


@lru_cache(maxsize=2**14)
def needs_of(hs: str) -> Mapping[str, Sequence[AgencyNeed]]:
    """Return the needs on goods of an HS code, with or without dots, by the codes of their agencies in order.

    A code of a few digits has the needs of all lines that begin so. Every declared parcel asks, so answers are kept.
    """
    digits = hs.replace(".", "")
    needs: dict[str, list[AgencyNeed]] = {}
    for need in NEEDS if digits else ():
        if digits.startswith(need.codes) or any(code.startswith(digits) for code in need.codes):
            needs.setdefault(need.agency, []).append(need)
    return dict(sorted(needs.items()))


def agencies_of(hs: str) -> list[str]:
    """Return the codes of the agencies that may ask for data or permits on goods of an HS code, as far as known."""
    return list(needs_of(hs))
