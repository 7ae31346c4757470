"""The meaning of each category of violations, and the provisions of law behind each, in plain words."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.ledger.vocabulary import Category, Culpability

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

# The provisions that notices cite, with what each says. `docs/law.md` has the source of each and when it was looked up.
PROVISIONS: dict[str, Promise] = {
    "15 U.S.C. 2066(a)": _lazy("consumer products that do not meet US safety rules may not be brought in"),
    "18 U.S.C. 922(l)": _lazy("firearms and ammunition may be brought in only as the law allows"),
    "18 U.S.C. 1001": _lazy("it is a crime to make false statements to the US government, knowingly and willfully"),
    "19 U.S.C. 1304(a)": _lazy("goods must be marked with the country where they were made"),
    "19 U.S.C. 1307": _lazy("goods made by forced labor may not be brought in"),
    "19 U.S.C. 1321(a)(2)": _lazy("no exemption from duty for one order that is sent in several lots to get it"),
    "19 U.S.C. 1337(a)(1)": _lazy("goods that infringe a US patent or a registered copyright may not be brought in"),
    "19 U.S.C. 1401a": _lazy("how the value of goods is found"),
    "19 U.S.C. 1415(a)": _lazy("data on cargo must be sent ahead, electronically, as the regulations ask"),
    "19 U.S.C. 1484(a)(1)": _lazy("data for the entry of goods must be given with reasonable care"),
    "19 U.S.C. 1508(a)": _lazy("records of imports must be kept"),
    "19 U.S.C. 1509(a)(1)": _lazy("records of imports must be produced when they are asked for"),
    "19 U.S.C. 1517(a)(5)": _lazy("evasion of antidumping and countervailing duties"),
    "19 U.S.C. 1526(e)": _lazy("goods with a counterfeit mark are seized"),
    "19 U.S.C. 1592(a)(1)": _lazy(
        "no false statement, act or omission that matters, by fraud or negligence, when goods are brought in"
    ),
    "19 U.S.C. 1592(a)(2)": _lazy(
        "clerical errors and mistakes of fact are not violations, unless they are part of a pattern of negligence"
    ),
    "19 U.S.C. 1595a(c)(1)": _lazy("smuggled goods and controlled substances are seized"),
    "19 U.S.C. 1595a(c)(2)": _lazy(
        "goods that lack a permit, break rules on health, safety or conservation, or infringe a mark or a copyright "
        "may be seized"
    ),
    "21 U.S.C. 381(a)": _lazy("food, drugs, devices and cosmetics that break US rules are refused"),
    "21 U.S.C. 863(a)": _lazy("tools for making or taking illegal drugs may not be brought in"),
    "21 U.S.C. 952": _lazy("controlled substances may be brought in only as the law allows"),
    "21 U.S.C. 960(d)": _lazy("chemicals may not be brought in to make illegal drugs"),
    "22 U.S.C. 2778(b)(2)": _lazy("arms may be brought in only with a license"),
    "50 U.S.C. 1705(a)": _lazy("it is unlawful to deal with those with whom sanctions forbid it"),
}
_NO_VIOLATION = "19 U.S.C. 1592(a)(2)"
_FALSE_OR_NEGLIGENT = "19 U.S.C. 1592(a)(1)"
CITED: dict[str, tuple[str, ...]] = {
    Category.NARCOTICS: ("21 U.S.C. 952", "21 U.S.C. 960(d)", "21 U.S.C. 863(a)", "19 U.S.C. 1595a(c)(1)"),
    Category.WEAPONS: ("22 U.S.C. 2778(b)(2)", "18 U.S.C. 922(l)", "19 U.S.C. 1595a(c)(2)"),
    Category.RESTRICTED_PARTY: ("50 U.S.C. 1705(a)",),
    Category.FALSE_STATEMENT: ("18 U.S.C. 1001",),
    Category.COUNTERFEIT: ("19 U.S.C. 1526(e)", "19 U.S.C. 1337(a)(1)", "19 U.S.C. 1595a(c)(2)"),
    Category.FORCED_LABOR: ("19 U.S.C. 1307",),
    Category.EVASION: ("19 U.S.C. 1517(a)(5)", _FALSE_OR_NEGLIGENT),
    Category.UNSAFE_GOODS: ("19 U.S.C. 1595a(c)(2)", "21 U.S.C. 381(a)", "15 U.S.C. 2066(a)"),
    Category.UNDERVALUATION: (_FALSE_OR_NEGLIGENT, "19 U.S.C. 1401a"),
    Category.CLASSIFICATION: (_FALSE_OR_NEGLIGENT, "19 U.S.C. 1484(a)(1)"),
    Category.ORIGIN: (_FALSE_OR_NEGLIGENT, "19 U.S.C. 1484(a)(1)"),
    Category.SPLITTING: ("19 U.S.C. 1321(a)(2)", _FALSE_OR_NEGLIGENT),
    Category.MISSING_AGENCY_DATA: ("19 U.S.C. 1484(a)(1)",),
    Category.RECORDS: ("19 U.S.C. 1508(a)", "19 U.S.C. 1509(a)(1)"),
    Category.VAGUE_DATA: ("19 U.S.C. 1415(a)", "19 U.S.C. 1484(a)(1)"),
    Category.LATE_FILING: ("19 U.S.C. 1415(a)",),
    Category.MARKING: ("19 U.S.C. 1304(a)",),
    Category.CLERICAL: (_NO_VIOLATION,),
}


def citations_of(category: str, culpability: str) -> list[str]:
    """Return the provisions that a notice of a violation cites.

    For a clerical error, the clause that says that such errors are no violation stands in place of the one on false
    statements.
    """
    cited = list(CITED[category])
    if culpability == Culpability.CLERICAL:
        cited = [each for each in cited if each not in (_FALSE_OR_NEGLIGENT, _NO_VIOLATION)] + [_NO_VIOLATION]
    return cited


def provisions_of(category: str, culpability: str) -> list[tuple[str, Promise]]:
    """Return the provisions that a notice of a violation cites, each with what it says."""
    return [(cited, PROVISIONS[cited]) for cited in citations_of(category, culpability)]
