"""Actions on the standing of a business: propose a suspension or a removal, or reinstate."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django import forms
from django.db.models import Value
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core.forms import choice_field
from apps.core.lifecycle import Text
from apps.desk.actions import StaffAction, StaffActions, actions_open
from apps.desk.forms import DecisionForm
from apps.desk.impartiality import is_on_team
from apps.ledger.models import Violation
from apps.ledger.selectors import violations_of
from apps.ledger.vocabulary import Category, Determination
from apps.shippers.models import Shipper
from apps.shippers.roles import ON_TEAM
from apps.standing.adverse_actions import ADVERSE_ACTIONS, AdverseAction
from apps.standing.models import Standing
from apps.standing.proposals.notices import line_of
from apps.standing.selectors import calls_running, false_statements_found, proposals_open
from apps.standing.services import standing_reinstate
from apps.standing.states import OFFICER, STATUS
from apps.validations.selectors import visits_of
from apps.validations.services import visit_change_propose

type Choices = Sequence[tuple[int, Text]]
PROPOSED = _lazy("The same change is proposed already and not decided yet.")
CALLED = _lazy("A call about the same change is under way. The proposal follows it.")


class ProposeForm(DecisionForm):
    """A proposed change and its reasons. `violations` are the violations of the business that the notice can name."""

    cases = forms.TypedMultipleChoiceField(
        label=_lazy("Violations that the notice names"),
        help_text=_lazy(
            "The business answers each of them by itself. A suspension or a removal names a violation or a parcel at "
            "least. Hold down Ctrl, or Command, to choose several."
        ),
        coerce=int,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    parcels = forms.CharField(
        label=_lazy("Parcels that the notice names"),
        help_text=_lazy(
            "Their tracking numbers, one a line. If your reasons mention parcels, name each of them here, or "
            "choose its violation above."
        ),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    false_case = forms.TypedChoiceField(
        label=_lazy("Knowingly false information at a validation visit"),
        help_text=_lazy(
            "Only if an officer found it, and the violation is recorded. The business has less time to appeal this one "
            "finding (after 6 U.S.C. 967(c)(2)), and the usual time for all others."
        ),
        coerce=int,
        empty_value=None,
        required=False,
    )
    visit_id = forms.TypedChoiceField(
        label=_lazy("The visit at which it was given"), coerce=int, empty_value=None, required=False
    )
    field_order = ("reasons", "language", "cases", "parcels", "false_case", "visit_id")

    def __init__(
        self, *args: Any, violations: Choices, false_statements: Choices, visits: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "cases").choices = violations
        choice_field(self, "false_case").choices = [("", _lazy("None")), *false_statements]
        choice_field(self, "visit_id").choices = [("", _lazy("None")), *visits]
        if not violations:
            del self.fields["cases"]
        if not (false_statements and visits):
            del self.fields["false_case"], self.fields["visit_id"]

    def clean_parcels(self) -> list[str]:
        return self.cleaned_data["parcels"].split()


# The actions of the table of statuses that officers take directly. Others follow from a decision.
REINSTATING = {
    "reinstate": StaffAction(
        effect=_lazy(
            "It is an active member again at once, and partners see it within a second. The team reads your reasons."
        ),
        service=standing_reinstate,
        form=DecisionForm,
        confirmed=True,
    ),
    "reinstate_conditionally": StaffAction(
        effect=_lazy("It is a member again at once, on conditions. The team reads your reasons; name the conditions."),
        service=partial(standing_reinstate, conditional=True),
        form=DecisionForm,
        confirmed=True,
    ),
}
# The officer chooses from this many violations of the business, the latest first.
MAX_NAMED = 50


def standing_actions(request: HttpRequest, shipper: Shipper) -> StaffActions:
    """Return what an officer may do about the standing of a business; nothing where the business is not enrolled."""
    standing: Standing | None = getattr(shipper, "standing", None)
    if standing is None:
        return {}
    user = user_of(request)
    rights = held(user)
    proposes = {action.act: action for action in ADVERSE_ACTIONS.values() if action.offer}
    table = REINSTATING | {act: _proposing(action) for act, action in proposes.items()}
    actions = actions_open(STATUS, table, state=standing.status, rights=rights, shipper_id=shipper.pk)
    for act, action in proposes.items():
        # No action of the table of statuses makes a change that takes no status.
        is_held = standing.validated or not action.ends_validation
        if action.status is None and is_held and OFFICER in rights and action.is_possible(standing.status):
            actions[act] = replace(table[act], service=partial(table[act].service, shipper_id=shipper.pk))
    if not actions:
        return {}
    on_team = is_on_team(request, shipper.pk)
    called = calls_running(shipper.pk).order_by().values_list("kind", Value(False))
    proposed = proposals_open(shipper.pk).order_by().values_list("kind", Value(True))
    # One query for both; of the two, the proposal is named, so it is read last.
    waiting = {kind: PROPOSED if is_proposed else CALLED for kind, is_proposed in sorted(called.union(proposed))}
    named = _named_violations(shipper) if proposes.keys() & actions.keys() else {}
    for act, action in actions.items():
        blocked = waiting.get(proposes[act].code, "") if act in proposes else ""
        asked = action.with_form(**named) if act in proposes else action
        actions[act] = replace(asked, blocked=ON_TEAM if on_team else blocked)
    return actions


def _proposing(action: AdverseAction) -> StaffAction:
    """Return the act by which an officer proposes an adverse action."""
    assert action.offer is not None
    return StaffAction(
        label=action.offer.label,
        effect=action.offer.effect,
        service=partial(visit_change_propose, kind=action.code),
        form=ProposeForm,
        undoable=True,
    )


def _named_violations(shipper: Shipper) -> dict[str, Choices]:
    """Return what a notice can name: the violations of a business, those of them that an officer found to be false
    statements, each by the number of its case, and the visits that were held.
    """
    found = list(violations_of(shipper.pk).exclude(determination=Determination.REVERSED)[:MAX_NAMED])
    # Where all violations are at hand and none is a false statement, no query can find one.
    may_hold = len(found) == MAX_NAMED or any(each.category == Category.FALSE_STATEMENT for each in found)
    visits = visits_of(shipper.pk)
    return {
        "violations": _lines(found),
        "false_statements": _lines(false_statements_found(shipper.pk) if may_hold else []),
        "visits": [
            (visit.pk, f"{visit.get_kind_display()}, {date_format(visit.held_on)}") for visit in visits if visit.held_on
        ],
    }


def _lines(violations: Iterable[Violation]) -> Choices:
    return [(violation.case_id, line_of(violation)) for violation in violations]
