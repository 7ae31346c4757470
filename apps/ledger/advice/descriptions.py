"""Descriptions that tell nobody what is in a parcel.

19 CFR 128.21(a)(4) and 122.48a ask for a precise description. CBP's message CSMS 60011750 of 2024 names "gift", "daily
necessities", "accessories", "parts" and "consolidated" as unacceptable; since November 2024 its advance screening of
air cargo refuses such descriptions. The European Commission publishes the stop words of its Import Control System 2
(Delegated Regulation (EU) 2015/2446, Annex B, data element 18 05 000 000): a description that is one of them and
nothing else is refused. `VAGUE` holds of both lists what a seller would write of goods. Officers use them for whole
descriptions only: "phone accessories" is vague, and "silicone case for a phone" is not, whatever words it has.
"""

import re

from django.utils.translation import gettext as _

from apps.ledger.advice.context import AdviceContext, ReportAdvice
from apps.ledger.facts import ShipmentFact

VAGUE = frozenset(
    text.strip()
    for text in """
    accessory, agricultural product, apparel, appliance, article, artwork, as ordered, auto part, automotive part,
    bag, battery, birthday gift, bit, box, cable, cap, card, cargo, carton, case, chemical, cleaning product,
    clothes, clothing, collected item, commodity, component, consolidated, consolidated cargo, consolidated goods,
    consolidation, consumer goods, cosmetic, courier goods, daily necessity, daily use, decoration, decorative item,
    document, drug, e-commerce, electrical component, electronic, electronic equipment, electronic goods, electronic
    item, electronic product, equipment, express, food, foodstuff, footwear, freight of all kinds, fruit, garment,
    general cargo, general goods, general merchandise, gift, gift set, goods, hardware, health product, home goods,
    household, household goods, household item, industrial goods, instrument, iron, item, jewellery, jewelry, kit,
    ladies apparel, leather goods, liquid, luggage, machine, machine part, machinery, material, medical product,
    medical supplies, medicine, men apparel, merchandise, metal, misc, miscellaneous, n/a, na, no description, none,
    office supplies, online goods, order, other, package, packaging, parcel, part, personal effects, personal goods,
    personal item, pet product, pharmaceutical, pipe, plastic, plastic article, plastic goods, plastic product,
    powder, present, printed matter, product, promotional item, rubber article, sample, sanitary goods, scrap, set,
    shop goods, spare part, sport goods, sporting goods, steel, stuff, supplement, supplies, telecommunication
    equipment, textile, textile goods, thing, tile, toiletries, tool, toy, tube, unknown, various, various goods,
    various items, various products, vehicle, vehicle part, wearing apparel, wire, women apparel, wood product
    """.replace("\n", " ").split(",")
)
# What a description may have around a vague word without saying more.
FILLING = frozenset({"a", "an", "and", "for", "new", "of", "pc", "pcs", "piece", "pieces", "the", "unit", "units"})
MIN_LETTERS = 3
_WORD = re.compile(r"[^\W\d_]+(?:[-/&'’][^\W\d_]+)*")
_LATIN = re.compile(r"[a-z/&'’ -]*", re.IGNORECASE)


def _plain(text: str) -> str:
    """Return the words of a description in small letters, singular, without those that say nothing."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return " ".join(_singular(word) for word in words if word not in FILLING)


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


# Compared in the form in which descriptions are.
_VAGUE = frozenset(map(_plain, VAGUE))


def _instead() -> str:
    return _(
        "Say what the goods are, what they are made of and what they are for, as in: women's knitted cotton sweater."
    )


def description_missing(fact: ShipmentFact, known: AdviceContext) -> ReportAdvice | None:
    """Ask for a description where there is none."""
    if fact.content.get("description"):
        return None
    return ReportAdvice(
        "description",
        "description_missing",
        _("There is no description of the goods."),
        _instead(),
    )


def description_vague(fact: ShipmentFact, known: AdviceContext) -> ReportAdvice | None:
    """Advise against a description that is a stop word and nothing else, or has no word in it."""
    given = fact.content.get("description")
    if not given:
        return None
    plain = _plain(given)
    letters = sum(character.isalpha() for character in given)
    # One sign of Chinese may be a word; a word in Latin letters has three at least.
    if plain and plain not in _VAGUE and (letters >= MIN_LETTERS or not _LATIN.fullmatch(plain)):
        return None
    return ReportAdvice(
        "description",
        "description_vague",
        _("“%(text)s” fits almost any parcel. Customs holds or refuses parcels described like this.")
        % {"text": given[:60]},
        _instead(),
    )
