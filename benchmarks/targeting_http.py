"""One parcel assessed over HTTP, as a partner asks: within what time 95 of 100 answers come.

The site runs under granian with one thread, on a database of its own that has the model as champion and OFAC's list.
Each request declares one new parcel of a seller who is no member, whose name is looked up in the list. The answers come
one after the other on a kept connection, so that nothing waits for anything else.
"""

import json
import time
from collections.abc import Iterator, Sequence
from itertools import cycle
from statistics import median, quantiles
from zlib import compress

from apps.core import clock
from apps.ledger.vocabulary import ReporterKind
from apps.partners.scopes import RISK_ASSESS
from apps.partners.systems.services import partner_create
from apps.screening.files.ofac import OfacFile
from apps.screening.services import list_load
from apps.targeting.models import ModelState, RiskModel
from apps.targeting.risk_model import DeclaredParcel, Model, PastParcel
from benchmarks.common import own_database, vacuum
from benchmarks.data import DATA
from benchmarks.name_samples import people_generated
from benchmarks.status_servers import Asker, post, serve, token_for

PATH = "/api/v1/risk-assessments"
ASKED, WARMING = 1_000, 50
NAMES = 300


def http_measured(model: Model, test: Sequence[PastParcel], asked: int = ASKED) -> dict[str, float]:
    """Return the seconds within which half and 95 of 100 single assessments are answered over HTTP."""
    with own_database():
        champion_keep(model, test)
        sdn = OfacFile(DATA / "screening" / "ofac_sdn.csv")
        list_load(name="ofac", format_code="ofac", file=sdn, on_rejected=lambda *_: None)
        partner = partner_create(
            name="Benchmark", scopes=[RISK_ASSESS], reporter_code="bench", reporter_kind=ReporterKind.CARRIER
        ).partner
        token = token_for(partner, [RISK_ASSESS])
        vacuum()
        requests = [post(PATH, token, json.dumps([each]).encode()) for each in declarations(test, WARMING + asked)]
        with serve("config.wsgi:application") as port:
            asker = Asker(port, requests)
            took = [_seconds(asker) for _request in requests][WARMING:]
    return {"median": median(took), "p95": quantiles(took, n=20)[-1]}


def champion_keep(model: Model, examples: Sequence[PastParcel]) -> None:
    """Keep a model as the champion of the database."""
    content = model.dump()
    RiskModel.objects.create(
        state=ModelState.CHAMPION,
        kind=content["scorer"]["kind"],
        seed=model.seed,
        digest=model.digest,
        content=compress(json.dumps(content).encode()),
        first_day=examples[0].arrival.day,
        last_day=examples[-1].arrival.day,
        examples=len(examples),
        card={"base": model.base, "months": []},
        trained_at=clock.now(),
        promoted_at=clock.now(),
    )


def declarations(test: Sequence[PastParcel], count: int) -> Iterator[dict[str, str]]:
    """Yield so many declarations of lines, each of a parcel of its own."""
    lines, names = cycle(test), cycle(people_generated(NAMES))
    for number in range(count):
        yield declaration(next(lines).arrival, number, next(names))


def declaration(arrival: DeclaredParcel, number: int, name: str) -> dict[str, str]:
    """Return the declaration of a line, as a partner sends one."""
    told = {
        "reference": f"1Z{number:09}",
        "date": clock.today().isoformat(),
        "description": "Women's knitted cotton sweater",
        "seller": arrival.seller or "unknown",
        "seller_name": name,
        "hs": arrival.hs,
        "origin": arrival.origin,
        "departure": arrival.departure,
        "value": f"{arrival.value or 0:.2f}",
        "currency": arrival.currency,
        "weight_kg": f"{arrival.weight_kg or 0:.3f}",
        "mode": arrival.mode,
        "entry_type": arrival.entry_type,
        "port": arrival.port,
        "declarant": arrival.declarant[:16],
    }
    return {field: text for field, text in told.items() if text}


def _seconds(asker: Asker) -> float:
    begun = time.perf_counter()
    answer = json.loads(asker.ask())
    took = time.perf_counter() - begun
    if not answer["results"]:
        raise RuntimeError(f"Not assessed: {answer}")
    return took
