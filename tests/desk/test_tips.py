"""A tip from a stranger to the notice of a business, over HTTP, by whoever may do each step and whoever may not."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.allegations import services
from apps.allegations.models import Tip
from apps.core import clock
from apps.ledger.models import Case
from apps.shippers.models import Shipper
from apps.shippers.services.keys import match_keys_refresh
from tests.allegations.tips import TEXT, received, taken_in, violation_of
from tests.desk.pages import act, confirm, page_of
from tests.evaluation.ledger import time_to_answer_over
from tests.outbox import deliver
from tests.people import signed_in, staff
from tests.portal.test_tips import NEW, STATUS, code_in

MAX_QUERIES = 19


@pytest.fixture(autouse=True)
def _counts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


SUSTAIN = {"act": "sustain", "sustain-reason": "The exam shows it.", "sustain-language": "en"}


def test_a_tip_goes_from_a_stranger_to_a_notice_that_says_nothing_of_it(shipper: Shipper, officer: User) -> None:
    stranger, desk = Client(), signed_in(officer)
    sent = {"group": "merchandise", "language": "en", "text": "The marmalade labels are fake.", "company": shipper.name}
    code = code_in(stranger.post(NEW, sent | {"sender": "Zephyrine Quill"}))
    tip = Tip.objects.get()
    assert desk.get(page_of(tip)).status_code == 302, "its quarter of an hour is not over"
    taken_in()
    assert act(desk, tip, "start").status_code == 302
    assert act(desk, tip, "ask", text="Which month?", language="en").status_code == 302
    assert "Which month?" in stranger.post(STATUS, {"code": code}).content.decode()
    stranger.post(STATUS, {"code": code, "write": "1", "language": "en", "text": "The month of quince."})
    taken_in()
    assert "The month of quince." in desk.get(page_of(tip)).content.decode()
    told = violation_of(shipper) | {"day": clock.today().isoformat()}
    assert act(desk, tip, "substantiate", **told).status_code == 302
    deliver()
    ada = signed_in(shipper.team.get().user)
    case = Case.objects.get(reference=told["reference"])
    pages = [
        ada.get(reverse("portal:violation", args=[shipper.pk, case.pk])),
        ada.get(reverse("portal:happenings", args=[shipper.pk])),
        ada.get(reverse("portal:inbox"), follow=True),
        ada.get(reverse("portal:shipper", args=[shipper.pk])),
    ]
    read = " ".join(page.content.decode() for page in pages)
    assert "labels of a mark that is not yours" in read
    for secret in ("marmalade", "quince", "Zephyrine", "tip ", "The photos of the sender", officer.email):
        assert secret not in read, secret
    assert ">Closed</span>" in stranger.post(STATUS, {"code": code}).content.decode()


def test_who_alleged_it_sees_why_somebody_else_sustains_it(shipper: Shipper, officer: User) -> None:
    tip = received(company=shipper.name).tip
    services.tip_substantiate(actor=officer, tip_id=tip.pk, **violation_of(shipper))
    tip.refresh_from_db()
    case = time_to_answer_over(tip.case)
    path = reverse("admin:ledger_violation_change", args=[case.violation_id])
    assert "You alleged this violation because of a tip" in signed_in(officer).get(path).content.decode()
    other = signed_in(staff("officer", email="other@staff.example"))
    assert "because of a tip" not in other.get(path).content.decode()
    signed_in(officer).post(path, SUSTAIN)
    assert Case.objects.get(pk=case.pk).violation_id == case.violation_id
    confirm(other, path, SUSTAIN)
    assert Case.objects.get(pk=case.pk).violation_id != case.violation_id


def test_a_wave_of_tips_is_shown_as_one(officer: User, desk: Client) -> None:
    tips = [received(text=text).tip for text in (TEXT, TEXT.upper(), f"{TEXT} Now.")]
    for tip in tips:
        page = desk.get(page_of(tip)).content.decode()
        assert "3 reports about this business" in page
        assert page.count("Nearly the same words") == 2
    listed = desk.get(reverse("admin:allegations_tip_changelist"), {"in_wave": "yes"})
    assert {tip.pk for tip in listed.context_data["cl"].queryset} == {tip.pk for tip in tips[1:]}


def test_two_tips_are_no_wave(officer: User) -> None:
    tips = [received().tip for _number in range(2)]
    assert "reports about this business" not in signed_in(officer).get(page_of(tips[0])).content.decode()


def test_likely_businesses_stand_on_the_page_with_what_speaks_for_each(shipper: Shipper, officer: User) -> None:
    match_keys_refresh(shipper_ids=[shipper.pk])
    page = signed_in(officer).get(page_of(received(company=shipper.name).tip)).content.decode()
    assert "It has this name" in page
    assert shipper.ksn in page


def test_the_page_of_a_tip_takes_few_queries(shipper: Shipper, officer: User, desk: Client) -> None:
    match_keys_refresh(shipper_ids=[shipper.pk])
    receipt = received(company=shipper.name, site="kite.example", parcel="1Z77")
    for number in range(5):
        received(company=shipper.name, text=f"{TEXT} {number}")
        services.tip_write(code=receipt.code, text=f"More {number}.", language="en")
    desk.get(page_of(receipt.tip))
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(page_of(receipt.tip)).status_code == 200
    read = [query for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(read) <= MAX_QUERIES
