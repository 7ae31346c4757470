"""The parts that pages of cases share: the business, its standing now, and the words that somebody wrote."""

from types import SimpleNamespace
from typing import Any

from django.template import Context, Template

from apps.standing.models import Standing, Status


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
