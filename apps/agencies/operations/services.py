"""Writes of special operations: planned, called off, and reported on."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.agencies.operations import work
from apps.agencies.operations.models import Operation, OperationState
from apps.agencies.operations.states import OPERATION, PLANNER, OperationFacts
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.text import text_required
from apps.policy.selectors import policy_on, terms_of
from apps.work.cases import Cases, CaseWork


def _item(operation: Operation) -> dict[str, Any]:
    """Return the name, and the day until which the report is due, as the policy says."""
    days = terms_of(policy_on(clock.today())).clocks.operation_report_days
    return {"title": operation.name, "due_at": clock.end_of(clock.add_days(operation.last_day, days))}


OPERATIONS = Cases(
    rows=Operation.objects.all(),
    lifecycle=OPERATION,
    missing=_lazy("There is no such operation."),
    facts=lambda operation, _actor: OperationFacts(has_begun=operation.first_day <= clock.today()),
    signed={OperationState.REPORTED: "closed", OperationState.CALLED_OFF: "closed"},
    work=CaseWork(kind=work.OPERATION, states=[OperationState.PLANNED], item=_item, shows_state=True),
    events="operations.",
)


@transaction.atomic
def operation_plan(
    *, actor: User, name: str, place: str, first_day: date, last_day: date, rule: str, port: str = ""
) -> Operation:
    """Plan a special operation, and open the work to report on it.

    The policy says how many days after the last one the report is due. If the code of a `port` is given, the counts are
    compared with the exams that are reported there. Raises NotAllowed for an actor who may not assign work, Invalid for
    a missing text and for days that are out of order.
    """
    require(actor, PLANNER)
    if last_day < first_day:
        message = _("The last day comes before the first. Choose a later one.")
        raise InvalidInput(message, fields={"last_day": [message]})
    operation = Operation.objects.create(
        name=text_required(name, "name", _("Give it a name.")),
        place=text_required(place, "place", _("Say where.")),
        port=port,
        first_day=first_day,
        last_day=last_day,
        rule=text_required(rule, "rule", _("Say which parcels are chosen.")),
        planned_by=actor,
        planned_at=clock.now(),
    )
    OPERATIONS.opened(operation, "planned", actor)
    return operation


@transaction.atomic
def operation_report(
    *, actor: User, operation_id: int, looked_at: int, opened: int, wrong: int, seized: int, results: str
) -> Operation:
    """Record the counts and the results of a special operation. Raises Conflict or NotAllowed if the lifecycle refuses
    the act, Invalid for counts that contradict one another.
    """
    with OPERATIONS.acting("report", operation_id, actor) as operation:
        for name, part, whole in (("opened", opened, looked_at), ("wrong", wrong, opened), ("seized", seized, wrong)):
            if part > whole:
                message = _("This is more than the number before it, %(whole)d.") % {"whole": whole}
                raise InvalidInput(message, fields={name: [message]})
        operation.looked_at, operation.opened, operation.wrong, operation.seized = looked_at, opened, wrong, seized
        operation.results = text_required(results, "results")
    return operation


@transaction.atomic
def operation_call_off(*, actor: User, operation_id: int, reasons: str) -> Operation:
    """Call a special operation off, with reasons. Raises Conflict or NotAllowed if the lifecycle refuses the act."""
    with OPERATIONS.acting("call_off", operation_id, actor) as operation:
        operation.results = text_required(reasons, "reasons")
    return operation
