"""Reads of models of risk: the past parcels with an outcome, the champion, and the facts of the lifecycle."""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import F, QuerySet

from apps.accounts.models import User
from apps.accounts.selectors import is_second_person
from apps.ledger.facts import ShipmentFact
from apps.ledger.models import Shipment
from apps.ledger.vocabulary import ExamResult
from apps.targeting.models import ModelState, RiskModel
from apps.targeting.risk_model import DeclaredParcel, Model, PastParcel, RiskReason, arrival_of, model_load
from apps.targeting.rules import DeclarationContext
from apps.targeting.selection import PASSED_DAYS
from apps.targeting.states import ModelFacts

# What is read of a past parcel. The disposition, the exam and its result are the outcome, and are no feature.
COLUMNS = (
    *("date", "hs", "origin", "departure", "value", "currency", "weight_kg", "quantity", "mode", "entry_type", "port"),
    *("carrier", "broker", "declarant", "description"),
)
# So many of the latest parcels train a model; earlier ones would double the time and change little.
MAX_EXAMPLES = 300_000
_PASSED = """
SELECT asked.line, asked.day
FROM unnest(%s::bytea[], %s::date[]) AS asked (line, day)
WHERE EXISTS (
    SELECT FROM targeting_assessment AS past
    WHERE past.line = asked.line AND past.day >= asked.day - %s AND past.day < asked.day AND past.follows_id IS NULL
)
"""


def examples_between(first: date, last: date, most: int = MAX_EXAMPLES) -> list[PastParcel]:
    """Return the parcels of these days whose exam told a result, in the order of their days: the latest `most`.

    A parcel counts once, with its present entry.
    """
    rows = (
        Shipment.objects.filter(
            date__range=(first, last),
            exam_result__in=ExamResult.values,
            voided=False,
            parcel__voided=False,
            parcel__shipment_id=F("id"),
        )
        .order_by("-date", "-id")
        .values(*COLUMNS, "seller_id", "exam_result")[:most]
    )
    return list(reversed(list(_examples(rows.iterator(chunk_size=5_000)))))


@dataclass(frozen=True, slots=True)
class Scored:
    """The champion's score of a parcel: the chance to be wrong, the reasons in points, how new the parcel is, and
    whether its line passed lately and was never opened.
    """

    model_id: int
    chance: float
    novelty: float
    has_passed: bool
    reasons: tuple[RiskReason, ...]


def champion() -> RiskModel | None:
    """Return the model that decides; None before the first one was promoted."""
    return models_listed().filter(state=ModelState.CHAMPION).first()


def models_listed() -> QuerySet[RiskModel]:
    """Return the models without their content, which is large."""
    return RiskModel.objects.defer("content")


def model_in_memory(row: RiskModel) -> Model:
    """Return a model ready to score. The last two that were asked for are kept in memory."""
    return _load_model(row.pk, row.digest, row.kind)


def scores_of(facts: Sequence[ShipmentFact], known: DeclarationContext) -> list[Scored | None]:
    """Return what the champion says of each declared parcel; None of each where there is no champion."""
    row = champion()
    if row is None or not facts:
        return [None for _fact in facts]
    model = model_in_memory(row)
    arrivals = [
        arrival_of(fact.content, seller=str(known.identities.get(fact.seller, "")), day=fact.content["date"])
        for fact in facts
    ]
    risks = model.risks(arrivals)
    passed = _passed_lines([each for each, risk in zip(arrivals, risks, strict=True) if not risk.was_opened])
    return [
        Scored(
            row.pk,
            risk.chance,
            risk.novelty,
            (arrival.line_digest, arrival.day) in passed,
            risk.reasons,
        )
        for risk, arrival in zip(risks, arrivals, strict=True)
    ]


def line_of(fact: ShipmentFact) -> bytes | None:
    """Return the digest of the line of a declared parcel; None where a part of the line is missing."""
    return arrival_of(fact.content, seller="", day=fact.content["date"]).line_digest


def facts_of(row: RiskModel, actor: User) -> ModelFacts:
    """Return the facts for the guards of a model's lifecycle."""
    return ModelFacts(
        is_second_person=is_second_person(actor, row.proposed_by_id), has_predecessor=row.before_id is not None
    )


def _passed_lines(arrivals: Sequence[DeclaredParcel]) -> set[tuple[bytes | None, date]]:
    """Return the lines, each with the day of its arrival, of which a parcel passed within `PASSED_DAYS` before. Takes
    one query.
    """
    asked = sorted({(digest, arrival.day) for arrival in arrivals if (digest := arrival.line_digest)})
    if not asked:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_PASSED, [[line for line, _day in asked], [day for _line, day in asked], PASSED_DAYS])
        return {(bytes(line), day) for line, day in cursor.fetchall()}


@lru_cache(maxsize=2)
def _load_model(pk: int, digest: str, kind: str) -> Model:
    content = RiskModel.objects.values_list("content", flat=True).get(pk=pk)
    return model_load(json.loads(zlib.decompress(bytes(content))))


def _examples(rows: Iterator[dict[str, object]]) -> Iterator[PastParcel]:
    for row in rows:
        day = row["date"]
        assert isinstance(day, date)
        yield PastParcel(
            arrival_of(row, seller=str(row["seller_id"]), day=day), row["exam_result"] == ExamResult.DISCREPANT
        )
