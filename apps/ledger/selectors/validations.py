"""Shipments looked at before they are sent, with nothing recorded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from apps.core import clock
from apps.ledger.advice import advise
from apps.ledger.advice.context import AdviceContext, ReportAdvice
from apps.ledger.advice.values import MIN_PARCELS, chapter_of
from apps.ledger.columns import parse_shipments
from apps.ledger.facts import (
    KSN_SOURCE,
    SHIPMENT_PARSERS,
    Errors,
    ParsedFacts,
    ShipmentFact,
    nothing_wrong,
    unknown_ksn,
)
from apps.ledger.selectors.peers import peers_of
from apps.ledger.values import Parse
from apps.shippers.models import Shipper
from apps.tariff.selectors import SIX
from apps.tariff.words import chapters_by_word, six_digits_known, words_of


class UncomparedChapter(NamedTuple):
    """A chapter and currency of which too few parcels are on record to say what is usual."""

    chapter: str
    currency: str
    parcels: int


@dataclass(frozen=True, slots=True)
class Validation:
    """The rejections and warnings that recording a batch would bring, and the advice about its shipments, each by its
    index.
    """

    facts: ParsedFacts[ShipmentFact]
    advice: list[tuple[int, ReportAdvice]]
    uncompared: list[UncomparedChapter]


def shipments_validate(
    *,
    source: str,
    facts: Iterable[tuple[int, Any]],
    check: Callable[[ShipmentFact], Errors] = nothing_wrong,
    parsers: Mapping[str, Parse] = SHIPMENT_PARSERS,
    compare: bool = True,
) -> Validation:
    """Look at raw shipments as their recording would, and advise on them. `source` is the code of their reporter, and
    `parsers` are those of reports or of declarations. Unless `compare`, no value is compared with those of like goods.

    Reports of others about the same parcels are not compared.
    """
    parsed = parse_shipments(facts, source=source, today=clock.today(), check=check, parsers=parsers)
    named = {fact.seller.code for _index, fact in parsed.facts if fact.seller.source == KSN_SOURCE}
    missing = named - set(Shipper.objects.filter(ksn__in=named).values_list("ksn", flat=True))
    for index, fact in parsed.facts:
        if fact.seller.source == KSN_SOURCE and fact.seller.code in missing:
            parsed.rejected[index] = {"ksn": [unknown_ksn()]}
            parsed.references[index] = fact.reference
    parsed.facts = [(index, fact) for index, fact in parsed.facts if index not in parsed.rejected]
    known = _known_beside([fact for _index, fact in parsed.facts], compare=compare)
    advice = [(index, each) for index, fact in parsed.facts for each in advise(fact, known)]
    return Validation(parsed, advice, _uncompared_chapters(parsed, known))


def advice_on(facts: Sequence[ShipmentFact], *, compare: bool = True) -> list[list[ReportAdvice]]:
    """Return the advice about each of some parsed shipments. Unless `compare`, no value is compared with those of like
    goods.
    """
    known = _known_beside(facts, compare=compare)
    return [list(advise(fact, known)) for fact in facts]


def _known_beside(facts: Sequence[ShipmentFact], *, compare: bool) -> AdviceContext:
    """Return what is known beside a batch of shipments: the tariff's words and codes, and the values of like goods."""
    peers = peers_of({chapter for fact in facts if (chapter := chapter_of(fact))}) if compare else {}
    chapters_of = chapters_by_word()
    if not chapters_of:
        return AdviceContext(peers=peers)
    codes = {fact.content["hs"][:SIX] for fact in facts if len(fact.content.get("hs", "")) >= SIX}
    return AdviceContext(
        words=words_of(fact.content["description"] for fact in facts if fact.content.get("description")),
        chapters_of=chapters_of,
        codes=six_digits_known(codes),
        peers=peers,
    )


def _uncompared_chapters(parsed: ParsedFacts[ShipmentFact], known: AdviceContext) -> list[UncomparedChapter]:
    wanted = {
        (chapter_of(fact), fact.content["currency"])
        for _index, fact in parsed.facts
        if fact.content.keys() >= {"hs", "value", "weight_kg", "currency"}
    }
    counts = {key: known.peers[key].parcels if key in known.peers else 0 for key in wanted}
    return [UncomparedChapter(*key, count) for key, count in sorted(counts.items()) if count < MIN_PARCELS]
