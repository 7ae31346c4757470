"""The parts of a member's profile: the sections of its application that describe the business, and its sale."""

from dataclasses import dataclass
from itertools import zip_longest

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.sections import SECTIONS, SectionDefinition, Typed
from apps.applications.sections.forms import CountryField, SectionForm
from apps.core.errors import NotFound
from apps.core.forms import DateInput
from apps.core.mail_addresses import MailAddressFormField

type Answers = dict[str, str]

# Consents have a page of their own. Practice is looked at in the next application or at a visit.
ASKED_OTHERWISE = frozenset({"consents"})


class SaleForm(SectionForm):
    """The questions about the sale of a business."""

    buyer = forms.CharField(
        label=_lazy("Full name of the buyer"), help_text=_lazy("A person or a firm."), max_length=200
    )
    country = CountryField(label=_lazy("Country of the buyer"))
    email = MailAddressFormField(label=_lazy("E-mail address of the buyer"))
    day = forms.DateField(
        label=_lazy("Day of the sale"),
        help_text=_lazy("From this day on, the buyer owns the business."),
        widget=DateInput,
    )
    whole = forms.ChoiceField(
        label=_lazy("What is sold?"),
        choices=[
            ("whole", _lazy("The whole business")),
            ("share", _lazy("Half of it or more")),
            ("shop", _lazy("A storefront")),
        ],
        widget=forms.RadioSelect,
    )


SALE = SectionDefinition(
    "sale",
    _lazy("Sale of the business"),
    _lazy(
        "A Known Shipper Number can't be sold by itself. Tell us who buys the business and when. If half of it or more "
        "is sold, an officer vets the new owner. Meanwhile you keep your status and tier: nothing is taken away before "
        "a notice that you can answer."
    ),
    SaleForm,
    minutes=3,
)
PROFILE: tuple[SectionDefinition, ...] = tuple(
    section for section in SECTIONS if section.criterion is None and section.key not in ASKED_OTHERWISE
)

# The parts that a thief would change: where the money goes, who signs, where the business sells, and how its people are
# reached. A change of them asks for the second factor again and waits (ADR 0077).
GUARDED = frozenset({"payout", "owners", "storefronts", "contacts", SALE.key})

# The kinds of sales after which somebody new owns the business, by the codes of the form.
NEW_OWNERS = frozenset({"whole", "share"})


def part_of(key: str) -> SectionDefinition:
    """Return the part with this key; raise NotFound if there is none."""
    for section in (*PROFILE, SALE):
        if section.key == key:
            return section
    raise NotFound(_("There is no such part of the profile."))


@dataclass(frozen=True, slots=True)
class ComparedAnswer:
    """One question with both answers in words. Identifiers are masked."""

    question: str
    before: str
    after: str
    differs: bool


def compare_parts(section: SectionDefinition, before: Typed, after: Typed) -> list[list[ComparedAnswer]]:
    """Compare two states of a part: one list of questions, or one list for each row of a repeated section."""
    masked = [section.answers(typed) if typed else [] for typed in (before, after)]
    unmasked = [section.answers(typed, masked=False) if typed else [] for typed in (before, after)]
    return [_compare_answers(*map(dict, rows)) for rows in zip_longest(*masked, *unmasked, fillvalue=())]


def _compare_answers(
    before: Answers, after: Answers, before_unmasked: Answers, after_unmasked: Answers
) -> list[ComparedAnswer]:
    return [
        ComparedAnswer(
            question,
            before.get(question, ""),
            after.get(question, ""),
            before_unmasked.get(question, "") != after_unmasked.get(question, ""),
        )
        for question in before | after
    ]
