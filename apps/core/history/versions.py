"""Queries for versions, each with the version before it, of one table or of all tables in the order of time."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Collate, JSONObject
from django.db.models.lookups import Exact

from apps.core.history.tables import Model, is_tracked, parts_of, tracked_models, version_of
from apps.core.keyset_pages import Key, KeysetOrder

# Tracked models, each with a condition on the rows of its version table.
type Scope = Mapping[Model, Q]


def parse_moment(text: str) -> datetime:
    """Read a moment in ISO 8601 from an address; raise ValueError if the text has no time zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at


# Up to so many models their versions are read in one query. Building the query takes longer than running it.
MODELS_AT_ONCE = 8
_LATEST_FIRST = ("-pgh_created_at", "-pgh_kind", "-pgh_id")
# The order of a list over all tables: the latest version first.
ORDER = KeysetOrder((("at", parse_moment), ("kind", str), ("number", int)))


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """A row after it was added or changed, or before it was removed.

    `row` holds the values by column, `before` the values of the previous version. `label` is added, changed or removed.
    `number` numbers the versions of a table; `pk` is the key of the row. `context` holds user, request and route of the
    request. The context is None for a change by the program, and has no user for somebody who is not signed in.
    """

    model: Model
    number: int
    pk: int
    at: datetime
    label: str
    context: dict[str, Any] | None
    row: dict[str, Any]
    before: dict[str, Any] | None

    @property
    def kind(self) -> str:
        """Return the label of the model: "accounts.user"."""
        return self.model._meta.label_lower

    @property
    def user(self) -> int | None:
        """Return the number of the person who sent the request, or None."""
        return (self.context or {}).get("user")

    @property
    def command(self) -> str:
        """Return the command that made the change, with the operating system's user who ran it, or ""."""
        context = self.context or {}
        return f"{context['command']} ({context['operator']})" if "command" in context else ""

    @property
    def request(self) -> str:
        """Return the number of the request, or ""."""
        return (self.context or {}).get("request") or ""

    @property
    def route(self) -> str:
        """Return the pattern of the address of the request, or ""."""
        return (self.context or {}).get("route") or ""

    @property
    def whole(self) -> bool:
        """Tell whether the version has nothing to be compared with: the row was added or removed, or is older."""
        return self.label != "changed" or self.before is None

    @property
    def by_program(self) -> bool:
        """Tell whether the program made the change without a request of a person."""
        return self.context is None


def whole_scope() -> Scope:
    """Return the scope of all versions of all tracked models."""
    return dict.fromkeys(tracked_models(), Q())


def record_scope(model: Model, pk: int) -> Scope:
    """Return the scope of the versions of a record and its parts; it is empty if neither has versions."""
    own = {model: Q(pgh_obj=pk)} if is_tracked(model) else {}
    return own | {part: Q((field, pk)) for part, field in parts_of(model).items()}


def changed_by(user: int) -> Q:
    """Return the condition for versions that requests of a person made."""
    return Q(Exact(KT("pgh_context__user"), Value(str(user))))


def versions_in(scope: Scope, where: Q | None = None, *, beyond: Key | None = None, limit: int) -> list[RecordVersion]:
    """Return at most `limit` versions of a scope, the latest first, in one query, or in two for a scope of many models.

    `where` is a further condition. `beyond` is the key, in `ORDER`, of the version after which the list continues.
    """
    asked = {model: rows & (where or Q()) & _older(model, beyond) for model, rows in sorted_scope(scope)}
    if len(asked) > MODELS_AT_ONCE:
        asked = _latest(asked, limit)
    branches = [_branch(model, rows, limit) for model, rows in asked.items()]
    if not branches:
        return []
    first, *others = branches
    rows = first.union(*others, all=True).order_by(*_LATEST_FIRST)[:limit] if others else first
    models = {model._meta.label_lower: model for model in asked}
    return [RecordVersion(models[kind], *rest) for kind, *rest in rows]


def _latest(scope: Scope, limit: int) -> Scope:
    """Narrow a scope down to its latest versions, by their numbers: a page names few models of the many tracked.

    Versions are never changed or removed, so that the numbers stay true for the next query.
    """
    first, *others = (
        _rows(model, rows)
        .order_by("-pgh_created_at", "-pgh_id")
        .values_list("pgh_kind", "pgh_id", "pgh_created_at")[:limit]
        for model, rows in scope.items()
    )
    numbers: dict[str, list[int]] = defaultdict(list)
    for kind, number, _at in first.union(*others, all=True).order_by(*_LATEST_FIRST)[:limit]:
        numbers[kind].append(number)
    return {model: Q(pgh_id__in=own) for model in scope if (own := numbers.get(model._meta.label_lower))}


def sorted_scope(scope: Scope) -> list[tuple[Model, Q]]:
    """Return the models and conditions of a scope by the labels of the models."""
    return sorted(scope.items(), key=lambda item: item[0]._meta.label_lower)


def newest_numbers(model: Model, pk: int) -> dict[str, int]:
    """Return the highest version number of a record and of each kind of its parts, by label; leave out empty kinds."""
    branches = [
        _rows(kind, rows).order_by().values("pgh_kind").annotate(pgh_newest=Max(_by_row("pgh_id")))
        for kind, rows in sorted_scope(record_scope(model, pk))
    ]
    if not branches:
        return {}
    first, *others = branches
    rows = first.union(*others, all=True) if others else first
    return dict(rows.values_list("pgh_kind", "pgh_newest"))


def _rows(model: Model, rows: Q) -> QuerySet:
    return (
        version_of(model)
        .objects.filter(rows)
        .annotate(
            # Sorted by bytes, as Python sorts: the order of pages must not depend on the language of the database.
            pgh_kind=Collate(Value(model._meta.label_lower), "C")
        )
    )


def _branch(model: Model, rows: Q, limit: int) -> QuerySet:
    before = version_of(model).objects.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id"))
    return (
        _rows(model, rows)
        .annotate(
            pgh_row=_as_json(model),
            pgh_before=Subquery(before.order_by(_by_row("pgh_id").desc()).values_list(_as_json(model))[:1]),
        )
        .order_by("-pgh_created_at", "-pgh_id")
        .values_list(
            "pgh_kind", "pgh_id", "pgh_obj", "pgh_created_at", "pgh_label", "pgh_context", "pgh_row", "pgh_before"
        )[:limit]
    )


def _as_json(model: Model) -> JSONObject:
    fields = [f.attname for f in version_of(model)._meta.concrete_fields if not f.name.startswith("pgh_")]
    return JSONObject(**{name: F(name) for name in fields})


def _by_row(number: str) -> Any:
    """Return a number plus 0, which no index orders, so that PostgreSQL searches by row instead of the whole table."""
    return F(number) + 0


def _older(model: Model, key: Key | None) -> Q:
    """Return the condition for versions after a key. Versions of one moment are ordered by label."""
    if key is None:
        return Q()
    at, kind, number = key
    own = model._meta.label_lower
    if own == kind:
        return Q(pgh_created_at__lte=at) & (Q(pgh_created_at__lt=at) | Q(pgh_id__lt=number))
    return Q(pgh_created_at__lte=at) if own < kind else Q(pgh_created_at__lt=at)
