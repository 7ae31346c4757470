"""Work items that time alone brings: validations that fall due, planned days that have come, overdue actions."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import batched

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.shippers.models import Shipper
from apps.validations import work
from apps.validations.models import Finding, Visit, VisitFindingState, VisitState
from apps.validations.selectors import validations_due
from apps.work.kinds import WorkKind
from apps.work.selectors import items_open
from apps.work.services import item_open, items_close

BATCH_SIZE = 200


def visit_work_update() -> int:
    """Open a work item for each validation, visit and action that is due; close the items of those no longer
    due.

    Return how many were opened. Running the update more often, or after days without a run, gives the same items.
    """
    return _due_validations_update() + _planned_visits_update() + _overdue_actions_update()


def _due_validations_update() -> int:
    wanted = {due.shipper_id: due.by for due in validations_due()}
    waiting = _subjects_open(work.DUE)
    for shipper_ids in batched(sorted(waiting - wanted.keys()), BATCH_SIZE):
        items_close(kind=work.DUE.code, model="shipper", ids=shipper_ids)
    new = sorted(wanted.keys() - waiting)
    for shipper_ids in batched(new, BATCH_SIZE):
        _due_work_open(shipper_ids, wanted)
    return len(new)


def _planned_visits_update() -> int:
    come = Visit.objects.filter(state=VisitState.PLANNED, day__lte=clock.today())
    return _visit_work_open(work.VISIT, {visit.pk: visit.day for visit in come})


def _overdue_actions_update() -> int:
    overdue = Finding.objects.filter(
        state=VisitFindingState.OPEN, due__lt=clock.today(), visit__state=VisitState.VISITED
    ).order_by("-due")
    return _visit_work_open(work.ACTION, dict(overdue.values_list("visit", "due")))


def _subjects_open(kind: WorkKind) -> set[int]:
    return set(items_open().filter(kind=kind.code).values_list("subject_id", flat=True))


@transaction.atomic
def _due_work_open(shipper_ids: Iterable[int], wanted: Mapping[int, date]) -> None:
    for shipper_id, shipper in Shipper.objects.in_bulk(shipper_ids).items():
        _work_open(work.DUE, ("shipper", shipper_id), shipper, wanted[shipper_id], None)


def _visit_work_open(kind: WorkKind, due: Mapping[int, date]) -> int:
    new = sorted(due.keys() - _subjects_open(kind))
    for visit_ids in batched(new, BATCH_SIZE):
        with transaction.atomic():
            for visit in Visit.objects.filter(pk__in=visit_ids).select_related("shipper", "lead").order_by("pk"):
                _work_open(kind, ("visit", visit.pk), visit.shipper, due[visit.pk], visit.lead)
    return len(new)


def _work_open(kind: WorkKind, subject: tuple[str, int], shipper: Shipper, day: date, holder: User | None) -> None:
    item_open(
        kind=kind.code,
        subject=subject,
        title=str(shipper),
        shipper_id=shipper.pk,
        country=shipper.country.code,
        due_at=clock.end_of(day),
        holder=holder,
    )
