"""Reporters at the desk: what one reported under another's numbers, and the act that settles it."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.ledger.models import HeldSettlement, Reporter
from apps.shippers.models import Shipper
from apps.work.models import Item
from tests.desk.held_records import reports_held
from tests.desk.pages import page_of
from tests.ledger.conftest import enrolled


@pytest.fixture
def named() -> Shipper:
    """Return the business that a held report names."""
    return enrolled()


@pytest.fixture
def carrier(named: Shipper) -> Reporter:
    """Return the reporter whose report is held."""
    return reports_held(enrolled(), named)


def acts_of(client: Client, reporter: Reporter) -> list[str]:
    return [name for name, _action, _form in client.get(page_of(reporter)).context_data["actions"]]


def test_page_of_the_work_settles_the_reports_with_a_reason(carrier: Reporter, supervisor_desk: Client) -> None:
    assert acts_of(supervisor_desk, carrier) == ["settle"]
    refused = supervisor_desk.post(page_of(carrier), {"act": "settle"})
    assert (refused.status_code, HeldSettlement.objects.count()) == (422, 0)
    found = "They only photographed the label."
    assert supervisor_desk.post(page_of(carrier), {"act": "settle", "settle-reason": found}).status_code == 302
    assert Item.objects.get(kind="held_reports").closed_at is not None
    page = supervisor_desk.get(page_of(carrier))
    assert (acts_of(supervisor_desk, carrier), found in page.content.decode()) == ([], True)


def test_page_shows_the_risk_of_the_one_business_that_held_reports_name(
    carrier: Reporter, named: Shipper, supervisor_desk: Client
) -> None:
    page = supervisor_desk.get(page_of(carrier))
    assert page.context_data["frame"].glance is not None
    assert reverse("admin:shippers_shipper_change", args=[named.pk]) in page.content.decode()


def test_officer_reads_held_reports_and_settles_none(carrier: Reporter, desk: Client) -> None:
    assert acts_of(desk, carrier) == []
    desk.post(page_of(carrier), {"act": "settle", "settle-reason": "I would."})
    assert not HeldSettlement.objects.exists()


def test_list_of_reporters_settles_nothing_and_says_whose_reports_wait(
    carrier: Reporter, supervisor_desk: Client
) -> None:
    listed = supervisor_desk.get(reverse("admin:ledger_reporter_changelist")).context_data["cl"]
    assert [each for each in listed.result_list if each.waiting] == [carrier]
    assert "settle" not in listed.model_admin.get_actions(supervisor_desk.get(page_of(carrier)).wsgi_request)
