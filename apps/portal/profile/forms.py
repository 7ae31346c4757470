"""Forms of the team, the account, the profile, the claim of an identity and the annual review."""

from datetime import date, time
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.sections.forms import PhoneField
from apps.core.clock import PROGRAM_ZONE
from apps.core.days_text import zone_text
from apps.core.forms import DateInput, TimeInput, choice_field
from apps.core.mail_addresses import MailAddressFormField
from apps.portal.files import FilesField
from apps.portal.forms import LanguageForm, PostForm, SellerForm
from apps.shippers.models import Membership, Shipper
from apps.shippers.services import OWN_ROLES
from apps.shippers.zones import zone_names, zone_of_place
from apps.standing.models import CallContact
from apps.upkeep.models import IdentityClaim
from apps.upkeep.selectors import ProfilePart
from apps.upkeep.texts import ATTESTATION


class InvitationForm(SellerForm):
    """An invitation to a person of the business."""

    email = MailAddressFormField(label=_lazy("E-mail address"))
    role = forms.ChoiceField(
        label=_lazy("Role"),
        help_text=_lazy("See “What each role may do” on this page."),
        choices=[(role, role.label) for role in OWN_ROLES],
        initial=Membership.Role.PREPARER,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["required"] = _lazy("Enter the address of the person to invite.")

    @property
    def place(self) -> dict[str, Any]:
        """Return the place on the team that is offered, as the arguments of the service."""
        return self.cleaned_data


class AgentForm(SellerForm):
    """An invitation to somebody of another firm, such as a customs broker, until a last day."""

    email = MailAddressFormField(label=_lazy("E-mail address"))
    organisation = forms.CharField(
        label=_lazy("Their firm"), help_text=_lazy("Such as your customs broker's name."), max_length=200
    )
    until = forms.DateField(
        label=_lazy("Last day"),
        help_text=_lazy("After this day the agent can no longer act for you."),
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
        """Return the place on the team that is offered, as the arguments of the service."""
        return {**self.cleaned_data, "role": Membership.Role.AGENT}


class UntilForm(SellerForm):
    """A new last day for an agent."""

    until = forms.DateField(label=_lazy("Last day"), widget=DateInput)

    def __init__(self, data: Any = None, *, until: date | None = None, number: int = 0) -> None:
        super().__init__(data, initial={"until": until}, auto_id=f"id_{number}_%s")


class NameForm(SellerForm):
    """The name of the user."""

    name = forms.CharField(
        label=_lazy("Your full name"),
        help_text=_lazy("Your team and the program's officers see it beside what you do."),
        max_length=200,
        error_messages={"required": _lazy("Enter your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class ReasonForm(LanguageForm):
    """The reason of a change request, and files that prove the reason."""

    reason = forms.CharField(
        label=_lazy("Why does it change, and since when?"),
        max_length=4000,
        error_messages={"required": _lazy("Say why.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    files = FilesField(label=_lazy("Files that show it"))
    field_order = ("reason", "language", "files")


class ClaimForm(LanguageForm):
    """A claim to an identity that has a history, and the proof that the business is behind the identity."""

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
        help_text=_lazy(
            "If you choose a code word: we give you the word, you put it on this page, and an officer looks at it."
        ),
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
    field_order = ("source", "code", "proof", "page", "files", "note", "language")

    def __init__(self, *args: Any, sources: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "source").choices = [("", _lazy("Choose one")), *sources]


class ObjectionForm(PostForm):
    """An objection to a history that an officer linked, with files that show that the history is another's."""

    text = forms.CharField(
        label=_lazy("Why is this not your history?"),
        help_text=_lazy("Say whose it is, if you know, and what shows it."),
        max_length=8000,
        error_messages={"required": _lazy("Say why this is not your history.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ReviewForm(SellerForm):
    """The annual review: an answer for each part of the profile, and a signature."""

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

    def __init__(self, *args: Any, parts: list[ProfilePart], **kwargs: Any) -> None:
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
        """Return the keys of the parts with an answer."""
        return [part.section.key for part in self.parts if self.cleaned_data[part.section.key] == answer]


class CallContactForm(SellerForm):
    """The form that names the person whom the program calls before a change is proposed, the number, and the hours."""

    name = forms.CharField(label=_lazy("Full name"), max_length=200)
    phone = PhoneField(
        label=_lazy("Phone"),
        help_text=_lazy("As you dial it in the country of the business, or with + and the country code."),
    )
    opens = forms.TimeField(label=_lazy("We may call from"), widget=TimeInput, initial=time(9))
    closes = forms.TimeField(label=_lazy("We may call until"), widget=TimeInput, initial=time(17))

    def __init__(self, *args: Any, contact: CallContact | None, country: str, **kwargs: Any) -> None:
        given = {name: getattr(contact, name) for name in ("name", "phone", "opens", "closes")} if contact else {}
        super().__init__(*args, initial=given, **kwargs)
        phone = self.fields["phone"]
        assert isinstance(phone, PhoneField)
        phone.country = country


class ZoneForm(SellerForm):
    """The time zone of a business; left blank, it is the time zone of its state or country."""

    time_zone = forms.ChoiceField(label=_lazy("Time zone"), required=False)

    def __init__(self, *args: Any, shipper: Shipper, **kwargs: Any) -> None:
        super().__init__(*args, initial={"time_zone": shipper.time_zone}, **kwargs)
        own = zone_of_place(shipper)
        if own:
            usual = _("Time zone of your state or country (%(zone)s)") % {"zone": zone_text(own)}
        else:
            usual = _("Time zone of the program (%(zone)s)") % {"zone": zone_text(PROGRAM_ZONE)}
        regions = groupby(zone_names(), key=lambda name: name.partition("/")[0])
        choice_field(self, "time_zone").choices = [
            ("", usual),
            *((region, [(name, name.replace("_", " ")) for name in names]) for region, names in regions),
        ]
