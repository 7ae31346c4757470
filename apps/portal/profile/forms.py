from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.clock import PROGRAM_ZONE
from apps.core.forms import DateInput, choice_field
from apps.portal.files import FilesField
from apps.portal.forms import SellerForm
from apps.shippers.models import Membership, Shipper
from apps.shippers.services import OWN_ROLES
from apps.shippers.zones import zone_names, zone_of_country, zone_shown
from apps.upkeep.attestation import ATTESTATION
from apps.upkeep.models import IdentityClaim
from apps.upkeep.selectors import Part


class InvitationForm(SellerForm):
    """Offers a place of the business's own people."""

    email = forms.EmailField(
        label=_lazy("E-mail address"), widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"})
    )
    role = forms.ChoiceField(
        label=_lazy("Role"),
        help_text=_lazy("The table above shows what each role may do."),
        choices=[(role, role.label) for role in OWN_ROLES],
        initial=Membership.Role.PREPARER,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["required"] = _lazy("Enter the address of the person to invite.")

    @property
    def place(self) -> dict[str, Any]:
        return self.cleaned_data


class AgentForm(SellerForm):
    """Offers a place to somebody of another firm, such as a customs broker, for a time."""

    email = forms.EmailField(
        label=_lazy("E-mail address"), widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"})
    )
    organisation = forms.CharField(
        label=_lazy("Their firm"), help_text=_lazy("Such as your customs broker's name."), max_length=200
    )
    until = forms.DateField(
        label=_lazy("Last day"),
        help_text=_lazy("What the agent may do for you ends by itself after this day."),
        widget=DateInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="agent", **kwargs)
        self.fields["email"].error_messages["required"] = _lazy("Enter the address of the person to invite.")
        self.fields["organisation"].error_messages["required"] = _lazy("Name the firm that the agent works for.")
        self.fields["until"].error_messages["required"] = _lazy(
            "Choose the last day on which the agent may act for you."
        )

    @property
    def place(self) -> dict[str, Any]:
        return {**self.cleaned_data, "role": Membership.Role.AGENT}


class UntilForm(SellerForm):
    """Another last day of what is delegated to an agent."""

    until = forms.DateField(label=_lazy("Last day"), widget=DateInput)

    def __init__(self, data: Any = None, *, until: date | None = None, number: int = 0) -> None:
        super().__init__(data, initial={"until": until}, auto_id=f"id_{number}_%s")


class NameForm(SellerForm):
    name = forms.CharField(
        label=_lazy("Your full name"),
        help_text=_lazy("Your team and the program's officers see it beside what you do."),
        max_length=200,
        error_messages={"required": _lazy("Enter your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class ReasonForm(SellerForm):
    """Why a change is asked for, and files that show it."""

    reason = forms.CharField(
        label=_lazy("Why does it change, and since when?"),
        max_length=4000,
        error_messages={"required": _lazy("Say why.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = forms.ChoiceField(
        label=_lazy("Language in which you write"),
        help_text=_lazy("The officer is told. You may write in any of these."),
        choices=settings.LANGUAGES,
    )
    files = FilesField(label=_lazy("Files that show it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()


class ClaimForm(SellerForm):
    """An identity that has a history, and how one proves to be behind it."""

    source = forms.ChoiceField(
        label=_lazy("Who reports your parcels?"),
        help_text=_lazy("The marketplace, carrier or broker where you have the code."),
    )
    code = forms.CharField(
        label=_lazy("Your code there"),
        help_text=_lazy("Your storefront code or account number, exactly as they write it."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _lazy("Enter the code by which they know you.")},
    )
    proof = forms.ChoiceField(
        label=_lazy("How do you prove that this is you?"), choices=IdentityClaim.Proof.choices, widget=forms.RadioSelect
    )
    page = forms.URLField(
        label=_lazy("Web address of your page there"),
        help_text=_lazy("If you choose a code word: we give you the word, you put it on this page, an officer looks."),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput,
    )
    files = FilesField(
        label=_lazy("Files"), help_text=_lazy("If you choose files: an account statement, a contract, a screenshot.")
    )
    note = forms.CharField(
        label=_lazy("Anything that the officer should know"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(label=_lazy("Language in which you write"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, sources: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "source").choices = [("", _lazy("Choose one")), *sources]
        self.fields["language"].initial = get_language()


class ReviewForm(SellerForm):
    """The annual review: one answer for each part of the profile, and the signature under them."""

    RIGHT, CHANGE = "right", "change"

    attested = forms.BooleanField(
        label=ATTESTATION, error_messages={"required": _lazy("Read the statement and tick the box to sign.")}
    )
    signed_name = forms.CharField(
        label=_lazy("Your full name"),
        help_text=_lazy("Typing your name signs the review."),
        max_length=200,
        error_messages={"required": _lazy("Type your full name to sign.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, parts: list[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts
        for part in parts:
            self.fields[part.section.key] = forms.ChoiceField(
                label=part.section.title,
                choices=[(self.RIGHT, _lazy("Still right")), (self.CHANGE, _lazy("Needs a change"))],
                widget=forms.RadioSelect,
                error_messages={"required": _lazy("Say whether this is still right.")},
            )

    def answered(self, answer: str) -> list[str]:
        """The parts that got this answer."""
        return [part.section.key for part in self.parts if self.cleaned_data[part.section.key] == answer]


class ZoneForm(SellerForm):
    """In which time zone the business is; none is that of its country."""

    time_zone = forms.ChoiceField(label=_lazy("Time zone"), required=False)

    def __init__(self, *args: Any, shipper: Shipper, **kwargs: Any) -> None:
        super().__init__(*args, initial={"time_zone": shipper.time_zone}, **kwargs)
        own = zone_of_country(shipper.country.code or "")
        if own:
            usual = _("That of your country (%(zone)s)") % {"zone": zone_shown(own)}
        else:
            usual = _("That of the program (%(zone)s)") % {"zone": zone_shown(PROGRAM_ZONE)}
        regions = groupby(zone_names(), key=lambda name: name.partition("/")[0])
        choice_field(self, "time_zone").choices = [
            ("", usual),
            *((region, [(name, zone_shown(name)) for name in names]) for region, names in regions),
        ]
