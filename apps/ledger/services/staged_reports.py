"""The staging table of a session, and the reports of a batch before they are copied into it."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import batched
from operator import itemgetter
from typing import Any

import msgspec

from apps.ledger.archives import EntriesArchived
from apps.ledger.facts import UNORDERED, Errors, SellerKey, ShipmentFact, unknown_ksn
from apps.ledger.statements import statement
from apps.ledger.vocabulary import DRAWN_BASES, FOLLOWED_BASES, ExamResult

_FIXED = (
    *("index", "round", "seller_id", "evidence", "drawn", "followed", "issuer", "reference", "digest", "flags"),
    *("version", "reported_at"),
)
# Without its brackets, a JSON array of scalars is a line of CSV whose escape is the backslash: parsing has replaced the
# control characters that JSON would write in another way. No other encoder comes near in speed.
_COPY = r"COPY ledger_staged ({columns}) FROM STDIN (FORMAT csv, ESCAPE '\', NULL 'null')"
_json = msgspec.json.Encoder()
# So many reports are encoded together: their lines stay in the processor's cache, and few lists live at once.
_TOGETHER = 1_000


@dataclass(slots=True)
class Batch:
    """The facts of a batch, ready for the staging table.

    `evidence` tells whether somebody other than the seller reports, `agency` whether an agency does.
    `reports` holds each report that is staged, with its index, its round, and the id of its seller. `rounds` has the
    number of reports in each round. `repeats` maps a report that repeats the one before, by index, to that one, whose
    outcome it shares. `is_ordered` tells whether a report has an order among those of its reporter.
    """

    evidence: bool
    agency: bool
    rejected: dict[int, Errors] = field(default_factory=dict)
    reports: list[tuple[int, int, int, ShipmentFact]] = field(default_factory=list)
    rounds: list[int] = field(default_factory=list)
    repeats: dict[int, int] = field(default_factory=dict)
    is_ordered: bool = False

    def fill(self, facts: Sequence[tuple[int, ShipmentFact]], sellers: Mapping[SellerKey, int]) -> None:
        """Fill the empty batch with facts; reject those whose seller is unknown.

        A report that differs from the one before it under the same number goes into the next round, since a round may
        change each parcel once.
        """
        reports = self.reports
        latest: dict[tuple[str, str], int] = {}
        for index, fact in facts:
            seller_id = sellers.get(fact.seller)
            if seller_id is None:
                self.rejected[index] = {"ksn": [unknown_ksn()]}
                continue
            turn, place = 1, len(reports)
            number = (fact.issuer, fact.reference)
            before_place = latest.setdefault(number, place)
            if before_place != place:
                leader, before_turn, _seller_id, before = reports[before_place]
                if before.digest == fact.digest and before.order == fact.order:
                    self.repeats[index] = leader
                    continue
                turn, latest[number] = before_turn + 1, place
            if fact.order is not UNORDERED:
                self.is_ordered = True
            reports.append((index, turn, seller_id, fact))
        counts = Counter(map(itemgetter(1), reports))
        self.rounds = [counts[turn] for turn in sorted(counts)]

    def months(self) -> list[date]:
        """Return the first days of the months of the reports."""
        days = {fact.content["date"] for _index, _turn, _seller_id, fact in self.reports}
        return sorted({day.replace(day=1) for day in days})

    def stage(self, cursor: Any) -> None:
        """Copy the reports into the empty staging table."""
        layouts = {tuple(fact.content) for *_places, fact in self.reports}
        given = layouts.pop() if len(layouts) == 1 else sorted(set[str]().union(*layouts))
        # Most batches have one layout, whose values need no search by name.
        values = dict.values if isinstance(given, tuple) else partial(_values, given)
        evidence, agency = self.evidence, self.agency
        with cursor.copy(_COPY.format(columns=", ".join((*_FIXED, *given)))) as copy:
            for reports in batched(self.reports, _TOGETHER):
                lines = _json.encode_lines(
                    [
                        [
                            index,
                            turn,
                            seller_id,
                            evidence,
                            agency and _tells_exam(fact.content, DRAWN_BASES),
                            agency and _tells_exam(fact.content, FOLLOWED_BASES),
                            fact.issuer,
                            fact.reference,
                            fact.digest,
                            f"{{{','.join(fact.flags)}}}" if fact.flags else "{}",
                            *fact.order,
                            *values(fact.content),
                        ]
                        for index, turn, seller_id, fact in reports
                    ]
                )
                # A text in JSON holds no line break, so the brackets at a line break are those of the arrays.
                copy.write(lines[1:-2].replace(b"]\n[", b"\n") + b"\n")


def _values(given: Iterable[str], content: Mapping[str, Any]) -> Iterator[Any]:
    """Return the values of the given fields, None for a field that a report does not have."""
    return map(content.get, given)


def _tells_exam(content: Mapping[str, Any], bases: Container[str]) -> bool:
    """Return whether a report tells the result of an exam that has one of the bases."""
    return content.get("exam_basis", "") in bases and content.get("exam_result") in ExamResult.values


def staging_prepare(cursor: Any) -> None:
    """Give this session an empty staging table.

    A transaction that has staged before left rows in the table. DELETE would keep them as dead rows until the end of
    the transaction, and every later statement would read past all of them; TRUNCATE gives the table a new file. Its
    fixed cost is paid only where the file holds anything, which shows in its size and not in its visible rows: a
    savepoint that was rolled back leaves dead rows too.
    """
    cursor.execute(statement("stage"))
    cursor.execute("SELECT pg_relation_size('ledger_staged')")
    if cursor.fetchone()[0]:
        cursor.execute("TRUNCATE ledger_staged")


def months_keep(cursor: Any) -> None:
    """Keep the months of the staged entries in the database until the transaction ends, or raise Archived."""
    cursor.execute(statement("staged_months"))
    if gone := [month for month, is_open in cursor.fetchall() if not is_open]:
        raise EntriesArchived(gone)
