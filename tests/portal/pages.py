"""Pages as a client reads them."""

from django.test import Client


def page_text(client: Client, path: str = "/home/") -> str:
    """Return the HTML of a page, and assert that the page opens."""
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()
