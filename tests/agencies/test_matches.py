"""Firms of agencies' files are compared with businesses that apply, change or are enrolled, and dismissals hold until
something changes.
"""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.agencies import services
from apps.agencies.files.lines import FiledLine
from apps.agencies.models import FiledFirm, FirmDismissal
from apps.agencies.work import FIRM
from apps.core import clock
from apps.ledger.models import Case
from apps.ledger.services import program_entry_record
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Address, Shipper
from apps.work.models import Item
from tests.agencies.agencies import line_of
from tests.applications import answers
from tests.outbox import deliver
from tests.people import seller
from tests.refusals import refused

NAME, STREET = "Quince and Marmalade Trading", "12 Orchard Lane"
ADDRESS = f"{STREET}, Reno, NV, 89501"


def business(name: str = NAME, street: str = STREET, ksn: str | None = None) -> Shipper:
    shipper = Shipper.objects.create(name=name, country="US", ksn=ksn)
    place = {"street": street, "city": "Reno", "region": "NV", "postal_code": "89501", "country": "US"}
    Address.objects.create(shipper=shipper, kind=Address.Kind.REGISTERED, **place)
    return shipper


def line(number: str = "1", **given: Any) -> FiledLine:
    filled = {"name": NAME, "address": ADDRESS, "country": "US"} | given
    return line_of(Shipper(name=NAME), number, **filled)


def load(*lines: FiledLine) -> FiledFirm:
    """Load a file about one firm, and return the firm."""
    services.firms_load(agency="FDA", lines=lines or [line()])
    return FiledFirm.objects.select_related("shipper").get()


def compared(shipper: Shipper) -> FiledFirm:
    """Compare a business with the firms, and return the only firm."""
    services.businesses_compare(shipper_ids=[shipper.pk])
    return FiledFirm.objects.select_related("shipper").get()


def dismissed(officer: User) -> tuple[FiledFirm, Shipper]:
    """Return a firm and the business that an officer found to be another one."""
    shipper = business()
    firm = load()
    assert (firm.state, firm.shipper) == ("suggested", shipper)
    services.firm_dismiss(actor=officer, firm_id=firm.pk, reasons="Another family.")
    return firm, shipper


def test_an_applicant_is_compared_when_it_applies() -> None:
    firm = load(line(name="Blue Kite Toys LLC", address="1 Main St, Reno, NV, 89501"))
    assert firm.state == "unmatched"
    application = answers.submitted(seller())
    deliver()
    firm.refresh_from_db()
    assert (firm.state, firm.shipper_id) == ("suggested", application.shipper_id)
    assert Item.objects.get(kind=FIRM.code, closed_at=None).subject_id == firm.pk


def test_an_applicant_under_review_is_found_by_a_load() -> None:
    shipper = business()
    assert load().shipper == shipper


def test_a_business_that_sent_no_application_is_not_compared() -> None:
    load()
    draft = Shipper.objects.create(trade_name=NAME)
    assert compared(draft).state == "unmatched"


def test_a_confirmed_firm_of_an_applicant_alleges_nothing_until_it_is_enrolled(officer: User) -> None:
    shipper = business()
    firm = load()
    services.firm_confirm(actor=officer, firm_id=firm.pk, reasons="The same street.")
    deliver()
    firm.refresh_from_db()
    assert firm.state == "confirmed"
    assert not Case.objects.exists()
    Shipper.objects.filter(pk=shipper.pk).update(ksn=new_ksn())
    program_entry_record(shipper_id=shipper.pk, kind="enrolled", date=clock.today())
    deliver()
    firm.refresh_from_db()
    assert firm.state == "suggested"
    decision = {"culpability": "negligence", "attribution": "seller", "acts": "The file names you.", "language": "en"}
    with refused("since"):
        services.firm_confirm(actor=officer, firm_id=firm.pk, reasons="The same street.", **decision)
    since = clock.add_days(clock.today(), -60)
    services.firm_confirm(actor=officer, firm_id=firm.pk, since=since, reasons="The same street.", **decision)
    assert Case.objects.get().reference == "FDA-1"
    services.enrolled_suggest(shipper_ids=[shipper.pk], since=clock.now())
    firm.refresh_from_db()
    assert firm.state == "confirmed", "its findings were alleged"


def test_a_dismissed_firm_is_not_suggested_again_as_long_as_nothing_changes(officer: User) -> None:
    firm, shipper = dismissed(officer)
    assert compared(shipper).state == "dismissed"
    assert load(line("1"), line("2")).state == "dismissed"
    assert FirmDismissal.objects.get().shipper == shipper
    assert not Item.objects.filter(kind=FIRM.code, closed_at=None, subject_id=firm.pk).exists()


def test_a_dismissed_firm_is_suggested_again_when_the_business_changes(officer: User) -> None:
    _firm, shipper = dismissed(officer)
    shipper.trade_name = "Quince Marmalade"
    shipper.save()
    assert compared(shipper).state == "suggested"


def test_a_dismissed_firm_is_suggested_again_when_its_own_record_changes(officer: User) -> None:
    firm, _shipper = dismissed(officer)
    moved = line("2", name=f"{NAME} Company", day=clock.today())
    assert load(moved).state == "suggested"
    firm.refresh_from_db()
    assert firm.name == f"{NAME} Company"


def test_a_dismissed_firm_is_suggested_for_another_business(officer: User) -> None:
    _firm, shipper = dismissed(officer)
    twin = business()
    firm = compared(twin)
    assert (firm.state, firm.shipper) == ("suggested", twin)
    services.firm_dismiss(actor=officer, firm_id=firm.pk, reasons="Not this one either.")
    assert load().state == "dismissed"
    assert compared(shipper).state == "dismissed"


def test_a_firm_keeps_the_name_of_its_latest_finding() -> None:
    load()
    old = clock.today() - timedelta(days=400)
    assert load(line("0", name="Marmalade Brothers", day=old)).name == NAME
    assert load(line("3", name="Quince Exports", day=clock.today())).name == "Quince Exports"


def test_a_firm_before_an_officer_is_not_compared() -> None:
    shipper = business()
    firm = load()
    twin = business("Quince & Marmalade Trading", street="99 Other Road")
    assert compared(twin).shipper == shipper
    assert firm.state == "suggested"


def test_a_load_and_a_single_comparison_weigh_a_pair_alike() -> None:
    load(line(address="12 Orchard Ln, Reno"))
    one = compared(business())
    found = (one.probability, one.because)
    FiledFirm.objects.update(state="unmatched", shipper=None)
    for number in range(20):
        business(f"Quince and Marmalade {number}", street=f"{number} Orchard Lane")
    again = load(line(address="12 Orchard Ln, Reno"))
    assert (again.probability, again.because) == found


def test_however_many_businesses_are_compared_by_a_few_queries() -> None:
    load(line(name="Zebulon Thackerwright"))
    shippers = [business(f"Quiet Harbor {number}") for number in range(12)]

    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            services.businesses_compare(shipper_ids=[shipper.pk for shipper in shippers[:count]])
        return len(captured)

    assert queries(2) == queries(12)
