"""The icon and the refusal of invalid requests, which all pages of the desk share."""

from django.urls import reverse

from tests.people import signed_in, staff


def test_pages_name_their_icon():
    text = signed_in(staff("officer")).get(reverse("admin:work_item_changelist")).content.decode()
    assert '<link rel="icon"' in text


def test_invalid_filters_and_rows_are_refused():
    client, page = signed_in(staff("supervisor")), reverse("admin:work_item_changelist")
    assert client.get(page, {"kind": "a\0b"}).status_code == 400
    for marked in ("x", "9" * 5000):
        assert client.post(page, {"action": "claim", "_selected_action": [marked]}).status_code == 400
    assert client.get(reverse("admin:disputes_dispute_changelist"), {"state__exact": "\0"}).status_code == 400
