"""Violations that agencies report, and the firms of their files, on the way into due process."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from apps.accounts.models import User
from apps.agencies import services
from apps.agencies.models import FiledFinding, FiledFirm
from apps.agencies.work import FIRM
from apps.core import clock
from apps.core.errors import Conflict, NotAllowed, NotFound
from apps.ledger.models import Case, Violation
from apps.ledger.services import violation_determine
from apps.shippers.models import Shipper
from apps.work.models import Item
from tests.agencies.agencies import agency_officer, line_of, parcel_of, report_of
from tests.evaluation.ledger import time_to_answer_over
from tests.people import staff
from tests.refusals import refused

DECISION = {
    "culpability": "negligence",
    "attribution": "seller",
    "acts": "The file of the agency names you and your address.",
    "language": "en",
    "reasons": "The same name and street.",
}


@pytest.fixture
def quince(shipper_id: int) -> Shipper:
    shipper = Shipper.objects.get(pk=shipper_id)
    shipper.name = "Quince and Marmalade Trading"
    shipper.save(update_fields=["name"])
    return shipper


def suggested(shipper: Shipper, *numbers: str) -> FiledFirm:
    """Load findings about a firm whose agency knows the number that the business has there, and suggest the business.

    The state is set here: the tests of the comparison are those of `tests/matching`.
    """
    services.firms_load(agency="FDA", lines=[line_of(shipper, number) for number in numbers or ("1",)])
    firm = FiledFirm.objects.get()
    if firm.shipper_id is None:
        firm.shipper, firm.state = shipper, "suggested"
        firm.save()
    return firm


def test_a_violation_that_an_agency_reports_is_alleged_and_in_its_name(quince: Shipper) -> None:
    parcel = parcel_of(quince)
    case = services.agency_violation_report(actor=agency_officer(), parcel_id=parcel.pk, **report_of())
    entry = Violation.objects.get(pk=case.violation_id)
    assert (entry.determination, entry.agency, entry.parcel, entry.seller.shipper) == (
        *("alleged", "CPSC", parcel),
        quince,
    )
    assert case.reporter.code == "cpsc"


def test_an_agency_reports_within_its_competence_alone(quince: Shipper) -> None:
    parcel, cpsc = parcel_of(quince), agency_officer()
    with pytest.raises(NotFound):
        services.agency_violation_report(actor=agency_officer("FDA"), parcel_id=parcel.pk, **report_of())
    with refused("category"):
        services.agency_violation_report(actor=cpsc, parcel_id=parcel.pk, **report_of(category="narcotics"))
    with pytest.raises(NotAllowed):
        services.agency_violation_report(actor=staff("officer"), parcel_id=parcel.pk, **report_of())


def test_a_number_of_an_agency_names_one_violation(quince: Shipper) -> None:
    parcel, cpsc = parcel_of(quince), agency_officer()
    services.agency_violation_report(actor=cpsc, parcel_id=parcel.pk, **report_of())
    with pytest.raises(Conflict):
        services.agency_violation_report(actor=cpsc, parcel_id=parcel.pk, **report_of(acts="Another."))


def test_a_file_loaded_again_changes_nothing(quince: Shipper) -> None:
    lines = [line_of(quince, "1"), line_of(quince, "2"), line_of(quince, "2")]
    first = services.firms_load(agency="FDA", lines=lines)
    again = services.firms_load(agency="FDA", lines=lines)
    assert (first.read, first.added, first.firms) == (3, 2, 1)
    assert (again.added, again.firms) == (0, 0)
    assert FiledFinding.objects.count() == 2


def test_a_likeness_alone_alleges_nothing(quince: Shipper) -> None:
    suggested(quince)
    assert not Case.objects.filter(reference__startswith="FDA-").exists()


def test_a_firm_that_is_confirmed_has_its_findings_alleged_once(quince: Shipper, officer: User) -> None:
    firm = suggested(quince, "1", "2")
    old = clock.add_days(clock.today(), -400)
    services.firms_load(agency="FDA", lines=[line_of(quince, "0", day=old)])
    since = clock.add_days(clock.today(), -60)
    services.firm_confirm(actor=officer, firm_id=firm.pk, since=since, **DECISION)
    cases = Case.objects.filter(reference__startswith="FDA-").order_by("reference")
    assert [case.reference for case in cases] == ["FDA-1", "FDA-2"]
    entry = Violation.objects.get(pk=cases[0].violation_id)
    assert (entry.determination, entry.agency, entry.seller.shipper) == ("alleged", "FDA", quince)
    assert "It appears to be unfit. (402(a)(3))" in entry.note
    assert not Item.objects.filter(kind=FIRM.code, closed_at=None).exists()


def test_new_findings_of_a_confirmed_firm_wait_and_those_of_a_dismissed_one_do_not(
    quince: Shipper, officer: User
) -> None:
    firm = suggested(quince)
    services.firm_confirm(actor=officer, firm_id=firm.pk, since=clock.today(), **DECISION)
    assert services.firms_load(agency="FDA", lines=[line_of(quince, "8")]).suggested == 1
    firm.refresh_from_db()
    assert firm.state == "suggested"
    services.firm_dismiss(actor=officer, firm_id=firm.pk, reasons="Another street.")
    assert services.firms_load(agency="FDA", lines=[line_of(quince, "9")]).suggested == 0
    firm.refresh_from_db()
    assert firm.state == "dismissed"


def test_whoever_confirmed_a_firm_does_not_sustain_its_violation(quince: Shipper, officer: User) -> None:
    firm = suggested(quince)
    services.firm_confirm(actor=officer, firm_id=firm.pk, since=clock.add_days(clock.today(), -60), **DECISION)
    case = time_to_answer_over(Case.objects.get(reference="FDA-1"))
    with pytest.raises(Conflict, match="because of an agency's file"):
        violation_determine(actor=officer, case_id=case.pk, fact={"determination": "sustained"}, reason="So.")


@pytest.mark.parametrize("role", ["policy manager", "analyst", "auditor"])
def test_roles_that_read_confirm_no_firm(role: str, quince: Shipper) -> None:
    firm = suggested(quince)
    with pytest.raises(NotAllowed):
        services.firm_dismiss(actor=staff(role), firm_id=firm.pk, reasons="No.")


def test_the_command_loads_a_file_and_leaves_the_lines_that_it_rejects(tmp_path: Path, capsys) -> None:
    header = "number,firm,name,address,country,day,product,category,law,text"
    rows = ("1,,Blue Kite,,IN,2026-01-31,Toys,unsafe_goods,,", "2,,Blue Kite,,IN,soon,Toys,unsafe_goods,,")
    file, rejected = tmp_path / "file.csv", tmp_path / "rejected.csv"
    file.write_text("\n".join((header, *rows)))
    options = ["--format", "csv", "--agency", "CPSC", "--rejected", str(rejected), "--json"]
    call_command("refusals_load", str(file), *options)
    told = json.loads(capsys.readouterr().out)
    assert (told["read"], told["added"], told["firms"], told["suggested"], told["rejected"]) == (1, 1, 1, 0, 1)
    assert "soon" in rejected.read_text()
