"""Dangerous goods under a heading that can't be theirs: a lithium battery described under T-shirts.

Carriers and the mail take such goods only if they are declared. The lists are short on purpose: words that name the
goods themselves, and every chapter in which such goods, or goods that hold them, may stand. Whoever reads false alarms
stops reading (ADR 62).
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.ledger.advice.context import AdviceContext, ReportAdvice
from apps.ledger.facts import ShipmentFact


@dataclass(frozen=True, slots=True)
class Danger:
    """A kind of dangerous goods: the words that name them, and the chapters of the Harmonized System where they may be.

    `heading` is where the goods themselves are classified.
    """

    name: Promise
    words: re.Pattern[str]
    chapters: frozenset[str]
    heading: str


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_MACHINES = frozenset({"84", "85", "86", "87", "88", "89", "90", "91", "92", "93", "94", "95", "96", "97", "98"})
DANGERS: tuple[Danger, ...] = (
    Danger(
        _lazy("lithium batteries"),
        _words(
            r"\blithium\b|\bli[- ]?(?:ion|po|polymer)\b|\bpower ?banks?\b|\b18650\b|bater[ií]as? de litio"
            r"|锂电池|锂离子|充电宝|移动电源"
        ),
        _MACHINES,
        "8506 or 8507",
    ),
    Danger(
        _lazy("fireworks and explosives"),
        _words(r"\bfireworks?\b|\bfirecrackers?\b|\bgunpowder\b|\bexplosives?\b|fuegos artificiales|烟花|鞭炮|炸药"),
        frozenset({"36", "93", "98"}),
        "3601 to 3604",
    ),
    Danger(
        _lazy("firearms and ammunition"),
        _words(r"\bfirearms?\b|\bammunition\b|\bmunici[oó]n(?:es)?\b|armas? de fuego|枪支|弹药"),
        frozenset({"93", "97", "98"}),
        "9301 to 9306",
    ),
    Danger(
        _lazy("gas, fuel and fluid for lighters"),
        _words(r"\bbutane\b|\bpropane\b|\blighter (?:fluid|fuel|gas)\b|\bgasoline\b|gas butano|丁烷|打火机油"),
        frozenset({"27", "29", "36", "73", "82", "84", "85", "90", "94", "95", "96", "98"}),
        "2711 or 3606",
    ),
    Danger(
        _lazy("pesticides"),
        _words(r"\bpesticides?\b|\binsecticides?\b|\brodenticides?\b|\bplaguicidas?\b|杀虫剂|农药"),
        frozenset({"28", "29", "38", "98"}),
        "3808",
    ),
)


def dangerous_goods(fact: ShipmentFact, known: AdviceContext) -> ReportAdvice | None:
    """Advise against an HS code under which the dangerous goods that the description names can't be."""
    description, chapter = fact.content.get("description", ""), fact.content.get("hs", "")[:2]
    if not description or not chapter:
        return None
    found = next((each for each in DANGERS if each.words.search(description)), None)
    if found is None or chapter in found.chapters:
        return None
    about = {"goods": found.name, "chapter": chapter, "heading": found.heading}
    return ReportAdvice(
        "hs",
        "dangerous_goods",
        _("The description names %(goods)s, and chapter %(chapter)s of the tariff has none.") % about,
        _(
            "Compare both. Such goods are under heading %(heading)s, or under that of the goods that hold them. Tell "
            "your carrier before you send them: many are taken only if they are declared, and some not at all."
        )
        % about,
    )
