"""The list of everything that the program publishes of its facts is complete."""

from apps.measures import urls as api_urls
from apps.portal import urls
from tests.measures.published import ADDRESSES


def test_every_public_address_that_tells_of_the_program_is_in_the_inventory() -> None:
    names = {
        f"portal:{each.name}" for each in urls.urlpatterns if str(each.pattern).startswith(("performance/", "data."))
    }
    names |= {f"measures:{each.name}" for each in api_urls.urlpatterns} | {"portal:landing"}
    assert names == set(ADDRESSES)
