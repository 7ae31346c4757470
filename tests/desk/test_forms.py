"""Forms of the desk and the parts of its templates."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.template import Context, Template

from apps.accounts.models import User
from apps.core.forms import row_field
from apps.desk.forms import StaffForm, text_field
from apps.standing.models import Standing, Status
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


def draw(source: str, **context: Any) -> str:
    return Template("{% load desk %}" + source).render(Context(context))


def test_business_leads_to_a_panel_of_its_page_and_has_its_number() -> None:
    shipper = type("Shipper", (), {"pk": 7, "ksn": "KS1", "__str__": lambda _self: "A & B"})()

    assert draw('{% businessfact x "changes" %}', x=shipper) == (
        "<div><dt>Business</dt><dd>"
        '<a href="/admin/shippers/shipper/7/change/?panel=changes">A &amp; B</a> (KS1)</dd></div>'
    )


def test_standing_is_told_with_its_tier_and_left_out_where_there_is_none() -> None:
    told = draw("{% standingfact x %}", x=Standing(status=Status.ACTIVE, tier=2))

    assert told.startswith("<div><dt>Standing now</dt><dd>")
    assert told.endswith(", tier 2</dd></div>")
    assert draw("{% standingfact x.standing %}", x=SimpleNamespace()) == ""


def test_words_are_quoted_in_their_language_which_a_note_names() -> None:
    told = draw('{% quote x "es" note=True %}', x="a\n<b>")

    assert told == '<p>Written in Spanish</p><blockquote lang="es"><p>a<br>&lt;b&gt;</p></blockquote>'
    assert draw('{% quote x "es" %}', x="a") == '<blockquote lang="es"><p>a</p></blockquote>'
