"""Figures of archived months are those of before: computed from the files, or refused, and never from a part."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from apps.core import clock
from apps.core.errors import InvalidInput, NotFound
from apps.disputes.services import disowning_open
from apps.ledger.archives import EntriesArchived
from apps.ledger.models import ArchiveAct, Parcel, Shipment
from apps.ledger.services.archives import months_archive
from apps.ledger.vocabulary import ReporterKind
from apps.measures.causes import changes_since
from apps.measures.facts import PeriodFacts
from apps.measures.periods import Period
from apps.measures.services import edition_release
from apps.measures.studies.releases import STUDIES
from tests.disputes.disowned import accepted
from tests.evaluation.ledger import member, parcels, recording, report, violation
from tests.ledger.archives.winter import supervisor
from tests.measures.applicants import DURING, JOINED, applicants, violators
from tests.measures.test_independent import odd_facts, wrong_parcels
from tests.measures.test_promises import members_of, strangers
from tests.measures.world import FULL, IN_QUARTER, QUARTER, YEAR, facts, members, noon, others, release
from tests.partners.client import partner_client
from tests.people import on_team, seller, staff
from tests.targeting.draws import declared, drawn

pytestmark = [pytest.mark.usefixtures("owner_db"), pytest.mark.slow]
# The last revision of the fiscal year is due by then.
NOW = noon(date(2028, 2, 1))
READ = ("parcels", "violations", "random_losses", "random_exams", "wrong_parcels")


@pytest.fixture
def today() -> None:
    """Let the clock of each step say which day it is: this takes the place of the fixed day of these tests."""


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of archives. Whether a month may leave, and its seals, have tests of their own."""
    monkeypatch.setattr("apps.ledger.archives._looks", [])
    return tmp_path


def disowned() -> None:
    """Let a business disown a wrong parcel that was drawn: figures go on counting its exam for the business."""
    with clock.at(noon(date(2025, 1, 10))):
        shipper = member(date(2025, 1, 10))
    with clock.at(noon(IN_QUARTER)):
        (wrong,) = parcels(shipper, IN_QUARTER, 1, drawn="discrepant", **FULL)
        violation(shipper, IN_QUARTER, shipment=f"usps:{wrong}", revenue_loss="7", currency="USD")
        parcel = Parcel.objects.get(reference=wrong)
        owner = on_team(shipper, "owner", seller())
        accepted(
            staff("officer", email="accepts@staff.example"),
            disowning_open(actor=owner, shipper_id=shipper.pk, parcel_id=parcel.pk, text="It is not ours."),
        )


def drawn_by_a_port() -> None:
    (shipper,) = applicants(1, joined=JOINED, wrong_then=2)
    partner = partner_client()
    with clock.at(noon(DURING)):
        declared(partner, "1Z900", ksn=shipper.ksn)
        drawn()
        opened = {"examined": True, "exam_basis": "random", "exam_result": "discrepant"}
        number = {"ksn": shipper.ksn, "date": DURING, "issuer": "UPSN", "reference": "1Z900"}
        report([number | FULL | opened], recorded=recording("cbp", ReporterKind.AGENCY))
        violation(shipper, DURING, shipment="UPSN:1Z900", revenue_loss="1.37", currency="USD")


def program() -> None:
    """Record something of each kind that figures tell apart, of few businesses."""
    wrong_parcels(members(2))
    others(2, hs="62 14 20")
    applicants(2, joined=JOINED, wrong_then=1)
    applicants(2, joined=None, wrong_then=2)
    violators(4, tier=2)
    strangers(2, parcels_each=20, examined=4)
    members_of(2, 2, parcels_each=5, examined=3, hours=10)
    members_of(2, 2, parcels_each=5, examined=2, hours=31)
    drawn_by_a_port()
    disowned()
    found_late()


def found_late() -> None:
    """Find parcels wrong a year after their day, so that a decision about them is due in the quarter."""
    (shipper,) = members(1, day=date(2024, 12, 3))
    with clock.at(noon(date(2026, 1, 9))):
        parcels(shipper, date(2024, 12, 3), 2, drawn="discrepant", **FULL)


