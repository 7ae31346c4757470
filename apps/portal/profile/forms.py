from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import DateInput
from apps.portal.apply.forms import SellerForm
from apps.shippers.models import Membership
from apps.shippers.services import OWN_ROLES


class InvitationForm(SellerForm):
    """Offers a place of the business's own people."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"})
    )
    role = forms.ChoiceField(
        label=_("Role"),
        help_text=_("The table above shows what each role may do."),
        choices=[(role, role.label) for role in OWN_ROLES],
        initial=Membership.Role.PREPARER,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["required"] = _("Enter the address of the person to invite.")


class AgentForm(SellerForm):
    """Offers a place to somebody of another firm, such as a customs broker, for a time."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"})
    )
    organisation = forms.CharField(
        label=_("Their firm"), help_text=_("Such as your customs broker's name."), max_length=200
    )
    until = forms.DateField(
        label=_("Last day"),
        help_text=_("What the agent may do for you ends by itself after this day."),
        widget=DateInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="agent", **kwargs)
        self.fields["email"].error_messages["required"] = _("Enter the address of the person to invite.")
        self.fields["organisation"].error_messages["required"] = _("Name the firm that the agent works for.")
        self.fields["until"].error_messages["required"] = _("Choose the last day on which the agent may act for you.")

    @property
    def place(self) -> dict[str, Any]:
        return {**self.cleaned_data, "role": Membership.Role.AGENT}


class UntilForm(SellerForm):
    """Another last day of what is delegated to an agent."""

    until = forms.DateField(label=_("Last day"), widget=DateInput)

    def __init__(self, data: Any = None, *, until: date | None = None, number: int = 0) -> None:
        super().__init__(data, initial={"until": until}, auto_id=f"id_{number}_%s")


class NameForm(SellerForm):
    name = forms.CharField(
        label=_("Your full name"),
        help_text=_("Your team and the program's officers see it beside what you do."),
        max_length=200,
        error_messages={"required": _("Enter your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
