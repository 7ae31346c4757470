"""The worker: changes that need no click, and the recovery of a killed worker."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.core import clock
from apps.evaluation.models import Evaluation
from apps.ledger.management.commands import import_history
from apps.ledger.models import Watch
from apps.standing.models import Standing, Status
from tests.applications.answers import PDF
from tests.browsers import follow
from tests.journeys import steps
from tests.journeys.desk import Desk
from tests.live import Worker, eventually
from tests.people import seller, staff
from tests.portal.members import member_of

SELLERS, LINES = 60, 9_000


@pytest.mark.slow
def test_critical_violation_changes_the_open_page_and_the_api_answer_without_a_click(
    worker: Worker, site: LiveServer, new_page: Callable[..., Page]
) -> None:
    officer, other, ada = staff("officer"), staff("officer", email="other@staff.example"), seller()
    shipper = member_of(ada, months=8)
    partner = steps.PartnerSystem(site.url)
    before = partner.fetch_standing(shipper.ksn)
    assert before["status"] == "active"
    assert before["tier"] >= 1
    assert before["benefits"]
    worker.start()
    page = new_page()
    steps.sign_in(page, ada)
    expect(page.get_by_role("heading", name="You are suspended.")).not_to_be_visible()

    desk = new_page()
    steps.sign_in_staff(desk, officer)
    desk.goto(f"/admin/shippers/shipper/{shipper.pk}/change/?panel=violations")
    follow(desk.get_by_role("link", name="Allege a violation"))
    expect(desk.locator("[name=ksn]")).to_have_value(shipper.ksn)
    desk.locator("[name=reference]").fill("2026-NY-0117")
    desk.locator("[name=date]").fill(clock.today().isoformat())
    for name, value in {
        "category": "narcotics",
        "culpability": "fraud",
        "basis": "seizure",
        "attribution": "seller",
    }.items():
        desk.locator(f"[name={name}]").select_option(value)
    desk.locator("[name=reason]").fill("Fentanyl was found in parcel 1Z001.")
    report = {"name": "laboratory.pdf", "mimeType": "application/pdf", "buffer": PDF}
    desk.locator("[name=files]").set_input_files(report)
    follow(desk.locator("[name=_save]"))
    expect(desk.locator(".messagelist .success")).to_be_visible()
    assert partner.fetch_standing(shipper.ksn)["status"] == "active"
    others_desk = Desk(new_page(), other)
    others_desk.page.goto(desk.url)
    others_desk.send_action("Sustain", reason="The laboratory confirmed it.")

    answer = eventually(lambda: (now := partner.fetch_standing(shipper.ksn))["status"] == "suspended" and now)
    assert answer["known"] is True
    assert not answer["benefits"]
    expect(page.get_by_role("heading", name="You are suspended.")).to_be_visible()
    expect(page.get_by_role("link", name="Read and respond")).to_be_visible()


@pytest.mark.slow
def test_worker_killed_during_an_import_leaves_no_shipper_unevaluated(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    today = clock.today()
    known, coming = tmp_path / "known.csv", tmp_path / "coming.csv"
    _write_history(known, "A", SELLERS, today - timedelta(days=200))
    _write_history(coming, "B", LINES, today - timedelta(days=120))
    _import_history(known, "--enroll")
    assert Standing.objects.filter(status=Status.ACTIVE).count() == SELLERS
    last = Evaluation.objects.latest("pk").pk
    worker.start()

    def kill_at_half(share: float) -> None:
        if worker.process and share >= 0.5:
            eventually(Evaluation.objects.filter(pk__gt=last).exists)
            worker.kill()

    monkeypatch.setattr(import_history.Command, "_progress", lambda _command: kill_at_half)
    _import_history(coming)
    assert worker.process is None
    assert Watch.objects.filter(due_since__isnull=False).exists()

    worker.start(beat=True)
    steps.wait_for_worker()
    evaluation_by_shipper = {standing.shipper_id: standing.evaluation_id for standing in Standing.objects.all()}
    assert len(evaluation_by_shipper) == SELLERS
    assert min(evaluation_by_shipper.values()) > last
    call_command("verify")


def _write_history(path: Path, prefix: str, lines: int, first: date) -> None:
    """Write a history in which each line is a parcel of the next seller, and every 310th parcel is undervalued.

    The parcels were opened at random and few are wrong, so the tier of each seller rises. A standing follows an
    evaluation only where the answer has changed.
    """
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "day", "shop", "wrong"])
        for number, shop in zip(range(lines), cycle(range(SELLERS)), strict=False):
            day = first + timedelta(days=number * 90 // lines)
            writer.writerow([f"{prefix}{number}", day, f"shop-{shop}", int(number % 310 == 309)])


def _import_history(path: Path, *options: str) -> None:
    meaning = ["reference=id", "date=day", "seller=shop"]
    maps = [option for field in meaning for option in ("--map", field)]
    call_command(
        "import_history",
        path,
        "--source",
        "kcs",
        *maps,
        "--set",
        "examined=true",
        "--set",
        "exam_basis=random",
        "--outcome",
        "wrong:1=undervaluation",
        *options,
    )
