"""Writes of special operations: planned, called off, and reported on."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held, require
from apps.core import clock
from apps.core.errors import InvalidInput, NotFound
from apps.core.fields import name_of
from apps.core.text import text_required
from apps.events.services import record
from apps.operations import work
from apps.operations.models import Operation, OperationState
from apps.operations.states import LIFECYCLE, PLANNER, OperationFacts
from apps.policy.selectors import policy_on, terms_of
from apps.work.services import item_close, item_open


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
    days = terms_of(policy_on(clock.today())).clocks.operation_report_days
    item_open(
        kind=work.OPERATION.code,
        subject=_subject(operation),
        title=operation.name,
        state=operation.state,
        due_at=clock.end_of(clock.add_days(last_day, days)),
    )
    record("operations.planned", subject=_subject(operation), actor=actor)
    return operation


@transaction.atomic
def operation_report(
    *, actor: User, operation_id: int, looked_at: int, opened: int, wrong: int, seized: int, results: str
) -> Operation:
    """Record the counts and the results of a special operation. Raises Conflict or NotAllowed if the lifecycle refuses
    the act, Invalid for counts that contradict one another.
    """
    operation = _transition(actor, operation_id, "report")
    for name, part, whole in (("opened", opened, looked_at), ("wrong", wrong, opened), ("seized", seized, wrong)):
        if part > whole:
            message = _("This is more than the number before it, %(whole)d.") % {"whole": whole}
            raise InvalidInput(message, fields={name: [message]})
    operation.looked_at, operation.opened, operation.wrong, operation.seized = looked_at, opened, wrong, seized
    return _close(operation, actor, results, "results", "reported")


@transaction.atomic
def operation_call_off(*, actor: User, operation_id: int, reasons: str) -> Operation:
    """Call a special operation off, with reasons. Raises Conflict or NotAllowed if the lifecycle refuses the act."""
    return _close(_transition(actor, operation_id, "call_off"), actor, reasons, "reasons", "called_off")


def _transition(actor: User, operation_id: int, action: str) -> Operation:
    """Lock an operation, set the state to which an action leads, and return the operation, not yet saved. Raises
    NotFound, and Conflict or NotAllowed if the lifecycle refuses the action.
    """
    operation = Operation.objects.select_for_update(of=("self",)).filter(pk=operation_id).first()
    if operation is None:
        raise NotFound(_("There is no such operation."))
    facts = OperationFacts(has_begun=operation.first_day <= clock.today())
    transition = LIFECYCLE.check(state=operation.state, action=action, held=held(actor), facts=facts)
    operation.state = OperationState(transition.target)
    return operation


def _close(operation: Operation, actor: User, text: str, field: str, event: str) -> Operation:
    operation.results = text_required(text, field)
    operation.closed_by, operation.closed_at = actor, clock.now()
    operation.save()
    item_close(kind=work.OPERATION.code, subject=_subject(operation), actor=actor)
    record(f"operations.{event}", subject=_subject(operation), actor=actor)
    return operation


def _subject(operation: Operation) -> tuple[str, int]:
    """Return how work items and events name an operation."""
    return (name_of(Operation), operation.pk)
