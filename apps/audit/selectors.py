"""Reads of changes and views of records."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Model, Q, QuerySet

from apps.accounts.models import User
from apps.audit.models import View
from apps.core import clock
from apps.core.bounded_counts import bounded_counts
from apps.core.history.descriptions import describe
from apps.core.history.tables import tracked_models, version_of
from apps.core.history.tokens import token_of, versions_since
from apps.core.history.versions import RecordVersion, changed_by, record_scope, versions_in, whole_scope
from apps.core.keyset_pages import Key

__all__ = [
    "AuditFilter",
    "VersionFieldChange",
    "ViewCounts",
    "changes_counted",
    "changes_matching",
    "changes_since",
    "last_views",
    "looks_counted",
    "token_of",
    "viewers_since",
    "views_matching",
    "views_of_subject",
    "was_viewed",
]


@dataclass(frozen=True, slots=True)
class VersionFieldChange:
    """A change of a field, in words. `who` is None for the program; `by` names the person or the program.

    `record` names the record or one of its parts. A `sealed` field is encrypted, so its values are not shown.
    """

    who: User | None
    by: str
    when: datetime
    record: str
    field: str
    label: str
    before: str
    after: str
    sealed: bool


def changes_since(instance: Model, token: str) -> list[VersionFieldChange]:
    """Return the changes of a record and its parts since `token_of` gave a token, latest first."""
    return [
        VersionFieldChange(
            who=description.who if isinstance(description.who, User) else None,
            by=description.by,
            when=description.version.at,
            record=description.record,
            field=difference.field,
            label=difference.label,
            before=difference.before,
            after=difference.after,
            sealed=difference.sealed,
        )
        for description in describe(versions_since(instance, token), personal=True, within=type(instance))
        for difference in description.differences
    ]


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """A filter for changes and views: the days from `since` to `until`, both included, and who made the change or view.

    `model` and `pk` are a kind of record and the key of one record, `shipper_id` the business whose data it holds.
    """

    since: date
    until: date
    person: User | None = None
    model: type[Model] | None = None
    pk: int | None = None
    shipper_id: int | None = None

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Return the last moments of the day before `since` and of `until`."""
        return clock.end_of(clock.add_days(self.since, -1)), clock.end_of(self.until)


def changes_matching(audit_filter: AuditFilter, *, beyond: Key | None = None, limit: int) -> list[RecordVersion]:
    """Return at most `limit` versions that match a filter, latest first, in one query.

    `beyond` is the key of the version after which the list continues.
    """
    scope: Mapping[type[Model], Q]
    if audit_filter.model is None:
        scope = whole_scope()
    elif audit_filter.pk is None:
        scope = {audit_filter.model: Q()}
    else:
        scope = record_scope(audit_filter.model, audit_filter.pk)
    since, until = audit_filter.moments
    where = Q(pgh_created_at__gt=since, pgh_created_at__lte=until)
    if audit_filter.person:
        where &= changed_by(audit_filter.person.pk)
    if audit_filter.shipper_id:
        paths = {model: path for model in scope if (path := _shipper_path(model))}
        scope = {model: scope[model] & Q((path, audit_filter.shipper_id)) for model, path in paths.items()}
    return versions_in(scope, where, beyond=beyond, limit=limit)


def views_matching(audit_filter: AuditFilter) -> QuerySet[View]:
    """Return the views that match a filter."""
    since, until = audit_filter.moments
    views = View.objects.filter(at__gt=since, at__lte=until).select_related("actor")
    if audit_filter.person:
        views = views.filter(actor=audit_filter.person)
    if audit_filter.model:
        views = views.filter(subject_type=audit_filter.model._meta.model_name)
        if audit_filter.pk:
            views = views.filter(subject_id=audit_filter.pk)
    return views.filter(shipper_id=audit_filter.shipper_id) if audit_filter.shipper_id else views


def views_of_subject(subject: tuple[str, int]) -> QuerySet[View]:
    """Return the views of a record, given as (model name, id), latest first."""
    views = View.objects.filter(subject_type=subject[0], subject_id=subject[1])
    return views.select_related("actor").order_by("-at", "-pk")


def viewers_since(subject: tuple[str, int], since: datetime, *, except_for: User) -> QuerySet[View]:
    """Return the last view of a record, given as (model name, id), by each person who viewed it since a moment, except
    for one person.
    """
    views = View.objects.filter(subject_type=subject[0], subject_id=subject[1], at__gte=since).exclude(actor=except_for)
    return views.select_related("actor").order_by("actor", "-at").distinct("actor")


def was_viewed(subject: tuple[str, int], *, by: User) -> bool:
    """Tell whether a person ever viewed a record, given as (model name, id)."""
    return View.objects.filter(subject_type=subject[0], subject_id=subject[1], actor=by).exists()


def _shipper_path(model: type[Model]) -> str | None:
    """Return the path from a version to the id of the business. The path is found by name, since this app may not
    import shippers.
    """
    if model._meta.model_name == "shipper":
        return "pgh_obj"
    fields = version_of(model)._meta.concrete_fields
    if any(field.attname == "shipper_id" for field in fields):
        return "shipper_id"
    for field in fields:
        if field.related_model and any(f.attname == "shipper_id" for f in field.related_model._meta.concrete_fields):
            return f"{field.name}__shipper_id"
    return None


def last_views(user: User, subject_type: str, ids: Collection[int]) -> dict[int, datetime]:
    """Return when a user last viewed each of some records of a kind; records without a view are left out."""
    views = View.objects.filter(actor=user, subject_type=subject_type, subject_id__in=ids)
    return dict(views.values_list("subject_id").annotate(last=Max("at")))


def changes_counted(since: datetime, limit: int) -> dict[type[Model], int]:
    """Count the changes since a moment by kind of record, each up to `limit` + 1; leave out kinds without a change.
    Takes one query.
    """
    models = {model._meta.label_lower: model for model in tracked_models()}
    sets = {label: version_of(model).objects.filter(pgh_created_at__gte=since) for label, model in models.items()}
    counted = bounded_counts(sets, limit)
    found = {models[label]: count for label, count in counted.items() if count}
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


@dataclass(frozen=True, slots=True)
class ViewCounts:
    """The number of times that a member of staff looked at records since a moment, and the number of businesses whose
    data they saw.
    """

    actor: User
    count: int
    businesses: int
    last: datetime


def looks_counted(since: datetime, limit: int) -> list[ViewCounts]:
    """Return the looks of those who looked most since a moment, at most `limit` people. Takes two queries."""
    rows = list(
        View.objects.filter(at__gte=since)
        .values("actor")
        .annotate(count=Count("pk"), businesses=Count("shipper_id", distinct=True), last=Max("at"))
        .order_by("-businesses", "-count", "actor")[:limit]
    )
    people = User.objects.in_bulk([row["actor"] for row in rows])
    return [ViewCounts(people[row["actor"]], row["count"], row["businesses"], row["last"]) for row in rows]
