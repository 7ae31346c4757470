"""What all pages of the desk share."""

import pytest
from django.urls import reverse

from tests.people import signed_in, staff

pytestmark = pytest.mark.django_db


def test_every_page_names_its_icon():
    text = signed_in(staff("officer")).get(reverse("admin:work_item_changelist")).content.decode()
    assert '<link rel="icon"' in text
