"""Forms by which a business answers a violation, discloses one, and disowns shipments."""

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from apps.core.amounts import AmountField
from apps.core.forms import DateInput
from apps.disputes.models import Disclosure, Dispute
from apps.ledger.vocabulary import Category
from apps.portal.files import FilesField
from apps.portal.forms import SAID_EVERYTHING, LanguageForm, PostForm


class AnswerForm(PostForm):
    """The answer of a business to a violation, with files that prove the answer."""

    position = forms.ChoiceField(
        label=_lazy("What is your answer?"),
        choices=Dispute.Position.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _lazy("Choose what you say to it.")},
    )
    text = forms.CharField(
        label=_lazy("Tell us in your own words"),
        help_text=_lazy(
            "Say what happened, when, and who was part of it. If something was put right since, say what. Names of "
            "files that show it help. If you dispute the violation, whoever reported it reads what you write here, but "
            "not your files."
        ),
        max_length=8000,
        error_messages={"required": _lazy("Write your answer to the violation.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    files = FilesField(label=_lazy("Files that show it"))
    final = forms.BooleanField(
        label=SAID_EVERYTHING,
        help_text=_lazy("If you don't tick this, an allegation is not decided before your time to answer is over."),
        required=False,
    )
    field_order = ("position", "text", "language", "files", "final")


class DiscloseForm(PostForm):
    """The prior disclosure of a violation."""

    category = forms.ChoiceField(
        label=_lazy("What went wrong?"),
        choices=[("", _lazy("Choose one")), *Category.choices],
        error_messages={"required": _lazy("Choose what went wrong.")},
    )
    day = forms.DateField(
        label=_lazy("When did it happen?"),
        help_text=_lazy("If it happened on several days, give the first, and name the others below."),
        widget=DateInput(),
        error_messages={"required": _lazy("Give the day on which it happened.")},
    )
    number = forms.CharField(
        label=_lazy("Tracking number of the shipment"),
        help_text=_lazy("If it was one shipment. Leave it blank if it was several, and name them below."),
        max_length=80,
        required=False,
    )
    revenue_loss = AmountField(
        label=_lazy("Duties that were not paid because of it, in US dollars"),
        help_text=_lazy("As far as you know. Leave it blank if you do not know yet."),
        min_value=0,
        max_digits=16,
        required=False,
    )
    tender = forms.ChoiceField(
        label=_lazy("What becomes of the duties, taxes and fees that were lost?"),
        help_text=_lazy(
            "The law asks you to pay them to CBP (19 CFR 162.74(c)): with the disclosure, or within 30 days after CBP "
            "has written to you how much it is. CBP may give more time for a good reason. You can't pay on this site."
        ),
        choices=Disclosure.Tender.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _lazy("Say what becomes of the duties that were lost.")},
    )
    tendered = AmountField(
        label=_lazy("Amount that you paid, in US dollars"),
        help_text=_lazy("Only if you paid already, or pay together with this disclosure."),
        min_value=0,
        max_digits=16,
        required=False,
    )
    tendered_how = forms.CharField(
        label=_lazy("How you paid it"),
        help_text=_lazy("For example the number of the receipt, the port, and the day."),
        max_length=300,
        required=False,
    )
    text = forms.CharField(
        label=_lazy("Tell us what happened"),
        help_text=_lazy(
            "Say which goods and which shipments it concerns, what was stated wrongly or left out, and what is true. "
            "What you do not know yet you can send later, by a question to the program."
        ),
        max_length=8000,
        error_messages={"required": _lazy("Say what went wrong, and what is true.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    files = FilesField(label=_lazy("Files that show it"))
    field_order = (
        *("category", "day", "number", "revenue_loss", "tender", "tendered", "tendered_how", "text", "language"),
        "files",
    )


class DisownForm(LanguageForm):
    """The reasons why a shipment is not of the business."""

    text = forms.CharField(
        label=_lazy("How do you know that it is not yours?"),
        help_text=_lazy(
            "For example: you do not sell such goods, you had no order to that place on those days, or your carrier "
            "is another one."
        ),
        max_length=8000,
        error_messages={"required": _lazy("Say how you know that it is not yours.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    files = FilesField(label=_lazy("Files that show it"))
    field_order = ("text", "language", "files")


class DisownPartyForm(DisownForm):
    """The reasons why a party does not ship for the business."""

    text = forms.CharField(
        label=_lazy("How do you know that they don't ship for you?"),
        help_text=_lazy("For example: you have no contract with them, or you sent nothing on those days."),
        max_length=8000,
        error_messages={"required": _lazy("Say how you know that it is not yours.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
