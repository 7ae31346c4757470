"""Shipments reported over HTTP as NDJSON, with all that `ingest` records of each, against the same raw COPY.

Each connection has a server of its own, granian with one thread, on the database of the benchmark: two connections to
one server with two processes would meet in one of them half of the time. A connection sends ready-made requests of
10,000 lines, one after the other, with a partner's token.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack

from apps.ledger.vocabulary import ReporterKind
from apps.partners.parsers import MAX_FACTS
from apps.partners.scopes import LEDGER_WRITE
from apps.partners.systems.services import partner_create
from benchmarks.common import Result, at_once
from benchmarks.ingest import CONNECTIONS, ROWS, enrol_sellers, facts, seconds_of_copy
from benchmarks.status_servers import Asker, post, serve, token_for

PATH, NDJSON = "/api/v1/shipments", "application/x-ndjson"
WARMING = 3

type Share = tuple[int, str, range]


def run(*, rows: int | None = None) -> Result:
    rows = rows or ROWS
    enrol_sellers()
    partner = partner_create(
        name="Benchmark", scopes=[LEDGER_WRITE], reporter_code="bench", reporter_kind=ReporterKind.CARRIER
    ).partner
    token = token_for(partner, [LEDGER_WRITE])
    reference = rows / seconds_of_copy(range(rows))
    with ExitStack() as servers:
        ports = [servers.enter_context(serve("config.wsgi:application")) for _ in range(CONNECTIONS)]
        shares = [(port, token, range(begin, rows, CONNECTIONS)) for begin, port in enumerate(ports)]
        figure = rows / at_once(_report, shares, _prepare)
    return Result("ingest_http", figure, reference, "rows/s", rows, bound=0.20)


def _prepare(share: Share) -> tuple[Asker, list[int]]:
    """Return a connection with the requests of a share, and the number of lines of each.

    A server that has answered nothing yet loads its addresses and connects to the database, so it answers some requests
    of one line first. Their numbers are below zero.
    """
    port, token, numbers = share
    for number in range(-1 - numbers.start, -1 - WARMING * CONNECTIONS, -CONNECTIONS):
        content, _count = next(_requests(range(number, number + 1)))
        Asker(port, [post(PATH, token, content, NDJSON)]).ask()
    requests = [(post(PATH, token, content, NDJSON), count) for content, count in _requests(numbers)]
    return Asker(port, [content for content, _count in requests]), [count for _content, count in requests]


def _requests(numbers: range) -> Iterator[tuple[bytes, int]]:
    for begin in range(0, len(numbers), MAX_FACTS):
        lines = [json.dumps(fact) for fact in facts(numbers[begin : begin + MAX_FACTS])]
        yield "\n".join(lines).encode(), len(lines)


def _report(prepared: tuple[Asker, list[int]]) -> None:
    asker, counts = prepared
    for count in counts:
        accepted = json.loads(asker.ask())["accepted"]
        if accepted != count:
            raise RuntimeError(f"Only {accepted} of {count} facts were accepted.")
