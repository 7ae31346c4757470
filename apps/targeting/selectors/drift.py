"""Reads of drift: the parcels of some days, looks at the drift of a model, and which alarms nobody answered."""

from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.db.models import F, Prefetch

from apps.targeting.models import DriftAnswer, DriftLook, FeatureDrift, RiskModel
from apps.targeting.risk_model import REASONS, DeclaredParcel, arrival_of
from apps.targeting.selectors.risk_models import COLUMNS
from apps.targeting.statements import ENTRIES_ESTIMATED, PARCELS_SAMPLED

# So many parcels of each side are compared. More would find smaller drifts, of which no alarm is wanted.
SAMPLE = 4_000
# So many times the sample is read, from pages of the table drawn at random, so that the parcels of one page, which were
# recorded together, are not the whole sample.
_READ = 20
HISTORY = 14


def parcels_sampled(first: date, last: date, seed: int, most: int = SAMPLE) -> list[DeclaredParcel]:
    """Return parcels of these days as they arrived, opened or not: each line once, at most `most`, drawn at random.

    Takes two queries, whose cost does not grow with the parcels of the days.
    """
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES_ESTIMATED, {"first": first, "last": last})
        (entries,) = cursor.fetchone()
        part = min(100.0, 100.0 * _READ * most / entries) if entries else 100.0
        cursor.execute(PARCELS_SAMPLED, {"first": first, "last": last, "part": part, "seed": seed, "most": most})
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return list(_lines(rows))


def drift_looks(model: RiskModel) -> list[DriftLook]:
    """Return the last looks at the drift of a model with their features and answers, the latest first."""
    return list(
        DriftLook.objects.filter(model=model)
        .prefetch_related(
            Prefetch("features", queryset=FeatureDrift.objects.order_by(F("bound") - F("index"), "pk")),
            Prefetch("answers", queryset=DriftAnswer.objects.select_related("by").order_by("-pk")),
        )
        .order_by("-day")[:HISTORY]
    )


def has_drifted(model: RiskModel) -> bool:
    """Return whether a feature drifted at the last look at a model."""
    last = DriftLook.objects.filter(model=model).order_by("-day").values("pk")[:1]
    return FeatureDrift.objects.filter(look__in=last, index__gte=F("bound")).exists()


def drift_unanswered(model: RiskModel) -> set[str]:
    """Return the features that drifted at the last look at a model, and whose drift nobody answered."""
    alarms = FeatureDrift.objects.filter(look__model=model, index__gte=F("bound"))
    last = DriftLook.objects.filter(model=model).order_by("-day").values("pk")[:1]
    answered = alarms.exclude(look__answers=None).values("feature")
    return set(alarms.filter(look__in=last).exclude(feature__in=answered).values_list("feature", flat=True))


def feature_label(name: str) -> str:
    """Return the label of a feature; the name of one that the program no longer has."""
    return REASONS.get(name, name)


def _lines(rows: list[dict[str, object]]) -> Iterator[DeclaredParcel]:
    """Yield the arrivals of rows, each line once: repeats of a line are one piece of evidence."""
    seen = set[str]()
    for row in rows:
        day = row["date"]
        assert isinstance(day, date)
        arrival = arrival_of({name: row[name] for name in COLUMNS}, seller=str(row["seller_id"]), day=day)
        if arrival.line not in seen:
            seen.add(arrival.line)
            yield arrival
