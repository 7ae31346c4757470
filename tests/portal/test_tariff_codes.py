"""The search for HS codes: no input is lost, and no application of others is touched."""

import json
import re
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.applications import services
from apps.applications.models import Application, ApplicationState
from tests.people import signed_in
from tests.portal.pages import at


@pytest.fixture
def draft(ada: User) -> Application:
    return services.application_start(actor=ada)


def products(*rows: tuple[str, str], version: int = 0) -> dict[str, str]:
    """Return the data of the section of products as its form sends it, from pairs of description and code."""
    typed = {"row-TOTAL_FORMS": str(len(rows)), "row-INITIAL_FORMS": "0", "version": str(version)}
    for number, (description, hs) in enumerate(rows):
        typed |= {f"row-{number}-description": description, f"row-{number}-hs": hs, f"row-{number}-origin": "VN"}
    return typed


def saved(draft: Application) -> list[tuple[str, str]]:
    return [(row["description"], row["hs"]) for row in draft.sections.get(key="products").data["rows"]]


def words(response: HttpResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


@pytest.mark.usefixtures("tariff")
class TestWithoutScripts:
    def test_from_the_button_to_the_code_in_its_row(self, ada, draft, portal):
        search = at("hs_search", draft)

        asked = portal.post(search, products(("Mugs", "1"), ("Cotton T-shirts", "")) | {"find": "1"}, follow=True)
        assert asked.redirect_chain == [(f"{search}?row=1", 302)]
        assert saved(draft) == [("Mugs", "1"), ("Cotton T-shirts", "")], "what was typed is kept, right or wrong"
        assert "Find the code of product 2 You wrote: Cotton T-shirts" in words(asked)
        assert "Cotton t-shirt 6109.10 Agencies may ask for data. CPSC" in words(asked)
        assert "Official description T-shirts, singlets, tank tops" in words(asked)

        chosen = portal.post(search, {"use": "1:610910", "version": "1"})
        assert chosen.url == at("apply_section", draft, "products") + "#id_row-1-hs"
        assert saved(draft) == [("Mugs", "1"), ("Cotton T-shirts", "6109.10")]

    def test_other_words_can_be_searched_and_what_is_not_there_is_told(self, ada, draft, portal):
        assert "Earphones 8518.30" in words(portal.get(at("hs_search", draft), {"row": "0", "q": "earphones"}))
        assert "Nothing was found." in words(portal.get(at("hs_search", draft), {"q": "qwertyuiop"}))
        assert "Earphones 8518.30" in words(portal.get(at("hs_search", draft), {"q": "qwertyuiop earphones"}))

    def test_the_words_may_be_in_any_of_the_three_languages_and_the_answer_is_in_the_pages(self, ada, draft, portal):
        for asked in ("funda para móvil", "手机壳"):
            found = words(portal.get(at("hs_search", draft), {"q": asked}))
            assert f"Other articles of plastics 3926.90 People call these goods “{asked}”." in found
        portal.cookies["django_language"] = "es"
        assert "Funda para móvil 3926.90" in words(portal.get(at("hs_search", draft), {"q": "funda para móvil"}))

    def test_the_box_and_the_command_give_the_same_answer(self, ada, draft):
        out = StringIO()
        call_command("hs_search", "手机壳", "--language", "en", "--json", stdout=out)
        told = [result["code"] for result in json.loads(out.getvalue())["results"]]
        page = signed_in(ada).get(at("hs_search", draft), {"q": "手机壳"}).content.decode()
        assert re.findall(r'value="0:([0-9]+)"', page) == told != []

    def test_looking_creates_nothing(self, ada, draft):
        signed_in(ada).get(at("hs_search", draft), {"q": "tea"})
        assert not draft.sections.exists()

    def test_who_saved_meanwhile_is_not_written_over(self, ada, draft):
        client, search = signed_in(ada), at("hs_search", draft)
        client.post(search, products(("Tea", "")) | {"find": "0"})
        client.post(at("apply_section", draft, "products"), products(("Green tea", ""), version=1))

        late = client.post(search, {"use": "0:090210", "version": "1"})

        assert late.status_code == 409
        assert "You saved this page in another window" in words(late)
        assert saved(draft) == [("Green tea", "")]

    def test_a_conflict_of_the_whole_form_is_shown_by_its_own_page_with_what_was_typed(self, ada, draft, portal):
        portal.post(at("apply_section", draft, "products"), products(("Green tea", "")))

        late = portal.post(at("hs_search", draft), products(("Black tea", "")) | {"find": "0"}, follow=True)

        assert late.redirect_chain == [(at("apply_section", draft, "products"), 307)]
        assert late.status_code == 409
        assert 'value="Black tea"' in late.content.decode()
        assert saved(draft) == [("Green tea", "")]

    @pytest.mark.parametrize(
        "sent", [{}, {"find": "7"}, {"use": "x:61091000"}, {"use": "9" * 30 + ":1"}, {"find": "-1"}]
    )
    def test_a_missing_product_is_not_found(self, ada, draft, sent):
        assert signed_in(ada).post(at("hs_search", draft), sent | {"version": "0"}).status_code == 404
        assert not draft.sections.exists()


@pytest.mark.usefixtures("tariff")
class TestWithScripts:
    def test_the_panel_searches_for_what_is_typed_and_then_only_lines_come(self, ada, draft):
        client, asks = signed_in(ada), {"HX-Request": "true"}
        panel = client.get(at("hs_search", draft), {"row": "2", "row-2-description": "green tea"}, headers=asks)
        assert "Green tea 0902.10" in words(panel)
        assert "<html" not in panel.content.decode()
        assert 'form="row-2-search"' in panel.content.decode()
        assert "HX-Request" in panel.headers["Vary"]

        lines = client.get(at("hs_search", draft), {"row": "2", "q": "6912"}, headers=asks)
        assert 'value="2:6912005000"' in lines.content.decode()
        assert "<input" not in lines.content.decode()

    def test_a_code_chosen_beside_the_product_saves_the_whole_form(self, ada, draft):
        typed = products(("Mugs", ""), ("Cotton T-shirts", "7"))
        chosen = signed_in(ada).post(at("hs_search", draft), typed | {"use": "0:6912005000"})
        assert chosen.url.endswith("#id_row-0-hs")
        assert saved(draft) == [("Mugs", "6912.00.50.00"), ("Cotton T-shirts", "7")]


class TestMeaning:
    ROWS = (("T-shirts", "6109.10"), ("Shirts", "6109.10.00.99"), ("Odd", "9999.99"), ("Not yet", "61"), ("None", ""))

    @pytest.fixture
    def filled_portal(self, ada, draft) -> Client:
        client = signed_in(ada)
        client.post(at("apply_section", draft, "products"), products(*self.ROWS))
        return client

    @pytest.mark.usefixtures("tariff")
    @pytest.mark.parametrize("page", ["section", "review"])
    def test_each_code_is_explained_doubted_or_left_alone(self, filled_portal, draft, page):
        path = at("apply_review", draft) if page == "review" else at("apply_section", draft, "products")
        shown = words(filled_portal.get(path))
        assert "6109.10.00 T-shirts, singlets, tank tops and similar garments, knitted or crocheted ›" in shown
        assert "does not have 6109.10.00.99. The nearest is: 6109.10.00" in shown
        assert "has no code that begins with 9999.99. Check the digits. You can go on all the same" in shown
        assert shown.count("May concern: Consumer Product Safety Commission (CPSC).") == 2

    @pytest.mark.slow
    @pytest.mark.usefixtures("tariff")
    @pytest.mark.parametrize("page", ["section", "review", "search"])
    def test_many_products_cost_no_more_queries_than_one(self, ada, draft, page):
        client = signed_in(ada)
        pages = {
            "section": at("apply_section", draft, "products"),
            "review": at("apply_review", draft),
            "search": at("hs_search", draft) + "?q=tea",
        }
        counts = []
        for version, number in enumerate((1, 40)):
            client.post(pages["section"], products(*[("Tea", "0902.10")] * number, version=version))
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(pages[page]).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_without_a_tariff_nothing_is_doubted_and_the_search_goes_on(self, filled_portal, draft):
        shown = words(filled_portal.get(at("apply_section", draft, "products")))
        assert "Check the digits" not in shown
        assert "Consumer Product Safety Commission (CPSC)" in shown
        panel = filled_portal.get(at("hs_search", draft), {"q": "green tea"}, headers={"HX-Request": "true"})
        assert "Green tea 0902.10" in words(panel)


class TestWho:
    def test_the_search_of_a_sent_application_leads_to_the_products(self, ada, draft):
        Application.objects.filter(pk=draft.pk).update(state=ApplicationState.SUBMITTED)
        response = signed_in(ada).get(at("hs_search", draft))
        assert (response.status_code, response.url) == (302, at("apply_section", draft, "products"))
