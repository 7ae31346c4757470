"""The parts of which pages are built."""

from datetime import date
from typing import Any

from django.template import Context, Template


def draw(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


def test_panel_is_named_by_its_heading() -> None:
    assert draw('{% panel "why" "Why" %}<p>So.</p>{% endpanel %}') == (
        '<section class="ks-panel" aria-labelledby="why">\n  <h2 id="why">Why</h2><p>So.</p></section>'
    )
    assert draw('{% panel "item" number=one %}{{ x }}{% endpanel %}', one=7, x="<") == (
        '<section class="ks-panel" aria-labelledby="item-7">&lt;</section>'
    )
    assert draw("{% panel %}So.{% endpanel %}") == '<div class="ks-panel">So.</div>'


def test_panel_has_the_border_of_the_gravest_that_is_true() -> None:
    source = '{% panel "a" error=e warning=w good=g extra="ks-screen" %}{% endpanel %}'
    assert 'class="ks-panel ks-panel--error ks-screen"' in draw(source, e=1, w=True, g=True)
    assert 'class="ks-panel ks-panel--warning ks-screen"' in draw(source, e=0, w=True, g=True)
    assert 'class="ks-panel ks-panel--good ks-screen"' in draw(source, e=0, w="", g=True)
    assert 'class="ks-panel ks-screen"' in draw(source)


def test_fact_is_a_label_and_a_value_as_a_template_writes_it() -> None:
    assert draw('{% fact "Day" day %}', day=date(2026, 3, 1)) == "<div><dt>Day</dt><dd>March 1, 2026</dd></div>"
    assert draw("{% fact label value %}", label="<a>", value="<b>") == "<div><dt>&lt;a&gt;</dt><dd>&lt;b&gt;</dd></div>"
    assert draw('{% longfact "Who" %}<b>{{ who }}</b>{% endlongfact %}', who="&") == (
        "<div><dt>Who</dt><dd><b>&amp;</b></dd></div>"
    )


def test_table_has_the_look_of_the_public_pages() -> None:
    drawn = draw('{% table "ks-rows" labelledby="months" %}<tbody></tbody>{% endtable %}')
    assert drawn == (
        '<table class="usa-table usa-table--borderless usa-table--compact ks-rows" aria-labelledby="months">'
        "<tbody></tbody></table>"
    )
    assert 'compact" aria-label="&quot;">' in draw("{% table label=name %}{% endtable %}", name='"')


def test_heads_and_cells_are_drawn_in_their_order() -> None:
    assert draw('{% heads "A" "B" %}{% number_heads "C" %}') == (
        '<th scope="col">A</th><th scope="col">B</th><th scope="col" class="ks-number">C</th>'
    )
    assert draw('{% cells a "x" %}{% number_cells b %}', a="<", b=None) == (
        '<td>&lt;</td><td>x</td><td class="ks-number">None</td>'
    )
    assert draw('{% cell "Day" day|default:"–" %}{% number_cell "Parcels" n %}', n=2) == (
        '<td data-label="Day">–</td><td class="ks-number" data-label="Parcels">2</td>'
    )


def test_chart_has_its_caption_and_a_label() -> None:
    drawn = draw('{% chart "band" data label %}By month.{% endchart %}', data={"points": []}, label="Chart & more")
    assert drawn.startswith('<figure class="ks-chart"><figcaption>By month.</figcaption><svg')
    assert 'aria-label="Chart &amp; more"' in drawn
