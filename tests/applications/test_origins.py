"""The bans on goods of countries under embargo that an application shows to whoever fills in, signs and decides."""

from html import unescape

from apps.applications.sections import embargoes_named
from apps.core.embargoes import EMBARGOES
from tests.applications import answers
from tests.people import signed_in
from tests.portal.pages import at


def test_the_countries_of_a_business_and_of_its_products_are_looked_at():
    named = embargoes_named(
        {"business": {"country": "CU"}, "products": {"rows": [{"origin": "IR"}, {"origin": "VN"}, {"origin": ""}, {}]}}
    )
    assert [embargo.country for embargo in named] == ["CU", "IR"]
    assert embargoes_named({"business": None, "products": None}) == []


def test_an_application_with_goods_under_embargo_says_so_before_it_is_signed(ada):
    draft, client = answers.filled(ada), signed_in(ada)
    origins = {"rows": [answers.ANSWERS["products"]["rows"][0] | {"origin": "KP"}]}
    review, products = at("apply_review", draft), at("apply_section", draft, "products")
    told = EMBARGOES["KP"].sentence
    assert told not in unescape(client.get(review).content.decode())

    answers.save(ada, draft, "products", origins)

    for address in (review, products):
        assert told in unescape(client.get(address).content.decode()), address
