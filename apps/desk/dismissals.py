"""Matches that are dismissed because the two are not the same business: the acts beside the panel of vetting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Self

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.selectors import name_of_person
from apps.core.forms import choice_field
from apps.desk.actions import StaffAction, StaffActions
from apps.desk.forms import StaffForm, text_field
from apps.shippers import services
from apps.shippers.matches import BusinessMatch
from apps.shippers.selectors import dismissals_of

OVERSEER = "oversee_changes"
# The most dismissed matches of a business that are read, the latest ones.
MAX_DISMISSED = 50
# The codes of the two acts.
DISMISS, UNDO = "dismiss_match", "undo_dismissal"


@dataclass(frozen=True, slots=True)
class Dismissed:
    """A dismissed match of a business as staff read it: the other business, who found so, when and why."""

    pk: int
    other_id: int
    name: str
    by_id: int
    by: str
    at: datetime
    reason: str

    @classmethod
    def parse(cls, row: Mapping[str, Any], shipper_id: int) -> Self:
        """Return the match that a row of `dismissals_subquery` holds, as the business with this id sees the match."""
        other = "other" if row["one"] == shipper_id else "one"
        return cls(
            pk=row["pk"],
            other_id=row[other],
            name=row[f"{other}_name"] or business_number(row[other]),
            by_id=row["by_id"],
            by=row["by"],
            at=datetime.fromisoformat(row["at"]),
            reason=row["reason"],
        )


def business_number(shipper_id: int) -> str:
    """Return what a business without a name is called."""
    return _("Business %(number)d") % {"number": shipper_id}


def dismissals_subquery(shipper_id: int) -> ArraySubquery:
    """Read the dismissed matches of a business, the latest first, as part of another query."""
    said = JSONObject(
        pk="pk",
        one="one",
        one_name="one__name",
        other="other",
        other_name="other__name",
        by_id="by",
        by=name_of_person("by"),
        at="at",
        reason="reason",
    )
    return ArraySubquery(dismissals_of(shipper_id).values(said=said)[:MAX_DISMISSED])


class DismissForm(StaffForm):
    other_id = forms.TypedChoiceField(label=_lazy("Which record?"), coerce=int, widget=forms.RadioSelect)
    reason = text_field(_lazy("What shows that these are two businesses? Only staff read this."), rows=2)

    def __init__(self, *args: Any, matches: Sequence[BusinessMatch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        message = _("%(name)s, record %(number)d: %(strength)s")
        field = choice_field(self, "other_id")
        field.choices = [
            (one.shipper.pk, message % {"name": one.shipper, "number": one.shipper.pk, "strength": one.strength})
            for one in matches
        ]
        if len(matches) == 1:
            field.initial = matches[0].shipper.pk


class UndoForm(StaffForm):
    dismissal_id = forms.TypedChoiceField(label=_lazy("Which match?"), coerce=int, widget=forms.RadioSelect)
    reason = text_field(_lazy("Why may they be the same after all? Only staff read this."), rows=2)

    def __init__(self, *args: Any, dismissed: Sequence[Dismissed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = choice_field(self, "dismissal_id")
        field.choices = [(one.pk, one.name) for one in dismissed]
        if len(dismissed) == 1:
            field.initial = dismissed[0].pk


def dismissal_actions(
    user: User, shipper_id: int, matches: Sequence[BusinessMatch], dismissed: Sequence[Dismissed]
) -> StaffActions:
    """Return the acts of a member of staff on the matches of a business: dismiss a match, and take a dismissed match up
    again. Only the person who dismissed a match, or somebody who oversees changes, takes it up again.
    """
    oversees = OVERSEER in held(user)
    dismissible = [one for one in matches if oversees or not one.shipper.is_barred]
    own = [one for one in dismissed if oversees or one.by_id == user.pk]
    actions: StaffActions = {}
    if dismissible:
        actions[DISMISS] = StaffAction(
            label=_lazy("Not the same business"),
            effect=_lazy(
                "The two are no longer shown as a match, here and on the page of the other. The match comes back if "
                "they come to share another number, account or seller ID."
            ),
            service=partial(services.match_dismiss, shipper_id=shipper_id),
            form=partial(DismissForm, matches=dismissible),
        )
    if own:
        actions[UNDO] = StaffAction(
            label=_lazy("Take up a dismissed match again"),
            effect=_lazy("The two are shown as a match again."),
            service=services.match_dismissal_undo,
            form=partial(UndoForm, dismissed=own),
        )
    return actions
