"""Actions that staff take on a page of the desk: each a button or a form, what follows from it, and its service."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Self

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core.lifecycle import Lifecycle, Text
from apps.desk.forms import StaffForm


@dataclass(frozen=True, slots=True)
class StaffAction:
    """An action that a member of staff may take on a page.

    `service` is called with the actor and with what the form holds. `effect` says what follows from the action, and
    `blocked` why it can't be taken now, in place of the button. `settled_at` are the pages where that can be settled,
    each as label and address. `panel` names the part of the page that draws the form, where the form does not stand
    among the others. `undoable`: a notice leaves with the action, so the action is done after a short time, in which it
    can be undone. `confirmed`: what follows depends on the record and can't be taken back, so the page works the
    consequences out first (`PageAdmin.consequences`), and the reader confirms these. `main` marks one that carries the
    case on as most do: the page draws it before the others, and filled.

    In a table of actions by their code, an action without a label takes the label of its transition.
    """

    effect: Text
    service: Callable[..., object]
    form: Callable[..., StaffForm] = StaffForm
    label: Text = ""
    blocked: Text = ""
    settled_at: Sequence[tuple[str, str]] = ()
    panel: str = ""
    undoable: bool = False
    confirmed: bool = False
    main: bool = False

    def with_form(self, **arguments: Any) -> Self:
        """Return the action with further arguments for its form."""
        return replace(self, form=partial(self.form, **arguments))


type StaffActions = dict[str, StaffAction]


def actions_open(
    lifecycle: Lifecycle,
    table: Mapping[str, StaffAction],
    *,
    state: str,
    rights: frozenset[str],
    facts: Callable[[], Any] = lambda: None,
    blocked: Text = "",
    **record: Any,
) -> StaffActions:
    """Return the actions of a lifecycle that lead out of a state and that the reader has the rights for, by their code.

    `table` holds the actions that are taken on this page; actions that are not in the table are taken elsewhere.
    `record` names the record as the services do, such as `plan_id=7`. A reason that blocks all actions, `blocked`,
    comes before the guard of each action. `facts` reads what the guards judge; where no action is open, nothing is
    read.
    """
    transitions = [row for row in lifecycle.open_to(state=state, held=rights) if row.action in table]
    known = facts() if transitions else None
    return {
        row.action: replace(
            table[row.action],
            label=table[row.action].label or row.label,
            service=partial(table[row.action].service, **record),
            blocked=blocked or row.blocked(known),
        )
        for row in transitions
    }


@dataclass(frozen=True, slots=True)
class ActionTable:
    """The actions of a lifecycle that are taken on a page, by their code.

    `key` is the name by which their services take the record, and `facts` reads what the guards judge, from the record
    and the reader.
    """

    lifecycle: Lifecycle
    actions: Mapping[str, StaffAction]
    key: str
    facts: Callable[[Any, User], Any]

    def actions_open(self, shown: Any, user: User) -> StaffActions:
        """Return the actions that lead out of the state of a record and that a reader has the rights for."""
        record: dict[str, Any] = {self.key: shown.pk}
        facts = partial(self.facts, shown, user)
        return actions_open(self.lifecycle, self.actions, state=shown.state, rights=held(user), facts=facts, **record)


def actions_numbered(actions: StaffActions, text: Text, *, number: int, pk: int) -> StaffActions:
    """Return the actions on one of several parts of a record: the key of the part in the code, its number in the label.

    `text` is a label with the places `number` and `what`.
    """
    return {
        f"{code}-{pk}": replace(action, label=text % {"number": number, "what": action.label})
        for code, action in actions.items()
    }
