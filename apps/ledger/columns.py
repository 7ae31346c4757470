"""Shipments parsed column by column, for batches.

A source writes most of its reports with the same fields and repeats most of their values. So reports with the same
fields are parsed together, and each value of a field once. Whatever needs an error or the flag of a value goes through
`facts.parse_shipment`, one report at a time; a test proves that both parse alike.
"""

import contextlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from itertools import batched, repeat
from typing import Any

from apps.ledger.facts import (
    KSN_SOURCE,
    MAX_PARCEL_REFERENCE,
    SHIPMENT_CONTENT,
    SHIPMENT_FIELDS,
    SHIPMENT_PARSERS,
    UNORDERED,
    Errors,
    ParsedFacts,
    ReportOrder,
    SellerKey,
    ShipmentFact,
    facts_sort,
    nothing_wrong,
    parse_fact,
    parse_shipment,
    shipment_of,
)
from apps.ledger.schema import FIELDS, FieldKind, ShipmentField
from apps.ledger.values import Parse, UnclearValue, plain_amount

_AMOUNTS = {field.name: field for field in FIELDS if field.kind is FieldKind.AMOUNT}
# So many reports are parsed together: few enough that their columns stay in the processor's cache.
_TOGETHER = 1_000
# Fewer reports of the same fields are parsed one by one.
_FEW = 8
# What stands in a column for a value that needs an error or a flag, and for a blank one.
_ODD, _BLANK = object(), object()


def parse_shipments(
    facts: Iterable[tuple[int, Any]],
    *,
    source: str,
    today: date,
    check: Callable[[ShipmentFact], Errors] = nothing_wrong,
    parsers: Mapping[str, Parse] = SHIPMENT_PARSERS,
) -> ParsedFacts[ShipmentFact]:
    """Parse a batch of raw shipments, in their order. `source` and `parsers` as in `parse_shipment`, `check` as in
    `parse_all`.
    """
    return facts_sort(_facts_parse(facts, source, today, parsers), check)


def _facts_parse(
    facts: Iterable[tuple[int, Any]], source: str, today: date, parsers: Mapping[str, Parse]
) -> Iterator[tuple[int, Any, ShipmentFact | Errors]]:
    """Yield each raw fact with its index, parsed or with its errors."""
    columns = _Columns(source, parsers)
    parse_one = partial(parse_shipment, source=source, today=today, parsers=parsers)
    for together in batched(facts, _TOGETHER):
        alike: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, (_index, raw) in enumerate(together):
            if type(raw) is dict:
                alike[tuple(raw)].append(place)
        found: list[ShipmentFact | None] = [None] * len(together)
        for names, places in alike.items():
            if len(places) >= _FEW and (layout := columns.layout(names)):
                raws = [together[place][1] for place in places]
                for place, fact in zip(places, layout.facts(raws, source, today), strict=True):
                    found[place] = fact
        for (index, raw), fact in zip(together, found, strict=True):
            yield index, raw, parse_fact(raw, parse_one) if fact is None else fact


class _Column(dict[Any, Any]):
    """The values of a field parsed so far, by what was given. `is_mixed`: the last column had an odd or blank value."""

    def __init__(self, parse: Parse, *, takes_blank: bool) -> None:
        super().__init__()
        self._parse = parse
        self._blank = _BLANK if takes_blank else _ODD
        self.is_mixed = False

    def __missing__(self, given: Any) -> Any:
        kept = self._value(given)
        if kept is _ODD or kept is _BLANK:
            self.is_mixed = True
        elif type(given) is str:
            # Only texts are remembered: 1, 1.0 and True would be one key.
            self[given] = kept
        return kept

    def parse(self, given: Sequence[Any]) -> Sequence[Any]:
        """Parse the values of a column. Raises TypeError for a list or an object among them."""
        self.is_mixed = False
        return list(map(self.__getitem__, given))

    def _value(self, given: Any) -> Any:
        if isinstance(given, str):
            given = given.strip()
        if given is None or given == "":
            return self._blank
        flags: list[str] = []
        try:
            kept = self._parse(given, flags)
        except UnclearValue:
            return _ODD
        return _ODD if flags else kept


