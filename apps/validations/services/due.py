"""What time alone brings: validations that fall due, days of visits that come, actions that are overdue."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import batched

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.shippers.models import Shipper
from apps.validations import work
from apps.validations.models import Finding, Visit
from apps.validations.selectors import validations_due
from apps.work.kinds import Kind
from apps.work.selectors import items_open
from apps.work.services import item_close, item_open

AT_ONCE = 200


def visits_watch() -> int:
    """Have what is due by today wait for staff, and what is due no longer wait no more. Says how many were opened.

    Whenever it runs, and however often, what waits is the same: days on which nothing ran are caught up with.
    """
    return _validations() + _days() + _actions()


def _validations() -> int:
    wanted = {due.shipper_id: due.by for due in validations_due()}
    waiting = _waiting(work.DUE)
    for shipper_ids in batched(sorted(waiting - wanted.keys()), AT_ONCE):
        _close(work.DUE, shipper_ids)
    new = sorted(wanted.keys() - waiting)
    for shipper_ids in batched(new, AT_ONCE):
        _open_due(shipper_ids, wanted)
    return len(new)


def _days() -> int:
    come = Visit.objects.filter(state=Visit.State.PLANNED, day__lte=clock.today())
    return _open_of_visits(work.VISIT, {visit.pk: visit.day for visit in come})


def _actions() -> int:
    overdue = Finding.objects.filter(
        state=Finding.State.OPEN, due__lt=clock.today(), visit__state=Visit.State.VISITED
    ).order_by("-due")
    return _open_of_visits(work.ACTION, dict(overdue.values_list("visit", "due")))


def _waiting(kind: Kind) -> set[int]:
    return set(items_open().filter(kind=kind.code).values_list("subject_id", flat=True))


@transaction.atomic
def _close(kind: Kind, shipper_ids: Iterable[int]) -> None:
    for shipper_id in shipper_ids:
        item_close(kind=kind.code, subject=("shipper", shipper_id))


@transaction.atomic
def _open_due(shipper_ids: Iterable[int], wanted: Mapping[int, date]) -> None:
    for shipper_id, shipper in Shipper.objects.in_bulk(shipper_ids).items():
        _open(work.DUE, ("shipper", shipper_id), shipper, wanted[shipper_id], None)


def _open_of_visits(kind: Kind, due: Mapping[int, date]) -> int:
    new = sorted(due.keys() - _waiting(kind))
    for visit_ids in batched(new, AT_ONCE):
        with transaction.atomic():
            for visit in Visit.objects.filter(pk__in=visit_ids).select_related("shipper", "lead").order_by("pk"):
                _open(kind, ("visit", visit.pk), visit.shipper, due[visit.pk], visit.lead)
    return len(new)


def _open(kind: Kind, subject: tuple[str, int], shipper: Shipper, day: date, holder: User | None) -> None:
    item_open(
        kind=kind.code,
        subject=subject,
        title=str(shipper),
        shipper_id=shipper.pk,
        country=shipper.country.code,
        due_at=clock.end_of(day),
        holder=holder,
    )
