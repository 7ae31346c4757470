from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Model, Q, QuerySet

from apps.accounts.models import User
from apps.audit.models import View
from apps.core import clock
from apps.core.history.descriptions import describe
from apps.core.history.tables import version_of
from apps.core.history.tokens import token_of, versions_since
from apps.core.history.versions import Version, changed_by, record_scope, versions_in, whole_scope
from apps.core.keyset_pages import Key

__all__ = [
    "AuditFilter",
    "FieldChange",
    "changes_matching",
    "changes_since",
    "last_views",
    "token_of",
    "views_matching",
    "views_of_subject",
]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that somebody changed, in words. `who` is none for the program; `by` names it too.

    `record` is the record itself or a part of it. The values of a `sealed` one, an encrypted number, are not shown.
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


def changes_since(instance: Model, token: str) -> list[FieldChange]:
    """What became of a record and its parts since `token_of` gave that token, the last change first."""
    return [
        FieldChange(
            who=told.who if isinstance(told.who, User) else None,
            by=told.by,
            when=told.version.at,
            record=told.record,
            field=difference.field,
            label=difference.label,
            before=difference.before,
            after=difference.after,
            sealed=difference.sealed,
        )
        for told in describe(versions_since(instance, token), personal=True, within=type(instance))
        for difference in told.differences
    ]


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which part of what was kept is asked for: of days from `since` up to `until`, both included, and by whom.

    `model` and `pk` name a kind of record and one of it, `shipper_id` the business that it is about.
    """

    since: date
    until: date
    person: User | None = None
    model: type[Model] | None = None
    pk: int | None = None
    shipper_id: int | None = None

    @property
    def moments(self) -> tuple[datetime, datetime]:
        return clock.end_of(clock.add_days(self.since, -1)), clock.end_of(self.until)


def changes_matching(asked: AuditFilter, *, beyond: Key | None = None, limit: int) -> list[Version]:
    """The versions asked for, the last first, in one query; `beyond` is the key of the one after which to go on."""
    scope: Mapping[type[Model], Q]
    if asked.model is None:
        scope = whole_scope()
    elif asked.pk is None:
        scope = {asked.model: Q()}
    else:
        scope = record_scope(asked.model, asked.pk)
    since, until = asked.moments
    where = Q(pgh_created_at__gt=since, pgh_created_at__lte=until)
    if asked.person:
        where &= changed_by(asked.person.pk)
    if asked.shipper_id:
        paths = {model: path for model in scope if (path := _shipper_of(model))}
        scope = {model: scope[model] & Q((path, asked.shipper_id)) for model, path in paths.items()}
    return versions_in(scope, where, beyond=beyond, limit=limit)


def views_matching(asked: AuditFilter) -> QuerySet[View]:
    """Who looked at what, of what is asked for; a kind of record is named by its model's name, as in events."""
    since, until = asked.moments
    views = View.objects.filter(at__gt=since, at__lte=until).select_related("actor")
    if asked.person:
        views = views.filter(actor=asked.person)
    if asked.model:
        views = views.filter(subject_type=asked.model._meta.model_name)
        if asked.pk:
            views = views.filter(subject_id=asked.pk)
    return views.filter(shipper_id=asked.shipper_id) if asked.shipper_id else views


def views_of_subject(subject: tuple[str, int]) -> QuerySet[View]:
    """Who looked at one record, the last first."""
    views = View.objects.filter(subject_type=subject[0], subject_id=subject[1])
    return views.select_related("actor").order_by("-at", "-pk")


def _shipper_of(model: type[Model]) -> str | None:
    """By which way a version says whose data it holds: this app stands below the one of shippers."""
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
    """Which of these records the user has opened, and when last."""
    views = View.objects.filter(actor=user, subject_type=subject_type, subject_id__in=ids)
    return dict(views.values_list("subject_id").annotate(last=Max("at")))
