"""Pages as a client reads them."""

import re

from django.test import Client


def page_text(client: Client, path: str = "/home/") -> str:
    """Return the HTML of a page, and assert that the page opens."""
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def page_words(client: Client, path: str) -> str:
    """Return the words of a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page_text(client, path)))
