"""Proposed changes, appeals and requests for more time at the desk: what each act asks, and what follows from it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core import clock
from apps.core.forms import DateInput, choice_field
from apps.core.lazy import Promise
from apps.core.lifecycle import Text
from apps.desk.actions import StaffAction, StaffActions, actions_open
from apps.desk.forms import DecisionForm, FileForm, RecordForm, WordsForm
from apps.standing import services
from apps.standing.models import ProposedChange, Status
from apps.standing.selectors import extension_open, proposal_facts, reductions_of
from apps.standing.services import MAX_EXTENSION_DAYS
from apps.standing.states import EXTENSION, PROPOSAL, ExtensionFacts

# The lesser changes in words.
REDUCTIONS: dict[str, Promise] = {
    Status.CONDITIONAL: _lazy("A member on conditions"),
    Status.SUSPENDED: _lazy("Suspended, and a member still"),
}


class ServeForm(FileForm):
    """The delivery of a notice or a decision by post, with the file that proves it."""

    day = forms.DateField(label=_lazy("Day on which it was delivered"), initial=clock.today, widget=DateInput)
    note = forms.CharField(
        label=_lazy("How it was delivered, and to whom"),
        help_text=_lazy("As in: by registered mail to the address on record, signed for by the owner."),
        max_length=300,
        widget=forms.TextInput(attrs={"size": 60}),
    )
    field_order = ("day", "note", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _lazy("The proof, such as the receipt that was signed")
        self.fields["file"].required = True


class MoreTimeForm(WordsForm):
    """A later day by which to respond, and why."""

    until = forms.DateField(
        label=_lazy("They may respond until"),
        help_text=_lazy(
            "Choose a later date, at most %(most)d days later. The day ends in the time zone of the business."
        )
        % {"most": MAX_EXTENSION_DAYS},
        widget=DateInput,
    )
    field_order = ("until", "text", "language")
    asked = _lazy("Why. The business reads this.")


class NoMoreTimeForm(WordsForm):
    asked = _lazy("Why not. The business reads this.")


class ReduceForm(DecisionForm):
    """A lesser change in place of the proposed one, and the reasons."""

    reduce_to = forms.ChoiceField(label=_lazy("To what is it reduced?"), widget=forms.RadioSelect)
    field_order = ("reduce_to", "reasons", "language")

    def __init__(self, *args: Any, choices: Sequence[tuple[str, Text]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "reduce_to").choices = choices


SERVE = StaffAction(
    effect=_lazy("The time to respond begins with that day, and with it the time to decide."),
    service=services.change_serve,
    form=ServeForm,
    undoable=True,
)
UPHOLD = StaffAction(
    main=True,
    effect=_lazy(
        "The change is made at once, or stays made. The team is told your reasons, and partners see the change."
    ),
    service=partial(services.change_decide, decision="uphold"),
    form=DecisionForm,
    undoable=True,
)
CHANGE_ACTIONS = {
    "confirm": StaffAction(
        main=True,
        effect=_lazy(
            "The business is suspended immediately; partners see it within a second, and its team gets the notice. "
            "Another officer reviews the suspension."
        ),
        service=services.suspension_confirm,
        confirmed=True,
    ),
    "dismiss": StaffAction(
        effect=_lazy("Nobody is suspended for this, and the business is not told. The findings stay as they are."),
        service=services.suspension_dismiss,
        form=RecordForm,
    ),
    "serve": SERVE,
    "serve_decision": replace(SERVE, effect=_lazy("The time to appeal begins with that day.")),
    "extend": StaffAction(
        effect=_lazy(
            "The team is told the new day. The day by which it is decided, and the day on which it lapses, move with "
            "it."
        ),
        service=services.change_extend,
        form=MoreTimeForm,
        undoable=True,
    ),
    "continue": StaffAction(
        effect=_lazy(
            "The business stays suspended until the change is decided, after its response or its time to respond. The "
            "team is told your reasons."
        ),
        service=partial(services.suspension_review, decision="continue"),
        form=DecisionForm,
        undoable=True,
    ),
    "lift": StaffAction(
        effect=_lazy(
            "The business is a member as before, at once, and partners see it within a second. The change is still "
            "decided, after the response or the time to respond. The team is told your reasons."
        ),
        service=partial(services.suspension_review, decision="lift"),
        form=DecisionForm,
        confirmed=True,
    ),
    "uphold": UPHOLD,
    "recommend": StaffAction(
        main=True,
        effect=_lazy("A second officer reads it and decides. The business is not told before that."),
        service=services.change_recommend,
        form=RecordForm,
    ),
    "agree": replace(UPHOLD, service=partial(services.change_decide, decision="agree")),
    "send_back": StaffAction(
        effect=_lazy(
            "It waits for a decision as before. The officer who recommended it reads your reasons on this page."
        ),
        service=services.change_send_back,
        form=RecordForm,
    ),
    "reduce": StaffAction(
        effect=_lazy("Less is taken away, at once. The team is told your reasons, and may appeal."),
        service=partial(services.change_decide, decision="reduce"),
        form=ReduceForm,
        undoable=True,
    ),
    "withdraw": StaffAction(
        effect=_lazy("Nothing is taken away; what was taken at once is given back. The team is told your reasons."),
        service=partial(services.change_decide, decision="withdraw"),
        form=DecisionForm,
        confirmed=True,
    ),
}
# Decisions of a request for more time to respond.
EXTENSION_ACTIONS = {
    "grant": StaffAction(
        effect=_lazy(
            "The team is told the day. The day by which it is decided, and the day on which it lapses, move with it."
        ),
        service=partial(services.extension_decide, decision="grant"),
        form=MoreTimeForm,
        undoable=True,
    ),
    "decline": StaffAction(
        effect=_lazy(
            "The day that is set moves only by the days that the request waited. The team is told your reasons."
        ),
        service=partial(services.extension_decide, decision="decline"),
        form=NoMoreTimeForm,
        undoable=True,
    ),
}


def change_actions(user: User, change: ProposedChange) -> StaffActions:
    """Return what an officer may do about a proposed change, and about a request for more time to respond to it.

    The change was read with its business and with the standing of the business.
    """
    rights = held(user)
    standing = getattr(change.shipper, "standing", None)
    facts = cache(partial(proposal_facts, change, standing, user))
    of_change = actions_open(
        PROPOSAL, CHANGE_ACTIONS, state=change.state, rights=rights, facts=facts, change_id=change.pk
    )
    if change.decision_served_at:
        of_change.pop("serve_decision", None)
    if standing and "reduce" in of_change:
        lesser = [(str(each), reduction_in_words(each)) for each in reductions_of(change, standing)]
        of_change["reduce"] = of_change["reduce"].with_form(choices=lesser)
    extension = extension_open(change) if of_change and facts().extension_waits else None
    if extension is None:
        return of_change
    of_extension = actions_open(
        *(EXTENSION, EXTENSION_ACTIONS),
        state=extension.state,
        rights=rights,
        facts=lambda: ExtensionFacts(actor_on_team=facts().actor_on_team),
        change_id=change.pk,
    )
    asked = _lazy("More time asked for: %(what)s")
    return {
        code: replace(action.with_form(initial={"until": extension.until}), label=asked % {"what": action.label})
        for code, action in of_extension.items()
    } | of_change


def reduction_in_words(reduce_to: int | str) -> Text:
    """Return the lesser change in words: a tier, or a status."""
    return REDUCTIONS[reduce_to] if reduce_to in REDUCTIONS else _lazy("Tier %(tier)s") % {"tier": reduce_to}
