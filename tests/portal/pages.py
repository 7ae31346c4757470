"""Pages of the portal: their addresses, and how a client reads them."""

import re

from django.db.models import Model
from django.test import Client
from django.urls import reverse


def at(name: str, *of: object) -> str:
    """Return the address of a page by its name and what it is of: records, numbers or keys."""
    return reverse(f"portal:{name}", args=[getattr(each, "pk", each) for each in of])


def page_of(name: str, record: Model) -> str:
    """Return the address of the page of a record of a business."""
    return at(name, record.shipper_id, record)


def page_text(client: Client, path: str = "/home/", *, status: int = 200, **asked: object) -> str:
    """Return the HTML of a page, and assert that the page opens, or answers with another status."""
    answer = client.get(path, asked)
    assert answer.status_code == status, path
    return answer.content.decode()


def page_words(client: Client, path: str) -> str:
    """Return the words of a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page_text(client, path)))