def figures(known_at: datetime = NOW) -> dict[str, Callable[[], Any]]:
    """Return each figure that rests on entries, by name, to be computed from facts of its own."""

    def of(period: Period, name: str) -> Callable[[], Any]:
        return lambda: getattr(PeriodFacts(period, known_at), name)

    found = {f"{period.kind} {name}": of(period, name) for period in (QUARTER, YEAR) for name in READ}
    for period in (QUARTER, YEAR):
        found[f"{period.kind} changes"] = partial(changes_since, PeriodFacts(period, known_at), noon(date(2026, 5, 1)))
    for study in STUDIES.values():
        found[study.code] = partial(study.findings, PeriodFacts(YEAR, known_at))
    return found


def archived(folder: Path, *, before: date) -> list[ArchiveAct]:
    with clock.at(NOW):
        return list(months_archive(before=before, folder=folder, actor=supervisor()))


def revised(period: Period) -> tuple[str, str]:
    """Release the revision of a period; return its file and the digest of its facts, and leave nothing behind."""
    announced = release(period, 2)
    with clock.at(NOW):
        edition = edition_release(release_id=announced.pk)
    return edition.document, edition.data_digest


def undone(act: Callable[[], Any]) -> Any:
    with transaction.atomic():
        result = act()
        transaction.set_rollback(True)
    return result


def refused(found: dict[str, Any]) -> set[str]:
    """Return the names of the figures that are refused; all others are those that were found."""
    names = set()
    for name, figure in figures().items():
        try:
            assert figure() == found[name], name
        except EntriesArchived:
            names.add(name)
    return names


def test_figures_of_archived_months_are_equal_to_the_cent_or_refused(folder: Path, settings) -> None:
    program()
    found = {name: figure() for name, figure in figures().items()}
    assert all(found.values())

    def of_the_first_month() -> None:
        archived(folder, before=date(2025, 1, 1))
        assert "quarter wrong_parcels" in refused(found), "a parcel of the month was found wrong a year later"

    def of_some_months() -> None:
        archived(folder, before=date(2026, 2, 1))
        assert Shipment.objects.exists()
        settings.ARCHIVES_FOLDER = ""
        assert refused(found) == {
            *(f"{kind} {name}" for kind in ("quarter", "year") for name in READ if name != "violations"),
            *("quarter changes", "year changes", "membership", "promises", "guidance"),
        }
        settings.ARCHIVES_FOLDER = str(folder)
        assert refused(found) == set()

    undone(of_the_first_month)
    undone(of_some_months)
    archived(folder, before=date(2027, 1, 1))
    assert not Shipment.objects.exists()
    tables = connection.introspection.table_names()
    assert refused(found) == set()
    assert connection.introspection.table_names() == tables, "nothing was restored"


@pytest.mark.soak
def test_revised_editions_of_archived_months_are_the_same_to_the_byte(folder: Path, settings) -> None:
    odd_facts()
    program()
    for period in (QUARTER, YEAR):
        announced = release(period)
        with clock.at(announced.due_at):
            edition_release(release_id=announced.pk)
    editions = [undone(partial(revised, period)) for period in (QUARTER, YEAR)]
    archived(folder, before=date(2027, 1, 1))
    with pytest.raises(EntriesArchived):
        undone(partial(revised, QUARTER))
    settings.ARCHIVES_FOLDER = str(folder)
    assert [revised(period) for period in (QUARTER, YEAR)] == editions


def test_a_file_that_is_gone_altered_or_of_the_form_of_before_gives_no_figure(folder: Path, settings) -> None:
    members(1)
    (act,) = archived(folder, before=date(2026, 3, 1))
    settings.ARCHIVES_FOLDER = str(folder)
    path = folder / act.file
    assert facts(QUARTER, NOW.date()).parcels
    whole = path.read_bytes()
    path.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    with pytest.raises(InvalidInput, match="SHA-256"):
        _ = facts(QUARTER, NOW.date()).parcels
    path.unlink()
    with pytest.raises(NotFound):
        _ = facts(QUARTER, NOW.date()).parcels
