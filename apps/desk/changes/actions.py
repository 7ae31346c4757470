"""Proposed changes, appeals and requests for more time at the desk: what each act asks, and what follows from it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core import clock
from apps.core.forms import DateInput, choice_field
from apps.core.lazy import Promise
from apps.core.lifecycle import Text
from apps.desk.forms import DecisionForm, RecordForm, StaffForm, WordsForm
from apps.desk.pages import Act
from apps.shippers.models import Shipper
from apps.standing import services
from apps.standing.models import ProposedChange, Standing, Status
from apps.standing.selectors import extension_open, proposal_facts, reductions_of
from apps.standing.services import MAX_EXTENSION_DAYS
from apps.standing.states import EXTENSION, PROPOSAL, ExtensionFacts

# The lesser changes in words.
REDUCTIONS: dict[str, Promise] = {
    Status.CONDITIONAL: _lazy("A member on conditions"),
    Status.SUSPENDED: _lazy("Suspended, and a member still"),
}


class ConfirmForm(StaffForm):
    """Nobody is suspended by a click alone: who confirms says that they know whom it hits."""

    confirmed = forms.BooleanField()

    def __init__(self, *args: Any, shipper: Shipper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmed"].label = _lazy("I confirm that this suspends %(name)s (%(ksn)s) at once") % {
            "name": shipper,
            "ksn": shipper.ksn,
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given.pop("confirmed", None)
        return given


class ServeForm(StaffForm):
    day = forms.DateField(label=_lazy("Day on which it was delivered"), initial=clock.today, widget=DateInput)
    note = forms.CharField(
        label=_lazy("How it was delivered, and to whom"),
        help_text=_lazy("As in: by registered mail to the address on record, signed for by the owner."),
        max_length=300,
        widget=forms.TextInput(attrs={"size": 60}),
    )


class MoreTimeForm(WordsForm):
    """A later day by which to respond, and why."""

    until = forms.DateField(
        label=_lazy("They may respond until"),
        help_text=_lazy("A day after the one that is set, by at most %(most)d days. It ends where the business is.")
        % {"most": MAX_EXTENSION_DAYS},
        widget=DateInput,
    )
    field_order = ("until", "text", "language")
    asked = _lazy("Why. The business reads this.")


class NoMoreTimeForm(WordsForm):
    asked = _lazy("Why not. The business reads this.")


class ReduceForm(DecisionForm):
    """What is taken away instead, and why."""

    reduce_to = forms.ChoiceField(label=_lazy("To what is it reduced?"), widget=forms.RadioSelect)
    field_order = ("reduce_to", "reasons", "language")

    def __init__(self, *args: Any, choices: Sequence[tuple[str, Text]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "reduce_to").choices = choices


# Of each act of the table that staff take: what it asks, what follows from it, and the service that takes it.
DOES: dict[str, tuple[Callable[..., StaffForm], Promise, Callable[..., object]]] = {
    "confirm": (
        ConfirmForm,
        _lazy(
            "It is suspended at once, partners see so within a second, and its team gets the notice. Another officer "
            "reviews it."
        ),
        services.suspension_confirm,
    ),
    "dismiss": (
        RecordForm,
        _lazy("Nobody is suspended for this, and the business is told nothing. The findings stay as they are."),
        services.suspension_dismiss,
    ),
    "serve": (
        ServeForm,
        _lazy("The time to respond begins with that day, and with it the time to decide."),
        services.change_serve,
    ),
    "extend": (
        MoreTimeForm,
        _lazy("The team is told the new day. The days by which it is decided, and lapses, move with it."),
        services.change_extend,
    ),
    "uphold": (
        DecisionForm,
        _lazy("The change is made at once, or stays made. The team is told your reasons, and partners see the change."),
        partial(services.change_decide, decision="uphold"),
    ),
    "recommend": (
        RecordForm,
        _lazy("A second officer reads it and decides. The business is not told before that."),
        services.change_recommend,
    ),
    "agree": (
        DecisionForm,
        _lazy("The change is made at once, or stays made. The team is told your reasons, and partners see the change."),
        partial(services.change_decide, decision="agree"),
    ),
    "send_back": (
        RecordForm,
        _lazy("It waits for a decision as before. Who recommended it reads your reasons on this page."),
        services.change_send_back,
    ),
    "reduce": (
        ReduceForm,
        _lazy("Less is taken away, at once. The team is told your reasons, and may appeal."),
        partial(services.change_decide, decision="reduce"),
    ),
    "withdraw": (
        DecisionForm,
        _lazy("Nothing is taken away; what was taken at once is given back. The team is told your reasons."),
        partial(services.change_decide, decision="withdraw"),
    ),
}
# The same of a request for more time.
ON_TIME: dict[str, tuple[Callable[..., StaffForm], Promise]] = {
    "grant": (
        MoreTimeForm,
        _lazy("The team is told the day. The days by which it is decided, and lapses, move with it."),
    ),
    "decline": (NoMoreTimeForm, _lazy("The day that is set stays. The team is told your reasons.")),
}


def acts_for(user: User, shown: ProposedChange) -> dict[str, Act]:
    """What this officer may do about a proposed change, and about a request for more time to respond to it.

    The change comes with its business and the standing of that.
    """
    rights = held(user)
    transitions = [each for each in PROPOSAL.open_to(state=shown.state, held=rights) if each.action in DOES]
    if not transitions:
        return {}
    standing = getattr(shown.shipper, "standing", None)
    facts = proposal_facts(shown, standing, user)
    asked = extension_open(shown)
    acts = {}
    for transition in EXTENSION.open_to(state=asked.state, held=rights) if asked else ():
        form, then = ON_TIME[transition.action]
        acts[transition.action] = Act(
            label=_lazy("More time asked for: %(what)s") % {"what": transition.label},
            then=then,
            do=partial(services.extension_decide, change_id=shown.pk, decision=transition.action),
            form=partial(form, initial={"until": asked and asked.until}),
            blocked=transition.blocked(ExtensionFacts(actor_on_team=facts.actor_on_team)),
        )
    for transition in transitions:
        form, then, service = DOES[transition.action]
        acts[transition.action] = Act(
            label=transition.label,
            then=then,
            do=partial(service, change_id=shown.pk),
            form=partial(form, **_given(transition.action, shown, standing)),
            blocked=transition.blocked(facts),
        )
    return acts


def _given(action: str, shown: ProposedChange, standing: Standing | None) -> dict[str, Any]:
    """What a form is made with."""
    match action:
        case "confirm":
            return {"shipper": shown.shipper}
        case "reduce":
            assert standing is not None
            return {
                "choices": [
                    (str(reduce_to), reduction_in_words(reduce_to)) for reduce_to in reductions_of(shown, standing)
                ]
            }
    return {}


def reduction_in_words(reduce_to: int | str) -> Text:
    """To what a change is reduced: a tier, or a status."""
    return REDUCTIONS[reduce_to] if reduce_to in REDUCTIONS else _lazy("Tier %(tier)s") % {"tier": reduce_to}
