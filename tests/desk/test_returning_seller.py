"""The journey of a ring: a removed seller that comes back under other names is found at its application."""

import hashlib

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.applications.models import Application
from apps.core import clock
from apps.shippers.models import MatchKey, Shipper
from apps.shippers.relations import clusters_refresh
from apps.standing.models import Standing, Status
from apps.standing.services import change_decide
from tests.applications import answers
from tests.desk.pages import page_of
from tests.desk.test_clusters import LIST
from tests.outbox import deliver
from tests.people import PASSWORD, seller, signed_in, staff
from tests.standing.evaluations import change_asked

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("fresh_limits")]

# Everything that the first business has told is told otherwise.
UNDER_OTHER_NAMES = {
    "business": {"name": "Red Fox Gifts LLC", "trade_name": "", "country": "US", "website": "redfox.example"},
    "contacts": answers.ANSWERS["contacts"]
    | {"contact_name": "Bo Reed", "email": "bo@redfox.example", "phone": "+1 202 555 0177"},
    "addresses": {"rows": [row | {"street": "77 Oak Ave"} for row in answers.ANSWERS["addresses"]["rows"]]},
    "identifiers": answers.ANSWERS["identifiers"] | {"ein": "42-1103332"},
    "storefronts": {"rows": [{"marketplace": "Bazaar", "seller_id": "S-99", "url": ""}]},
    "payout": {"holder": "Red Fox Gifts LLC", "country": "US", "number": "0532 0130 9925"},
    "owners": {"rows": [{"role": "owner", "name": "Bo Reed", "title": "", "country": "US", "share": "100"}]},
}


def sign_in(browser: Client, user: User) -> None:
    """Sign a person in by the form, in a browser that keeps its cookies, and out again."""
    browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    browser.post(reverse("account_logout"))


def removed_member(browser: Client, officer: User, supervisor: User) -> Shipper:
    """Return a member whose owner signed in by a browser, and that was removed by due process."""
    ada = seller()
    shipper = answers.enrolled(officer, ada).shipper
    sign_in(browser, ada)
    proposal = change_asked(actor=officer, shipper_id=shipper.pk, kind="removal", reasons="Records were forged.")
    with clock.at(clock.end_of(clock.add_days(clock.today(), 40))):
        change_decide(actor=supervisor, change_id=proposal.pk, decision="uphold", reasons="Nothing was said to it.")
        deliver()
    assert Standing.objects.get(shipper=shipper).status == Status.REMOVED
    shipper.refresh_from_db()
    return shipper


def test_removed_seller_that_comes_back_is_found_and_a_finding_about_it_is_remembered(
    officer: User, supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client()
    removed = removed_member(browser, officer, supervisor)
    for key, typed in UNDER_OTHER_NAMES.items():
        monkeypatch.setitem(answers.ANSWERS, key, typed)
    bo = seller("bo@redfox.example")
    sign_in(browser, bo)
    application = answers.submitted(bo)
    returned = application.shipper
    page = reverse("admin:applications_application_change", args=[application.pk])

    # The officer who opens the application reads at its top that a removed business is in its cluster, and by what.
    text = signed_in(officer).get(page).content.decode()
    assert "1 of them removed before" in text
    assert f"{page_of(returned, 'related')}#panel" in text
    panel = signed_in(officer).get(page_of(returned, "related")).content.decode()
    for shown in (str(removed), "Removed before", "Browser of a sign-in", "Related by this alone"):
        assert shown in panel

    # The list of all has the cluster from the next search on.
    clusters_refresh()
    assert str(removed) in signed_in(officer).get(LIST, {"removed": "yes", "applying": "yes"}).content.decode()

    # An officer alone does not put a removed business aside, an auditor acts on nothing, and the seller sees nothing.
    given = {
        "act": "dismiss_tie",
        "dismiss_tie-other_id": removed.pk,
        "dismiss_tie-reason": "A café shares a computer.",
    }
    for reader in (officer, staff("auditor")):
        client = signed_in(reader)
        assert "dismiss_tie" not in client.get(page_of(returned, "related")).content.decode()
        client.post(page_of(returned, "related"), given)
        assert "1 of them removed before" in signed_in(officer).get(page).content.decode()
    assert signed_in(bo).get(LIST).status_code in (302, 403)
    own = signed_in(bo).get(reverse("portal:application", args=[application.pk])).content.decode()
    assert str(removed) not in own

    # Somebody who oversees changes does, with a reason, which all read from then on.
    assert signed_in(supervisor).post(page_of(returned, "related"), given).status_code == 302
    assert "removed before" not in signed_in(officer).get(page).content.decode()
    panel = signed_in(officer).get(page_of(returned, "related")).content.decode()
    assert "No other business shares enough" in panel
    assert "A café shares a computer." in panel
    clusters_refresh()
    assert str(removed) not in signed_in(officer).get(LIST).content.decode()

    # What the two come to share later counts.
    digest = hashlib.sha256(b"account").digest()
    MatchKey.objects.bulk_create(MatchKey(shipper=each, kind="bank", digest=digest) for each in (removed, returned))
    assert "1 of them removed before" in signed_in(officer).get(page).content.decode()
    assert Application.objects.get(pk=application.pk).state == "submitted", "a relation bars nothing"
