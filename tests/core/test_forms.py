"""One renderer draws all forms of the site, so these tests hold for all forms."""

from html.parser import HTMLParser

import pytest
from django import forms

from apps.core.forms import DateInput

VOID = {"input", "br", "hr", "img"}
CONTROLS = {"input", "select", "textarea"}


class Everything(forms.Form):
    name = forms.CharField(
        help_text="As registered.", widget=forms.TextInput(attrs={"placeholder": "Acme", "class": "own"})
    )
    story = forms.CharField(widget=forms.Textarea, required=False)
    day = forms.DateField(widget=DateInput)
    size = forms.ChoiceField(choices=[("s", "Small"), ("l", "Large")])
    colour = forms.ChoiceField(choices=[("r", "Red"), ("b", "Blue")], widget=forms.RadioSelect, help_text="One only.")
    extras = forms.MultipleChoiceField(choices=[("1", "One"), ("2", "Two")], widget=forms.CheckboxSelectMultiple)
    when = forms.SplitDateTimeField()
    born = forms.DateField(widget=forms.SelectDateWidget)
    paper = forms.FileField()
    agreed = forms.BooleanField(help_text="You can't go on without.")
    token = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("These don't fit together.")


class Page(HTMLParser):
    """The elements of a piece of HTML, each with its attributes, and the text inside links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.links: dict[str, str] = {}
        self.feed(str(html))
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "a":
            href = [attrs["href"] for tag, attrs in self.elements if tag == "a"][-1]
            self.links[href] = self.links.get(href, "") + data

    def all(self, *tags: str) -> list[dict]:
        return [attrs for tag, attrs in self.elements if tag in tags]

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _tag, attrs in self.elements if "id" in attrs]

    @property
    def controls(self) -> list[dict]:
        return [attrs for attrs in self.all(*CONTROLS) if attrs.get("type") != "hidden"]


@pytest.fixture(params=["unbound", "empty", "partly right"])
def form(request) -> Everything:
    data = {"unbound": None, "empty": {}, "partly right": {"name": "Acme", "colour": "r", "day": "2026-02-03"}}
    return Everything(data[request.param])


def test_every_control_has_a_label_or_is_in_a_named_group(form):
    page = Page(form)
    labelled = {attrs["for"] for attrs in page.all("label")}
    alone = [c for c in page.controls if not c["name"].startswith(("when", "born"))]
    assert {c["id"] for c in alone} <= labelled
    assert len(page.all("legend")) == len(page.all("fieldset")) == 4


def test_ids_are_unique_and_every_reference_leads_somewhere(form):
    page = Page(form)
    assert len(page.ids) == len(set(page.ids))
    references = [ref for _tag, attrs in page.elements for ref in attrs.get("aria-describedby", "").split()]
    references += [href.removeprefix("#") for href in page.links]
    references += [attrs["for"] for attrs in page.all("label")]
    assert set(references) <= set(page.ids)


def test_every_error_is_in_the_summary_and_leads_to_its_control():
    form = Everything({"name": "x", "day": "the third of May"})
    page = Page(form)
    controls = {attrs["id"] for attrs in page.controls}
    wrong = {name for name in form.errors if name not in ("__all__", "token")}
    assert wrong == {"day", "size", "colour", "extras", "when", "born", "paper", "agreed"}
    assert len(page.links) == len(wrong)
    for href, text in page.links.items():
        assert href.removeprefix("#") in controls
        assert ": " in text
    html = str(form)
    assert "These don&#x27;t fit together." in html
    # The summary comes first and takes the focus, so that a screen reader begins with the summary.
    assert page.elements[0] == ("div", page.elements[0][1])
    assert {"autofocus", "tabindex", "role"} <= page.elements[0][1].keys()


def test_hint_and_error_are_beside_the_field_and_announced_with_it():
    page = Page(Everything({}))
    name = next(c for c in page.controls if c["name"] == "name")
    assert name["aria-describedby"] == "id_name_helptext id_name_error"
    assert name["aria-invalid"] == "true"
    groups = {attrs.get("aria-describedby") for attrs in page.all("fieldset")}
    assert "id_colour_helptext id_colour_error" in groups


def test_a_form_without_data_shows_no_error():
    page = Page(Everything())
    assert page.links == {}
    assert all("aria-invalid" not in attrs for attrs in page.controls)
    assert not any("error" in attrs.get("class", "") for _tag, attrs in page.elements)


def test_typed_values_are_kept():
    page = Page(Everything({"name": "<Acme>", "story": "Once\nupon", "colour": "b", "extras": ["2"], "agreed": "on"}))
    assert next(c for c in page.controls if c["name"] == "name")["value"] == "<Acme>"
    chosen = {(c["name"], c.get("value")) for c in page.controls if "checked" in c}
    assert chosen == {("colour", "b"), ("extras", "2"), ("agreed", None)}
    assert "Once\nupon" in str(Everything({"story": "Once\nupon"}))


def test_required_is_marked_and_explained_where_something_is_required():
    class Free(forms.Form):
        name = forms.CharField(required=False)

    assert Page(Free()).all("abbr") == []
    required = [field for field in Everything() if field.field.required and not field.is_hidden]
    assert len(Page(Everything()).all("abbr")) == len(required)
    assert "marked with an asterisk (*) are required" in str(Everything())


def test_controls_have_the_classes_of_the_design_system_their_own_class_and_no_placeholder():
    page = Page(Everything())
    classes = {c["name"]: c["class"].split() for c in page.controls}
    assert classes["name"] == ["usa-input", "own"]
    assert classes["size"] == ["usa-select"]
    assert classes["paper"] == ["usa-file-input"]
    assert classes["colour"] == ["usa-radio__input"]
    assert classes["agreed"] == ["usa-checkbox__input"]
    assert all("placeholder" not in c for c in page.controls)


def test_a_date_is_asked_in_the_browsers_own_form_and_sent_as_iso():
    page = Page(Everything({"day": "2026-02-03"}))
    day = next(c for c in page.controls if c["name"] == "day")
    assert (day["type"], day["value"]) == ("date", "2026-02-03")


def test_a_formset_has_one_summary_for_all_its_forms():
    class Row(forms.Form):
        name = forms.CharField()
        share = forms.IntegerField()

    rows = forms.formset_factory(Row, extra=0)(
        {
            "form-TOTAL_FORMS": "2",
            "form-INITIAL_FORMS": "2",
            "form-0-name": "A",
            "form-0-share": "1",
            "form-1-name": "",
            "form-1-share": "x",
        }
    )
    page = Page(rows)
    assert set(page.links) == {"#id_form-1-name", "#id_form-1-share"}
    assert sum("ks-summary" in attrs.get("class", "") for attrs in page.all("div")) == 1
    assert len(page.all("legend")) == 2
    assert {"form-TOTAL_FORMS", "form-INITIAL_FORMS"} <= {a["name"] for a in page.all("input")}
