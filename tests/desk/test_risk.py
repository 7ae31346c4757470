"""The risk of a business at the top of its cases, and the acts of its panel of vetting."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.desk.risk import goods_of, risk_of
from apps.events.models import Event
from apps.ledger.models import Case
from apps.shippers.models import ExternalCheck, MatchDismissal, Shipper
from apps.shippers.services import external_check_record, external_check_withdraw, match_dismiss
from tests.applications.answers import PDF
from tests.desk.pages import page_of
from tests.desk.test_vetting import create_twin
from tests.people import on_team, signed_in, staff
from tests.portal.members import violation

pytestmark = pytest.mark.shipper(applied=True)
WHY = "The register has two companies."
TITLE = "Risk at a glance"


def risk_for(user: User, shipper: Shipper):
    request = RequestFactory().get("/")
    request.user = user
    return risk_of(request, shipper, "?panel=vetting")


def test_risk_tells_counting_violations_from_alleged_ones(officer: User, shipper: Shipper):
    violation(shipper, clock.today(), reference="V-1", category="counterfeit")
    violation(shipper, clock.today(), reference="V-2", category="marking")
    violation(shipper, clock.today(), reference="V-3", category="counterfeit", determination="alleged")
    risk = risk_for(officer, shipper)
    assert [(each.severity, each.count) for each in risk.counting] == [("major", 1), ("minor", 1)]
    assert [(each.severity, each.count) for each in risk.alleged] == [("major", 1)]


def test_risk_has_matches_related_businesses_reported_histories_and_goods(officer: User, shipper: Shipper):
    twin = create_twin(shipper)
    code = shipper.storefronts.first().seller_id
    violation(shipper, clock.today(), ksn="", seller=code, category="counterfeit")
    risk = risk_for(officer, shipper)
    assert [match.shipper for match in risk.matches] == [twin]
    assert [other.pk for other in risk.related] == [twin.pk]
    assert [(seller.code, seller.violations_standing) for seller in risk.unlinked] == [(code, 1)]
    chapters = {code[:2] for code in shipper.product_lines.values_list("hs", flat=True)}
    assert {goods.chapter for goods in risk.goods} == chapters
    assert all(goods.title for goods in risk.goods)
    assert risk.may_look
    assert not risk_for(staff("auditor"), shipper).may_look


def test_risk_takes_two_queries_and_no_more_for_more(officer: User, shipper: Shipper, django_assert_max_num_queries):
    for number in range(4):
        create_twin(shipper)
        look(officer, shipper, note=f"{number}")
    with django_assert_max_num_queries(2):
        risk = risk_for(officer, shipper)
    assert risk.more["matches"] == 1
    assert risk.more["looked"] == 1


def look(officer: User, shipper: Shipper, **given: object) -> ExternalCheck:
    told = {"kind": "register", "result": "fits", "date": clock.today()} | given
    return external_check_record(actor=officer, shipper_id=shipper.pk, **told)


def test_risk_names_the_latest_checks_first_and_none_that_was_withdrawn(officer: User, shipper: Shipper):
    today = clock.today()
    old = look(officer, shipper, date=clock.add_days(today, -9))
    wrong = look(officer, shipper)
    latest = look(officer, shipper, kind="screening", result="differs", note="The name is on a list.")
    external_check_withdraw(actor=officer, check_id=wrong.pk, reason="Another company.")
    risk = risk_for(officer, shipper)
    assert [(one.pk, one.is_bad) for one in risk.looked] == [(latest.pk, True), (old.pk, False)]


def test_goods_are_by_chapter_with_the_agencies_of_its_troubles():
    goods = goods_of(["610910", "8517", "610463", ""])
    assert [each.chapter for each in goods] == ["61", "85"]
    assert goods[0].agencies == ["CPSC"]
    assert {"FCC", "FDA"} <= set(goods[1].agencies)
    assert goods_of([]) == []


def test_panel_stands_on_cases_of_the_business_and_closed_to_its_team(officer: User, shipper: Shipper, desk: Client):
    reference = violation(shipper, clock.today(), category="counterfeit", determination="alleged")
    case = reverse("admin:ledger_violation_change", args=[Case.objects.get(reference=reference).violation_id])
    application = reverse("admin:applications_application_change", args=[shipper.applications.get().pk])
    for url in (case, application):
        page = desk.get(url).text
        assert TITLE in page
        assert "Alleged only, does not score:" in page
        assert "Record an external check" in page
    assert "Record an external check" not in signed_in(staff("auditor")).get(case).text
    on_team(shipper, "viewer", officer)
    for url in (case, application):
        assert TITLE not in desk.get(url).text


@pytest.mark.slow
@pytest.mark.parametrize("of_application", [False, True])
def test_check_is_recorded_beside_the_panel_with_a_file_that_can_be_looked_at(
    officer: User, shipper: Shipper, of_application: bool
):
    url = page_of(shipper, "vetting")
    if of_application:
        url = reverse("admin:applications_application_change", args=[shipper.applications.get().pk]) + "?panel=vetting"
    client: Client = signed_in(officer)
    assert "Record an external check" in client.get(url).text
    given = {"record_check-kind": "register", "record_check-result": "unclear", "record_check-date": clock.today()}
    assert client.post(url, {"act": "record_check"} | given).status_code == 422
    note = {
        "record_check-note": "Not in the register of Texas.",
        "record_check-files": [SimpleUploadedFile("extract.pdf", PDF)],
    }
    assert client.post(url, {"act": "record_check"} | given | note).status_code == 302
    check = ExternalCheck.objects.get()
    page = client.get(url).text
    for words in ("Company register looked up", "Not in the register of Texas.", "extract.pdf"):
        assert words in page
    assert 'id="viewer"' in client.get(f"{url}&checkfile={check.files.get().pk}").text
    withdraw = {"act": "withdraw_check", "withdraw_check-check_id": check.pk, "withdraw_check-reason": "Wrong state."}
    assert client.post(url, withdraw).status_code == 302
    page = client.get(url).text
    assert "Wrong state." in page
    assert "None recorded" in page


@pytest.mark.slow
def test_match_is_dismissed_and_taken_up_again_beside_the_panel(officer: User, shipper: Shipper):
    twin = create_twin(shipper)
    client, url = signed_in(officer), page_of(shipper, "vetting")
    assert "Not the same business" in client.get(url).text
    given = {"act": "dismiss_match", "dismiss_match-other_id": twin.pk, "dismiss_match-reason": WHY}
    assert client.post(url, given).status_code == 302
    for one in (shipper, twin):
        page = client.get(page_of(one, "vetting")).text
        assert "Very likely the same business" not in page
        assert "Matches that were dismissed" in page
        assert WHY in page
    dismissal = MatchDismissal.objects.get()
    other = signed_in(staff("officer", email="else@staff.example"))
    assert "Take up a dismissed match again" not in other.get(url).text
    undo = {
        "act": "undo_dismissal",
        "undo_dismissal-dismissal_id": dismissal.pk,
        "undo_dismissal-reason": "One director.",
    }
    assert client.post(url, undo).status_code == 302
    assert "Very likely the same business" in client.get(url).text
    assert Event.objects.filter(kind="shippers.match_dismissal_undone").count() == 2


def test_comparison_says_that_the_match_was_dismissed_and_merges_nothing(officer: User, shipper: Shipper):
    twin, supervisor = create_twin(shipper), staff("supervisor")
    match_dismiss(actor=officer, shipper_id=shipper.pk, other_id=twin.pk, reason=WHY)
    client, url = signed_in(supervisor), reverse("admin:shippers_merge", args=[shipper.pk, twin.pk])
    page = client.get(url).text
    assert WHY in page
    assert "Nothing by which the program compares" not in page
    answer = client.post(url, {"keep": shipper.pk, "reason": "They are one."})
    assert answer.status_code == 409
    twin.refresh_from_db()
    assert twin.merged_into is None
