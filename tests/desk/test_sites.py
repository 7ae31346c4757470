"""The first page of the desk, and what all of its pages share."""

import pytest
from django.urls import reverse

from tests.people import signed_in, staff

pytestmark = pytest.mark.django_db


def test_what_waits_comes_first():
    response = signed_in(staff("officer")).get(reverse("admin:index"))
    labels = [app["app_label"] for app in response.context["app_list"]]
    assert labels[:3] == ["work", "applications", "shippers"]
    waiting = reverse("admin:work_item_changelist")
    for query in ("whose=mine", "whose=nobody", "due=overdue"):
        assert f'href="{waiting}?{query}"' in response.content.decode()


def test_every_page_names_its_icon():
    text = signed_in(staff("officer")).get(reverse("admin:work_item_changelist")).content.decode()
    assert '<link rel="icon"' in text
