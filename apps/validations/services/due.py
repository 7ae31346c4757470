"""Work items that time alone brings: validations that fall due, planned days that have come, overdue actions."""

from collections.abc import Collection, Mapping
from datetime import date
from itertools import batched

from django.db import transaction

from apps.core import clock
from apps.shippers.services import shippers_lock
from apps.validations import work
from apps.validations.models import Finding, Visit, VisitFindingState, VisitState
from apps.validations.selectors import validations_due
from apps.work import selectors, services
from apps.work.kinds import WorkKind

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
        services.items_close(kind=work.DUE.code, model="shipper", ids=shipper_ids)
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
    return set(selectors.items_open().filter(kind=kind.code).values_list("subject_id", flat=True))


@transaction.atomic
def _due_work_open(shipper_ids: Collection[int], wanted: Mapping[int, date]) -> None:
    # Of two runs at once, the second waits here for the first, and finds its items.
    shippers = shippers_lock(shipper_ids)
    waiting = selectors.subjects_waiting(work.DUE.code, "shipper", shippers)
    services.items_open(
        kind=work.DUE.code,
        items=[
            services.NewItem(("shipper", pk), str(each), pk, each.country.code, clock.end_of(wanted[pk]))
            for pk, each in shippers.items()
            if pk not in waiting
        ],
    )


def _visit_work_open(kind: WorkKind, due: Mapping[int, date]) -> int:
    new = sorted(due.keys() - _subjects_open(kind))
    for visit_ids in batched(new, BATCH_SIZE):
        with transaction.atomic():
            for visit in Visit.objects.filter(pk__in=visit_ids).select_related("shipper", "lead").order_by("pk"):
                services.item_open(
                    kind=kind.code,
                    subject=("visit", visit.pk),
                    title=str(visit.shipper),
                    shipper_id=visit.shipper_id,
                    country=visit.shipper.country.code,
                    due_at=clock.end_of(due[visit.pk]),
                    holder=visit.lead,
                )
    return len(new)
