"""A small program lived through by the real services, and the demonstration prepared on it."""

import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.models import User
from apps.accounts.roles import ROLES
from apps.applications.models import Application, ApplicationState
from apps.core import clock
from apps.core.errors import Conflict
from apps.evaluation.models import Evaluation
from apps.evaluation.rules import RULES
from apps.evaluation.services import evaluate_shippers
from apps.events.models import Delivery, DeliveryState
from apps.ledger.models import Recording, Violation
from apps.ledger.vocabulary import ReporterKind
from apps.partners.scopes import SCOPES
from apps.policy.selectors import policies_published
from apps.shippers.models import Shipper
from apps.standing.models import Change, Standing
from apps.validations.models import ExamRequest
from config.engines import PROJECT
from config.simulation import installation, selectors
from config.simulation.numbers.sellers import Size
from config.simulation.services import demo, demo_prepare, program_simulate
from tests.people import signed_in
from tests.simulation.programs import assert_nothing_is_overdue, rows_counted


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.LOCAL_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _counted() -> Iterator[None]:
    with rows_counted():
        yield


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demonstration that is soon made."""
    monkeypatch.setattr(demo, "SIZE", Size(applying=12))
    monkeypatch.setattr(demo, "DAYS", 90)


@pytest.mark.slow
def test_a_program_is_lived_through_and_nothing_is_left_undone():
    made = program_simulate(size=Size(applying=30), days=180, seed=1)
    assert len(made.members) == Shipper.objects.count() == 30
    enrolled = [member for member in made.members.values() if member.enrolled]
    assert len(enrolled) == Standing.objects.count() > 10
    assert set(Application.objects.values_list("state", flat=True)) == set(ApplicationState.values)
    assert set(ExamRequest.objects.values_list("state", flat=True)) == {"asked", "granted"}
    assert not Delivery.objects.exclude(state=DeliveryState.DONE).exists()
    assert_nothing_is_overdue()
    reported = {recording.reporter.kind: recording for recording in Recording.objects.select_related("reporter")}
    assert set(reported) == {kind for kind in ReporterKind.values if kind != ReporterKind.SELLER}
    assert sum(Recording.objects.values_list("amended", flat=True)) > 0
    assert sum(Recording.objects.values_list("duplicates", flat=True)) > 0
    assert Violation.objects.values("determination").distinct().count() == 4
    assert sum(sum(outcome.tiers) + outcome.gone for outcome in made.outcomes()) == len(enrolled)
    outcomes = {outcome.behaviour: outcome for outcome in made.outcomes()}
    assert outcomes["steady"].wrong < outcomes["careless"].wrong
    assert outcomes["steady"].rate > outcomes["careless"].rate
    assert not any(outcomes["careless"].tiers[2:])
    # The past is past: standing has changed on many days, not all of it now.
    assert Change.objects.dates("at", "day").count() > 5
    with pytest.raises(Conflict):
        program_simulate(size=Size(applying=1), days=1, seed=1)
    with pytest.raises(CommandError, match="empty"):
        call_command("simulate", shippers=1, days=1)
    call_command("verify")
    call_command("verify", "--seals")


@pytest.mark.slow
def test_an_outside_evaluator_repeats_every_evaluation_of_a_program_from_exports(tmp_path: Path):
    program_simulate(size=Size(applying=24), days=300, seed=4)
    members = dict(Shipper.objects.filter(watch__isnull=False).values_list("ksn", "pk"))
    evaluate_shippers(shipper_ids=list(members.values()), as_of=clock.add_months(clock.today(), -3))
    answers = [Client().get(f"/api/v1/policies/{policy.version}").content for policy in policies_published()]
    for ksn in members:
        export = StringIO()
        call_command("facts_export", ksn, "--json", stdout=export)
        answers.append(export.getvalue().encode())
    files = [tmp_path / f"{number}.json" for number in range(len(answers))]
    for file, answer in zip(files, answers, strict=True):
        file.write_bytes(answer)

    command = [sys.executable, "-I", PROJECT / "docs/verify/evaluator.py", *files]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)

    compared = Evaluation.objects.count() * (len(RULES) + 5)
    assert run.stdout.endswith(f"{compared:,} values and findings compared, 0 differ\n"), run.stdout[-4000:]
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.slow
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
    assert again.portraits == first.portraits == selectors.portraits()
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
    assert set(token.json()["scope"].split()) == SCOPES.keys()