class _Amounts(_Column):
    """A column of amounts. If few are alike, those in their usual notation are recognised by one search."""

    def __init__(self, field: ShipmentField) -> None:
        super().__init__(SHIPMENT_PARSERS[field.name], takes_blank=True)
        self._plain = re.compile(rf"(?:{plain_amount(field.places, field.digits)}\n)*", re.ASCII)

    def parse(self, given: Sequence[Any]) -> Sequence[Any]:
        if 2 * len(set(given)) < len(given):
            return super().parse(given)
        with contextlib.suppress(TypeError, InvalidOperation):
            # An amount with a line break in it is refused by Decimal, and a value that is no text by join.
            if self._plain.fullmatch("\n".join([*given, ""])):
                numbers = list(map(Decimal, given))
                if all(numbers):
                    self.is_mixed = False
                    return numbers
        return super().parse(given)


class _References(_Column):
    """A column of references, none of which is like another: usual ones are recognised by one look at all."""

    def parse(self, given: Sequence[Any]) -> Sequence[Any]:
        with contextlib.suppress(TypeError):
            if (
                "".join(given).isprintable()
                and max(map(len, given)) <= MAX_PARCEL_REFERENCE
                and all(given)
                and list(map(str.strip, given)) == list(given)
            ):
                self.is_mixed = False
                return given
        return super().parse(given)


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns of reports with the same fields, in the order of the fields. `content` are the names of the fields of
    `SHIPMENT_CONTENT` among them.
    """

    names: tuple[str, ...]
    content: tuple[str, ...]
    columns: Mapping[str, _Column]

    def facts(self, raws: Sequence[dict[str, Any]], source: str, today: date) -> Iterator[ShipmentFact | None]:
        """Yield the fact of each report, None for one that has to be parsed by itself."""
        given = zip(*map(dict.values, raws), strict=True)
        try:
            parsed = {name: self.columns[name].parse(column) for name, column in zip(self.names, given, strict=True)}
        except TypeError:
            yield from repeat(None, len(raws))
            return
        mixed = [name for name in self.names if self.columns[name].is_mixed]
        odd = {place for name in mixed for place, value in enumerate(parsed[name]) if value is _ODD}
        blank = {place for name in mixed for place, value in enumerate(parsed[name]) if value is _BLANK}
        values = zip(*map(parsed.__getitem__, self.content), strict=True)
        facts = zip(
            parsed.get("issuer", repeat(source)),
            parsed["reference"],
            parsed.get("version", repeat(None)),
            parsed.get("reported_at", repeat(None)),
            parsed["ksn" if "ksn" in parsed else "seller"],
            parsed.get("seller_name", repeat("")),
            # Without a step of Python for each report.
            map(dict, map(zip, repeat(self.content), values)),
            strict=False,
        )
        for place, (issuer, reference, version, reported_at, seller, name, content) in enumerate(facts):
            if place in odd:
                yield None
                continue
            if place in blank:
                content = {field: value for field, value in content.items() if value is not _BLANK}
            order = UNORDERED if version is reported_at is None else ReportOrder(version, reported_at)
            yield shipment_of(issuer, reference, order, seller, name, content, (), source, today)


class _Columns:
    """The columns of a batch, which remember what was parsed."""

    def __init__(self, source: str, parsers: Mapping[str, Parse]) -> None:
        self._source = source
        self._parsers = parsers
        self._columns: dict[str, _Column] = {}
        self._layouts: dict[tuple[str, ...], _Layout | None] = {}

    def layout(self, names: tuple[str, ...]) -> _Layout | None:
        """Return the layout of reports with these fields; None if a field is missing or unknown."""
        if names not in self._layouts:
            given = set(names)
            is_whole = {"reference", "date"} <= given <= SHIPMENT_FIELDS and ("ksn" in given) != ("seller" in given)
            self._layouts[names] = (
                _Layout(
                    names,
                    tuple(name for name in names if name in SHIPMENT_CONTENT),
                    {name: self._column(name) for name in names},
                )
                if is_whole
                else None
            )
        return self._layouts[names]

    def _column(self, name: str) -> _Column:
        if name not in self._columns:
            self._columns[name] = self._column_new(name)
        return self._columns[name]

    def _column_new(self, name: str) -> _Column:
        parse = self._parsers[name]
        if name == "reference":
            return _References(parse, takes_blank=False)
        if name in _AMOUNTS:
            return _Amounts(_AMOUNTS[name])
        if name in {"ksn", "seller"}:
            source = KSN_SOURCE if name == "ksn" else self._source

            def seller(given: Any, flags: list[str]) -> SellerKey:
                return SellerKey(source, parse(given, flags))

            return _Column(seller, takes_blank=False)
        return _Column(parse, takes_blank=name in SHIPMENT_CONTENT and name != "date")
