"""Histories under the codes or the name of an applicant: the warning before an approval, and the acts on the page."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.applications import services
from apps.applications.models import Application
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.desk.applications.approvals import candidates_of
from apps.events.models import Event
from apps.ledger.models import Seller
from tests.applications import answers
from tests.desk.pages import confirm
from tests.evaluation.ledger import violation
from tests.people import signed_in


@pytest.fixture
def application(officer: User) -> Application:
    """Return an application that can be approved, under whose seller ID customs sustained a violation before."""
    application = answers.ready(officer)
    code = application.shipper.storefronts.get().seller_id
    violation(application.shipper, clock.today(), ksn="", seller=code, category="counterfeit")
    return application


@pytest.fixture
def customs(application: Application) -> Seller:
    return Seller.objects.get(source="cbp")


def url(application: Application, panel: str = "vetting") -> str:
    return reverse("admin:applications_application_change", args=[application.pk]) + f"?panel={panel}"


def test_approval_takes_a_reason_while_a_history_is_not_linked(
    officer: User, application: Application, customs: Seller
) -> None:
    about = {"actor": officer, "application_id": application.pk}
    with pytest.raises(InvalidInput, match="not linked") as refusal:
        services.application_approve(**about)
    assert list(refusal.value.fields) == ["text"]
    services.application_approve(text="The seller ID was another shop's until May.", **about)
    approved = Event.objects.get(kind="application.approved")
    assert approved.payload["unlinked"] == [customs.pk]
    assert application.decisions.get().text.startswith("The seller ID was another")


def test_approval_of_several_at_once_leaves_out_what_has_a_history_that_is_not_linked(
    officer: User, application: Application
) -> None:
    signed_in(officer).get(url(application))
    [candidate] = candidates_of(actor=officer, application_ids=[application.pk])
    assert "Decide it on its own page" in str(candidate.blocked)


@pytest.mark.slow
def test_page_warns_and_links_with_grounds(officer: User, application: Application, customs: Seller) -> None:
    client: Client = signed_in(officer)
    for panel in ("evidence", "vetting"):
        page = client.get(url(application, panel)).text
        assert "Warning: 1 reported history" in page
        assert "Why do you approve while reported histories are not linked?" in page
    given = {"link-seller_ids": [customs.pk], "link-grounds": "The same seller ID.", "link-language": "en"}
    assert client.post(url(application), {"act": "link"} | given | {"link-grounds": ""}).status_code == 422
    assert confirm(client, url(application), {"act": "link"} | given).status_code == 302
    page = client.get(url(application)).text
    assert "Warning:" not in page
    assert "Unlink histories" in page
    customs.refresh_from_db()
    assert customs.shipper == application.shipper
    services.application_approve(actor=officer, application_id=application.pk)
