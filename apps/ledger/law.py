"""Which provisions of law a violation breaks, and what a category means, in plain words for the business."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.ledger.vocabulary import Category

MEANING: dict[str, Promise] = {
    Category.NARCOTICS: _("Illegal drugs, or chemicals and tools to make them, were in a parcel."),
    Category.WEAPONS: _("Weapons, parts of weapons or ammunition were sent without permission."),
    Category.RESTRICTED_PARTY: _("You dealt with a person or firm with whom US law forbids dealing."),
    Category.FALSE_STATEMENT: _("Something was told to this program that you knew to be untrue."),
    Category.COUNTERFEIT: _(
        "The goods were copies, or used a brand, design or invention that belongs to somebody else."
    ),
    Category.FORCED_LABOR: _("The goods, or something in them, were made by people forced to work."),
    Category.EVASION: _(
        "The goods owe an extra duty against unfair prices or subsidies, and were sent so as not to pay it, for "
        "example by way of another country."
    ),
    Category.UNSAFE_GOODS: _("The goods did not meet US rules on safety, health, plants, animals or wildlife."),
    Category.UNDERVALUATION: _("The value stated was lower than what was paid for the goods."),
    Category.CLASSIFICATION: _("The tariff code (HS code) stated was not the right one for the goods."),
    Category.ORIGIN: _("The country stated as the one where the goods were made was not the right one."),
    Category.SPLITTING: _("One order was sent in several parcels, so that each would stay below a limit of value."),
    Category.MISSING_AGENCY_DATA: _(
        "Data that another US agency asks for these goods, such as FDA or EPA, was missing."
    ),
    Category.RECORDS: _("Papers were asked for, such as invoices or proof of origin, and did not come."),
    Category.VAGUE_DATA: _(
        "The description of the goods or parties was too vague or incomplete to know what was sent, by whom or to whom."
    ),
    Category.LATE_FILING: _("The data on the parcel came later than the law asks."),
    Category.MARKING: _("The goods were not marked with the country where they were made, or wrongly."),
    Category.CLERICAL: _("There was a slip in the data, such as a mistyped number."),
}

# The provisions that are named in a notice, with what each is about.
PROVISIONS: dict[str, Promise] = {
    "15 U.S.C. 2066": _("consumer products that do not meet US safety rules may not be brought in"),
    "18 U.S.C. 922(l)": _("firearms and ammunition may be brought in only as the law allows"),
    "18 U.S.C. 1001": _("false statements to the US government"),
    "19 U.S.C. 1304": _("goods must be marked with the country where they were made"),
    "19 U.S.C. 1307": _("goods made by forced labor may not be brought in"),
    "19 U.S.C. 1321(a)": _("no exemption for one order that is sent in several lots to get it"),
    "19 U.S.C. 1401a": _("how the value of goods is found"),
    "19 U.S.C. 1415": _("data on cargo must be sent ahead, electronically"),
    "19 U.S.C. 1484": _("data for the entry of goods must be given with reasonable care"),
    "19 U.S.C. 1508": _("records of imports must be kept"),
    "19 U.S.C. 1509": _("records of imports must be produced when they are asked for"),
    "19 U.S.C. 1517": _("evasion of antidumping and countervailing duties"),
    "19 U.S.C. 1526(e)": _("goods with a counterfeit mark are seized"),
    "19 U.S.C. 1592": _("false statements, acts or omissions when goods are brought in"),
    "19 U.S.C. 1592(a)(2)": _("clerical errors are no violation, unless they form a pattern of negligence"),
    "19 U.S.C. 1595a(c)": _("goods that are brought in against the law may be seized"),
    "21 U.S.C. 381(a)": _("food, drugs, devices and cosmetics that break US rules are refused"),
    "21 U.S.C. 952": _("controlled substances may not be brought in"),
    "22 U.S.C. 2778": _("arms may be brought in only with a license"),
    "50 U.S.C. 1705": _("dealing with those with whom sanctions forbid it"),
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
    """The law that a violation of that category breaks: each provision as it is cited, and what it is about."""
    return [(cited, PROVISIONS[cited]) for cited in BROKEN[category]]
