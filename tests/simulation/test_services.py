"""A small program lived through by the real services, and the demonstration prepared on it."""

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.accounts.permissions import ROLES
from apps.applications.models import Application
from apps.core.errors import Conflict
from apps.events.models import Delivery
from apps.ledger.models import Recording, Violation
from apps.ledger.vocabulary import ReporterKind
from apps.shippers.models import Shipper
from apps.simulation import installation
from apps.simulation.services import demo, demo_prepare, program_simulate
from apps.standing.models import Change, Standing
from tests.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.LOCAL_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demonstration that is soon made."""
    monkeypatch.setattr(demo, "SHIPPERS", 12)
    monkeypatch.setattr(demo, "DAYS", 90)


def test_a_program_is_lived_through_and_nothing_is_left_undone():
    made = program_simulate(shippers=30, days=120, seed=1)
    assert made.sellers == Shipper.objects.count() == 30
    assert made.members == Standing.objects.count() > 10
    assert set(Application.objects.values_list("state", flat=True)) == set(Application.State.values)
    assert not Delivery.objects.exclude(state=Delivery.State.DONE).exists()
    reported = {recording.reporter.kind: recording for recording in Recording.objects.select_related("reporter")}
    assert set(reported) == {kind for kind in ReporterKind.values if kind != ReporterKind.SELLER}
    assert sum(Recording.objects.values_list("amended", flat=True)) > 0
    assert sum(Recording.objects.values_list("duplicates", flat=True)) > 0
    assert Violation.objects.values("determination").distinct().count() == 4
    # The past is past: standing has changed on many days, not all of it now.
    assert Change.objects.dates("at", "day").count() > 5
    with pytest.raises(Conflict):
        program_simulate(shippers=1, days=1, seed=1)
    with pytest.raises(CommandError, match="empty"):
        call_command("simulate", shippers=1, days=1)
    call_command("verify")


def test_the_demonstration_is_prepared_once_and_goes_on_with_its_data(small, settings, client):
    first = demo_prepare()
    roles = {account.role for account in first.accounts}
    assert {"newcomer", "asked seller", "administrator", *ROLES} <= roles
    for account in first.accounts:
        user = User.objects.get(email=account.email)
        assert user.check_password(account.password)
        assert bool(account.totp_secret) == user.is_staff
    assert signed_in(User.objects.get(email=first.accounts[0].email)).get("/home/").status_code == 200

    settings.SITE = settings.SITE | {"url": "http://localhost:8123"}
    again = demo_prepare()
    assert again.url == "http://localhost:8123"
    assert (again.accounts, again.partner) == (first.accounts, first.partner)
    assert Shipper.objects.count() == 12

    installation.path().unlink()
    lost = demo_prepare()
    assert [account.email for account in lost.accounts] == [account.email for account in first.accounts]
    assert {account.password for account in lost.accounts}.isdisjoint(account.password for account in first.accounts)
    token = client.post(
        "/oauth/token",
        {
            "grant_type": "client_credentials",
            "client_id": lost.partner.client_id,
            "client_secret": lost.partner.client_secret,
        },
    )
    assert set(token.json()["scope"].split()) == {"status:read", "ledger:write"}
