"""What axe finds on a page whose parts are like those of an earlier page, or of the same page at another width."""

import pytest
from playwright.sync_api import Page

from tests.browser.look import assert_tab_leads_through, faults

HEADER = "<header><a href='/'>Home</a> <a href='/help/'>Help</a></header>"
PAGE = """<!doctype html><html lang="en"><head><title>A page</title><style>
    body {{ color: #111; background: #fff }}
    .pale {{ color: #ccc }}
    @media (min-width: 800px) {{ .pale-where-wide {{ color: #ccc }} .only-where-wide {{ display: block !important }} }}
</style></head><body>{header}<main><h1>A page</h1>{main}</main>
<footer><a href='/terms/'>Terms</a> <a href='/privacy/'>Privacy</a></footer></body></html>"""


def found(page: Page, main: str, *, header: str = HEADER, width: int = 360) -> str:
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(PAGE.format(header=header, main=main))
    return "".join(faults(page, "A page"))


@pytest.mark.slow
def test_each_fault_is_found_though_other_parts_of_the_page_were_looked_at(page: Page) -> None:
    assert found(page, "<p>Plain words.</p>") == ""
    assert "color-contrast" in found(page, "<p class='pale'>Plain words.</p>")
    assert "color-contrast" in found(page, "<section><p class='pale'>Plain words.</p></section>")
    assert "color-contrast" in found(page, "<p>Plain words.</p><div style='background: #444'><p>Plain words.</p></div>")
    assert "button-name" in found(page, "<p>Plain words.</p><button></button>")
    assert "landmark-no-duplicate-banner" in found(page, "<p>Plain words.</p>", header=HEADER * 2)
    assert "heading-order" in found(page, "<h4>Plain words.</h4>")
    assert found(page, "<p>Plain words.</p>") == ""


@pytest.mark.slow
def test_fault_of_one_width_is_found_there(page: Page) -> None:
    colored = "<p class='pale-where-wide'>Some words.</p>"
    assert found(page, colored) == ""
    assert "color-contrast" in found(page, colored, width=1280)
    hidden = "<p>Other words.</p><p class='only-where-wide' style='display: none'><button></button></p>"
    assert found(page, hidden) == ""
    assert "button-name" in found(page, hidden, width=1280)


@pytest.mark.slow
def test_fault_is_found_again_until_it_is_mended(page: Page) -> None:
    for _time in range(2):
        assert "color-contrast" in found(page, "<p class='pale'>Twice.</p>")


@pytest.mark.slow
def test_tab_is_tried_in_the_part_that_is_new_and_leads_out_of_it(page: Page) -> None:
    page.set_content(PAGE.format(header=HEADER, main="<button>Send</button>"))
    assert_tab_leads_through(page)
    page.set_content(PAGE.format(header=HEADER, main="<button>Save</button> <a href='/'>Back</a>"))
    assert_tab_leads_through(page)
    for fault, main in {
        "no sign of focus on": "<button style='outline: none'>Save it</button>",
        "the Tab key does not reach": "<button onkeydown='event.preventDefault()'>Keep</button>",
    }.items():
        page.set_content(PAGE.format(header=HEADER, main=main))
        with pytest.raises(AssertionError, match=fault):
            assert_tab_leads_through(page)
