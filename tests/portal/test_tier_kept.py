"""What the pages of a business say of a tier that is kept, and that could not be entered."""

import pytest
from django.urls import reverse

from apps.core import clock
from apps.evaluation.selectors import evaluation_latest
from tests.portal.members import member_of, settle, violation
from tests.portal.pages import page_text


@pytest.mark.slow
def test_a_tier_that_is_kept_but_could_not_be_entered_is_explained(client, ada):
    client.force_login(ada)
    shipper = member_of(ada, months=5)
    while evaluation_latest(shipper.pk).enter == 1:
        violation(shipper, clock.today(), category="marking")
        settle()
    assert evaluation_latest(shipper.pk).keep == 1
    page = page_text(client)
    assert "You keep tier 1. Keeping a tier asks less than entering it." in page
    page = page_text(client, reverse("portal:tier", args=[shipper.pk]))
    assert "that what was found does not prove a share below 93.5%" in page, "the points decide here"
    page = page_text(client, reverse("portal:record", args=[shipper.pk]))
    for line in ("Enter 1", "Keep 1", "Enter 2"):
        assert f">{line}</text>" in page
    assert ">Enter 3</text>" not in page, "lines that are far from the member say nothing and flatten the chart"
