"""Pages are compressed where no other site can have asked for them."""

import gzip

import pytest
from django.test import Client

from tests.people import seller, signed_in

OFFER = {"Accept-Encoding": "gzip, br"}


@pytest.mark.parametrize("path", ["/", "/home/", "/inbox/", "/account/"])
@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_page_that_its_reader_asked_for_is_compressed(path: str, site: str) -> None:
    client = signed_in(seller())
    plain = client.get(path).content
    answer = client.get(path, headers={**OFFER, "Sec-Fetch-Site": site})
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    assert len(answer.content) < len(plain) / 2
    assert len(gzip.decompress(answer.content)) == len(plain)


@pytest.mark.parametrize("site", ["cross-site", "same-site", None])
def test_private_page_that_another_site_may_have_asked_for_is_not_compressed(site: str | None) -> None:
    answer = signed_in(seller()).get("/home/", headers=OFFER | ({"Sec-Fetch-Site": site} if site else {}))
    assert "Content-Encoding" not in answer


def test_lengths_of_one_page_differ_so_that_they_tell_less() -> None:
    client = signed_in(seller())
    lengths = {len(client.get("/home/", headers={**OFFER, "Sec-Fetch-Site": "none"}).content) for _ in range(12)}
    assert len(lengths) > 1


def test_page_for_a_visitor_without_cookies_is_compressed_whoever_led_there() -> None:
    assert Client().get("/", headers={**OFFER, "Sec-Fetch-Site": "cross-site"})["Content-Encoding"] == "gzip"


def test_answers_that_are_no_pages_are_left_as_they_are() -> None:
    assert "Content-Encoding" not in Client().get("/data.json", headers=OFFER)
