"""Forms of the desk: what an empty field says."""

from django import forms

from apps.accounts.models import User
from apps.core.forms import row_field
from apps.desk.forms import StaffForm, text_field
from tests.people import staff


class EveryKindForm(StaffForm):
    text = text_field("What do you write? The team reads this.")
    reason = forms.CharField(label="Reason. Staff read this.")
    day = forms.DateField(label="Effective from")
    holder = forms.ChoiceField(label="To whom?", choices=[("ada", "Ada")])
    agreed = forms.BooleanField(label="I have read it")
    own = forms.CharField(error_messages={"required": "Say who wrote."})
    name = forms.CharField()


def test_list_to_choose_from_begins_with_no_choice():
    drawn = str(EveryKindForm()["holder"])
    assert '<option value="" selected>Choose</option>' in drawn
    assert drawn.count("selected") == 1


def test_list_to_choose_from_begins_with_what_the_page_gives():
    drawn = str(EveryKindForm({"holder": "ada"})["holder"])
    assert '<option value="ada" selected>' in drawn
    assert drawn.count("selected") == 1


class RowForm(StaffForm):
    holder = forms.ModelChoiceField(queryset=User.objects.none())


def test_list_of_rows_offers_the_rows_that_the_form_is_given_once_it_is_made():
    form = RowForm()
    row_field(form, "holder").queryset = User.objects.filter(pk=staff("officer").pk)
    assert "officer@staff.example" in form.as_p()


def test_empty_field_says_what_to_do_by_the_first_sentence_of_its_label():
    errors = {name: errors[0] for name, errors in EveryKindForm({}).errors.items()}
    assert errors == {
        "text": "Fill in “What do you write?”.",
        "reason": "Fill in “Reason”.",
        "day": "Enter a day in “Effective from”.",
        "holder": "Choose from “To whom?”.",
        "agreed": "Tick “I have read it” to go on.",
        "own": "Say who wrote.",
        "name": "Fill in “Name”.",
    }
