"""The form by which a business lets partners see more."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from apps.core.forms import choice_field
from apps.partners.models import Partner
from apps.portal.forms import SellerForm
from apps.shippers.models import Consent

Audience = Consent.Audience
# How a choice names one partner; the other choices are kinds of partners.
ONE = "partner-"


class ConsentForm(SellerForm):
    """The choice of who else may see or do what a scope names."""

    who = forms.ChoiceField(
        label=_lazy("Who may see this?"), error_messages={"required": _lazy("Choose who may see this.")}
    )

    def __init__(self, data: Any = None, *, partners: Iterable[Partner], scope: Consent.Scope) -> None:
        self.scope = scope
        super().__init__(data, auto_id=f"id_{scope}_%s")
        kinds = [choice for choice in Audience.choices if choice[0] != Audience.PARTNER]
        choices: list[Any] = [("", _lazy("Choose one")), (_lazy("All partners of a kind"), kinds)]
        if scope == Consent.Scope.DISCLOSE:
            self.fields["who"].label = _lazy("Who may do this?")
            choices.pop()
        one = (_lazy("One partner"), [(f"{ONE}{partner.pk}", partner.name) for partner in partners])
        choice_field(self, "who").choices = [*choices, one]

    @property
    def audience(self) -> dict[str, Any]:
        """The audience that was chosen, as the arguments of the service."""
        who: str = self.cleaned_data["who"]
        if who.startswith(ONE):
            return {"audience": Audience.PARTNER, "partner_id": int(who.removeprefix(ONE))}
        return {"audience": who}
