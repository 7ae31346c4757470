"""Shipments reported over HTTP as NDJSON, with all that `ingest` records of each, against the same raw COPY.

The server is granian with one process for each connection, on the database of the benchmark; each connection sends
ready-made requests of 10,000 lines, one after the other, with a partner's token.
"""

import json
from collections.abc import Iterator

from apps.ledger.vocabulary import ReporterKind
from apps.partners.parsers import MAX_FACTS
from apps.partners.scopes import LEDGER_WRITE
from apps.partners.systems.services import partner_create
from benchmarks.common import Result, at_once
from benchmarks.ingest import CONNECTIONS, ROWS, enrol_sellers, facts, seconds_of_copy
from benchmarks.status_servers import Asker, post, served, token_for

NDJSON = "application/x-ndjson"
WARMING = 5


def run(*, rows: int | None = None) -> Result:
    rows = rows or ROWS
    enrol_sellers()
    partner = partner_create(
        name="Benchmark", scopes=[LEDGER_WRITE], reporter_code="bench", reporter_kind=ReporterKind.CARRIER
    ).partner
    token = token_for(partner, [LEDGER_WRITE])
    reference = rows / seconds_of_copy(rows)
    with served("config.wsgi:application", workers=CONNECTIONS) as port:
        shares = [(port, token, range(begin, rows, CONNECTIONS)) for begin in range(CONNECTIONS)]
        figure = rows / at_once(_report, shares, _prepared)
    return Result("ingest_http", figure, reference, "rows/s", rows, bound=0.20)


def _prepared(share: tuple[int, str, range]) -> list[tuple[Asker, int]]:
    """Return a connection for each request of a share, with the number of its lines.

    A server that has answered nothing yet loads its addresses and opens its connection to the database: it answers some
    requests of one line first.
    """
    port, token, numbers = share
    for number in range(WARMING):
        line = json.dumps(next(facts([-1 - number - WARMING * numbers.start])))
        Asker(port, [post("/api/v1/shipments", token, line.encode(), NDJSON)]).ask()
    return [
        (Asker(port, [post("/api/v1/shipments", token, content, NDJSON)]), count)
        for content, count in _requests(numbers)
    ]


def _requests(numbers: range) -> Iterator[tuple[bytes, int]]:
    for begin in range(0, len(numbers), MAX_FACTS):
        lines = [json.dumps(fact) for fact in facts(numbers[begin : begin + MAX_FACTS])]
        yield "\n".join(lines).encode(), len(lines)


def _report(requests: list[tuple[Asker, int]]) -> None:
    for asker, count in requests:
        accepted = json.loads(asker.ask())["accepted"]
        if accepted != count:
            raise RuntimeError(f"Only {accepted} of {count} facts were accepted.")
