"""The meaning of each category of violations, and the provisions of law behind each, in plain words."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.ledger.vocabulary import Category

MEANING: dict[str, Promise] = {
    Category.NARCOTICS: _lazy("Illegal drugs, or chemicals and tools to make them, were in a parcel."),
    Category.WEAPONS: _lazy("Weapons, parts of weapons or ammunition were sent without permission."),
    Category.RESTRICTED_PARTY: _lazy("You dealt with a person or firm with whom US law forbids dealing."),
    Category.FALSE_STATEMENT: _lazy("You told this program something that you knew to be untrue."),
    Category.COUNTERFEIT: _lazy(
        "The goods were copies, or used a brand, design or invention that belongs to somebody else."
    ),
    Category.FORCED_LABOR: _lazy("The goods, or something in them, were made by people forced to work."),
    Category.EVASION: _lazy(
        "The goods owe an extra duty against unfair prices or subsidies, and were sent so as not to pay it, for "
        "example by way of another country."
    ),
    Category.UNSAFE_GOODS: _lazy("The goods did not meet US rules on safety, health, plants, animals or wildlife."),
    Category.UNDERVALUATION: _lazy("The value stated was lower than what was paid for the goods."),
    Category.CLASSIFICATION: _lazy("The tariff code (HS code) stated was not the right one for the goods."),
    Category.ORIGIN: _lazy("The country stated as the one where the goods were made was not the right one."),
    Category.SPLITTING: _lazy("One order was sent in several parcels, so that each would stay below a limit of value."),
    Category.MISSING_AGENCY_DATA: _lazy(
        "Data that another US agency asks for these goods, such as FDA or EPA, was missing."
    ),
    Category.RECORDS: _lazy("You were asked for papers, such as invoices or proof of origin, and did not send them."),
    Category.VAGUE_DATA: _lazy(
        "The description of the goods or parties was too vague or incomplete to know what was sent, by whom or to whom."
    ),
    Category.LATE_FILING: _lazy("The data on the parcel came later than the law asks."),
    Category.MARKING: _lazy("The goods were not marked with the country where they were made, or wrongly."),
    Category.CLERICAL: _lazy("There was a slip in the data, such as a mistyped number."),
}

# The provisions that notices cite, with the subject of each.
PROVISIONS: dict[str, Promise] = {
    "15 U.S.C. 2066": _lazy("consumer products that do not meet US safety rules may not be brought in"),
    "18 U.S.C. 922(l)": _lazy("firearms and ammunition may be brought in only as the law allows"),
    "18 U.S.C. 1001": _lazy("false statements to the US government"),
    "19 U.S.C. 1304": _lazy("goods must be marked with the country where they were made"),
    "19 U.S.C. 1307": _lazy("goods made by forced labor may not be brought in"),
    "19 U.S.C. 1321(a)": _lazy("no exemption for one order that is sent in several lots to get it"),
    "19 U.S.C. 1401a": _lazy("how the value of goods is found"),
    "19 U.S.C. 1415": _lazy("data on cargo must be sent ahead, electronically"),
    "19 U.S.C. 1484": _lazy("data for the entry of goods must be given with reasonable care"),
    "19 U.S.C. 1508": _lazy("records of imports must be kept"),
    "19 U.S.C. 1509": _lazy("records of imports must be produced when they are asked for"),
    "19 U.S.C. 1517": _lazy("evasion of antidumping and countervailing duties"),
    "19 U.S.C. 1526(e)": _lazy("goods with a counterfeit mark are seized"),
    "19 U.S.C. 1592": _lazy("false statements, acts or omissions when goods are brought in"),
    "19 U.S.C. 1592(a)(2)": _lazy("clerical errors are no violation, unless they form a pattern of negligence"),
    "19 U.S.C. 1595a(c)": _lazy("goods that are brought in against the law may be seized"),
    "21 U.S.C. 381(a)": _lazy("food, drugs, devices and cosmetics that break US rules are refused"),
    "21 U.S.C. 952": _lazy("controlled substances may not be brought in"),
    "22 U.S.C. 2778": _lazy("arms may be brought in only with a license"),
    "50 U.S.C. 1705": _lazy("dealing with those with whom sanctions forbid it"),
}
BROKEN: dict[str, tuple[str, ...]] = {
    Category.NARCOTICS: ("21 U.S.C. 952", "19 U.S.C. 1595a(c)"),
    Category.WEAPONS: ("22 U.S.C. 2778", "18 U.S.C. 922(l)", "19 U.S.C. 1595a(c)"),
    Category.RESTRICTED_PARTY: ("50 U.S.C. 1705",),
    Category.FALSE_STATEMENT: ("18 U.S.C. 1001",),
    Category.COUNTERFEIT: ("19 U.S.C. 1526(e)", "19 U.S.C. 1595a(c)"),
    Category.FORCED_LABOR: ("19 U.S.C. 1307",),
    Category.EVASION: ("19 U.S.C. 1517", "19 U.S.C. 1592"),
    Category.UNSAFE_GOODS: ("19 U.S.C. 1595a(c)", "21 U.S.C. 381(a)", "15 U.S.C. 2066"),
    Category.UNDERVALUATION: ("19 U.S.C. 1592", "19 U.S.C. 1401a"),
    Category.CLASSIFICATION: ("19 U.S.C. 1592", "19 U.S.C. 1484"),
    Category.ORIGIN: ("19 U.S.C. 1592", "19 U.S.C. 1484"),
    Category.SPLITTING: ("19 U.S.C. 1321(a)", "19 U.S.C. 1592"),
    Category.MISSING_AGENCY_DATA: ("19 U.S.C. 1484",),
    Category.RECORDS: ("19 U.S.C. 1508", "19 U.S.C. 1509"),
    Category.VAGUE_DATA: ("19 U.S.C. 1415", "19 U.S.C. 1484"),
    Category.LATE_FILING: ("19 U.S.C. 1415",),
    Category.MARKING: ("19 U.S.C. 1304",),
    Category.CLERICAL: ("19 U.S.C. 1592(a)(2)",),
}


def provisions_of(category: str) -> list[tuple[str, Promise]]:
    """Return the provisions that violations of a category break, each with its subject."""
    return [(cited, PROVISIONS[cited]) for cited in BROKEN[category]]
