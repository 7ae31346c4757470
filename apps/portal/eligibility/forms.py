"""The questions that decide whether a business can apply."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.sections.forms import CountryField
from apps.core.amounts import AmountField, WholeNumberField

MAX_NUMBER = 100_000_000


class RadioField(forms.ChoiceField):
    """A choice of one answer, drawn as radio buttons."""

    widget = forms.RadioSelect
    default_error_messages: ClassVar = {
        "required": _lazy("Choose one."),
        "invalid_choice": _lazy("Choose one of the answers."),
    }


class EligibilityForm(forms.Form):
    """The questions before signing up. The first choice of each question is the one that the program requires."""

    use_required_attribute = False

    country = CountryField(
        label=_lazy("In which country is the business registered?"),
        help_text=_lazy("Sellers from any country can apply, but the United States ban the goods of a few."),
        error_messages={
            "required": _lazy("Choose a country."),
            "invalid_choice": _lazy("Choose a country from the list."),
        },
    )
    role = RadioField(
        label=_lazy("For whom would you apply?"),
        choices=[
            ("own", _lazy("For the business that sells: I own it or work for it")),
            ("other", _lazy("For another business that asked me to help")),
            ("service", _lazy("For a carrier, a customs broker, a marketplace or a warehouse")),
        ],
    )
    sells = RadioField(
        label=_lazy("Does the business sell goods online to buyers in the United States?"),
        choices=[("yes", _lazy("Yes")), ("soon", _lazy("Not yet, but it is about to")), ("no", _lazy("No"))],
    )
    registered = RadioField(
        label=_lazy("Is the business registered, and can you show it?"),
        help_text=_lazy("A business license or an extract from the company register, for example."),
        choices=[
            ("yes", _lazy("Yes, and I have a document that shows it")),
            ("no_paper", _lazy("Yes, but I have no document yet")),
            ("no", _lazy("No, it is not registered")),
        ],
    )
    makers = RadioField(
        label=_lazy("Do you know who makes what you sell?"),
        help_text=_lazy("The company that makes it and the country where it is made."),
        choices=[("all", _lazy("Yes, for everything")), ("some", _lazy("For some of it")), ("none", _lazy("No"))],
    )
    banned = RadioField(
        label=_lazy("Do you sell anything that may not enter the United States?"),
        help_text=_lazy(
            "For example copies of brands, goods made with forced labor, illegal drugs or what they are made from, "
            "and weapons."
        ),
        choices=[("no", _lazy("No")), ("unsure", _lazy("I am not sure")), ("yes", _lazy("Yes"))],
    )
    monthly_parcels = WholeNumberField(
        label=_lazy("How many parcels go to the United States in an ordinary month?"),
        help_text=_lazy("An estimate is enough. If you are about to begin, give what you expect."),
        min_value=1,
        max_value=MAX_NUMBER,
        error_messages={"required": _lazy("Enter a number. An estimate is enough.")},
    )
    sales = WholeNumberField(
        label=_lazy("How many sales did you make to buyers in the United States in your best 12 months?"),
        help_text=_lazy(
            "Count the last 24 months. Leave it out if you don't know: it never decides whether you can apply."
        ),
        min_value=0,
        max_value=MAX_NUMBER,
        required=False,
    )
    revenue = AmountField(
        label=_lazy("How many US dollars did those sales bring?"),
        help_text=_lazy("Before costs and fees. Leave it out if you don't know."),
        min_value=0,
        max_value=MAX_NUMBER,
        required=False,
    )
