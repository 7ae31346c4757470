"""HS codes that are missing, that no tariff has, or of which the description says nothing.

The last is modest: it speaks only where no word of the description stands anywhere in the chapter of the code, while
all of its words that the tariff knows stand together in other chapters. Measured with the tariff of April 2025 against
the wording of the World Customs Organization, which is another: 1 false alarm among 5,612 codes with their own text,
and 31 % of wrong chapters found (docs/adr/0062).
"""

from django.utils.translation import gettext as _

from apps.ledger.advice.context import AdviceContext, ReportAdvice
from apps.ledger.facts import ShipmentFact
from apps.tariff.selectors import SIX

# A single word occurs in too many chapters to tell anything.
MIN_WORDS = 2
# More chapters than these have the words: then the description fits none of them well.
MAX_CHAPTERS = 3


def hs_missing(fact: ShipmentFact, known: AdviceContext) -> ReportAdvice | None:
    """Ask for an HS code of six digits where there is none, or only a heading of four."""
    given = fact.content.get("hs", "")
    if len(given) >= SIX:
        return None
    return ReportAdvice(
        "hs",
        "hs_missing",
        _("The goods have no HS code.") if not given else _("An HS code of four digits is a heading only."),
        _("Give the six digits that are the same in all countries, or the ten of the United States."),
    )


def hs_unknown(fact: ShipmentFact, known: AdviceContext) -> ReportAdvice | None:
    """Advise against an HS code whose six digits the tariff does not have."""
    given = fact.content.get("hs", "")
    if not known.has_tariff or len(given) < SIX or given[:SIX] in known.codes:
        return None
    return ReportAdvice(
        "hs",
        "hs_unknown",
        _("The tariff has no code %(code)s.") % {"code": given[:SIX]},
        _("Look the goods up in the tariff at hts.usitc.gov, and give the code that you find there."),
    )


def hs_against_description(fact: ShipmentFact, known: AdviceContext) -> ReportAdvice | None:
    """Advise to compare an HS code with a description that clearly speaks of other goods."""
    given = fact.content.get("hs", "")
    words = known.words.get(fact.content.get("description", ""), frozenset())
    if len(given) < SIX or given[:SIX] not in known.codes:
        return None
    found = [chapters for word in words if (chapters := known.chapters_of.get(word))]
    chapter = given[:2]
    if len(found) < MIN_WORDS or any(chapter in chapters for chapters in found):
        return None
    others = frozenset.intersection(*found)
    if not 1 <= len(others) <= MAX_CHAPTERS:
        return None
    return ReportAdvice(
        "hs",
        "hs_against_description",
        _("Nothing in the description is in chapter %(chapter)s of the tariff.") % {"chapter": chapter},
        _("Compare both. Goods that are described like this are in chapter %(chapters)s.")
        % {"chapters": ", ".join(sorted(others))},
    )
