"""What officers may do about the standing of a business: propose that something is taken away, or give it back."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core.forms import choice_field
from apps.core.lazy import Promise
from apps.core.lifecycle import Text
from apps.desk.forms import DecisionForm, StaffForm, reasons_field
from apps.desk.pages import Act
from apps.ledger.selectors import violations_of
from apps.ledger.vocabulary import Determination
from apps.shippers.models import Shipper
from apps.shippers.roles import ON_TEAM
from apps.shippers.selectors import abilities_of
from apps.standing.models import ProposedChange, Standing
from apps.standing.proposals.notices import line_of
from apps.standing.selectors import proposals_open
from apps.standing.services import change_propose, member_leave, standing_reinstate
from apps.standing.states import OFFICER, STATUS

Kind = ProposedChange.Kind
HEARD = _lazy(
    "The team gets a notice with your reasons, and time to respond. Nothing changes before it is decided; a removal is "
    "decided by another officer."
)
PROPOSED = _lazy("The same change is proposed already and not decided yet.")


class ProposeForm(DecisionForm):
    """What is to be taken away, and on what that rests. `violations` of the business can be named in the notice."""

    cases = forms.TypedMultipleChoiceField(
        label=_lazy("Violations that the notice names"),
        help_text=_lazy("The business answers each of them by itself. Hold down Ctrl, or Command, to choose several."),
        coerce=int,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    false_statement = forms.BooleanField(
        label=_lazy("It is for a knowing false statement to the program"),
        help_text=_lazy("The business has less time to appeal then (6 U.S.C. 967)."),
        required=False,
    )

    def __init__(self, *args: Any, violations: Sequence[tuple[int, Text]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "cases").choices = violations
        if not violations:
            del self.fields["cases"]


class RemarkForm(StaffForm):
    """A reason for the record alone."""

    reasons = reasons_field(_lazy("Reason"), _lazy("Who of the business said so, and how. Only staff read this."))


# What each action of the table that officers take directly is called here, what follows from it, and the service that
# takes it. Others come of a decision.
ACTS: dict[str, tuple[Promise | None, Promise, Callable[..., object]]] = {
    "suspend": (_lazy("Propose a suspension"), HEARD, partial(change_propose, kind=Kind.SUSPENSION)),
    "remove": (_lazy("Propose a removal"), HEARD, partial(change_propose, kind=Kind.REMOVAL)),
    "reinstate": (
        None,
        _lazy("It is an active member again at once, and partners see so. The team reads your reasons."),
        standing_reinstate,
    ),
    "reinstate_conditionally": (
        None,
        _lazy("It is a member again at once, on conditions. The team reads your reasons; name the conditions."),
        partial(standing_reinstate, conditional=True),
    ),
    "withdraw": (
        _lazy("Record that it leaves the program"),
        _lazy("On the word of the business. Its benefits end at once, and it may apply again whenever it wants."),
        member_leave,
    ),
}
# What an act proposes. The denial of a revalidation is no action of the table: it moves no status.
PROPOSES = {"suspend": Kind.SUSPENSION, "remove": Kind.REMOVAL, "end_validation": Kind.VALIDATION}
END_VALIDATION = (
    _lazy("Propose to deny the revalidation"),
    _lazy(
        "The team gets a notice with your reasons, and time to respond. If it is upheld, the business is validated no "
        "longer, and holds no tier that only the validated may hold."
    ),
    partial(change_propose, kind=Kind.VALIDATION),
)
# So many of its violations an officer can choose from, the latest first.
NAMED = 50


def acts_for(request: HttpRequest, shipper: Shipper) -> dict[str, Act]:
    """What this officer may do about the standing now; nothing for a business that is not enrolled."""
    standing: Standing | None = getattr(shipper, "standing", None)
    rights = held(user_of(request))
    transitions = STATUS.open_to(state=standing.status, held=rights) if standing else []
    offered = {each.action: (each.label, *ACTS[each.action]) for each in transitions if each.action in ACTS}
    if standing and standing.validated and OFFICER in rights and "remove" in offered:
        offered["end_validation"] = ("", *END_VALIDATION)
    if not offered:
        return {}
    on_team = bool(abilities_of(user_of(request), shipper.pk))
    waiting = set(proposals_open(shipper.pk).values_list("kind", flat=True))
    propose = partial(ProposeForm, violations=_violations(shipper) if PROPOSES.keys() & offered.keys() else [])
    acts = {}
    for action, (of_table, label, then, service) in offered.items():
        proposed = PROPOSED if PROPOSES.get(action) in waiting else ""
        form = propose if action in PROPOSES else RemarkForm if action == "withdraw" else DecisionForm
        acts[action] = Act(
            label=label or of_table,
            then=then,
            do=partial(service, shipper_id=shipper.pk),
            form=form,
            blocked=ON_TEAM if on_team else proposed,
        )
    return acts


def _violations(shipper: Shipper) -> list[tuple[int, str]]:
    """Its violations that a notice can name, with what tells them apart."""
    found = violations_of(shipper.pk).exclude(determination=Determination.REVERSED)[:NAMED]
    return [(violation.case_id, line_of(violation)) for violation in found]
