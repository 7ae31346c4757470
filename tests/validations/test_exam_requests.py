"""Exam requests: asked within bounds, granted or declined, counted in the ledger, and ended by the program."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed, NotFound
from apps.events.timers import fire
from apps.ledger.vocabulary import ReporterKind
from apps.notices.models import Message
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Membership, Shipper
from apps.standing.models import Standing, Status
from apps.validations import services
from apps.validations.exam_requests.rules import MARGIN, chance_of_each
from apps.validations.models import ExamRequest
from apps.validations.selectors import exam_allowance_of, exam_requests_of, exams_opened
from apps.validations.tasks import watch
from apps.work.models import Item
from tests.evaluation.ledger import parcels, recording
from tests.outbox import deliver
from tests.people import seller, staff
from tests.validations.visits import officer_of_visits

pytestmark = pytest.mark.django_db
WORDS = {"text": "Agreed.", "language": "en"}


def ask(shop: Shipper, ada: User, exams: int = 3) -> ExamRequest:
    return services.exam_request_submit(
        actor=ada, shipper_id=shop.pk, exams=exams, language="en", reason="Few parcels."
    )


def granted(shop: Shipper, ada: User, exams: int = 3, *, asked: int = 0, days: int = 60) -> ExamRequest:
    request = ask(shop, ada, asked or exams)
    until = clock.add_days(clock.today(), days)
    return services.exam_request_grant(
        actor=officer_of_visits(), request_id=request.pk, exams=exams, until=until, **WORDS
    )


def opened(shop: Shipper, number: int, *, reporter: str = ReporterKind.AGENCY, **fields: Any) -> list[str]:
    """Report parcels of today that an agency opened because the seller asked for it."""
    fields = {"examined": True, "exam_basis": "requested", "exam_result": "clean"} | fields
    return parcels(shop, clock.today(), number, recorded=recording(f"a {reporter}", reporter), **fields)


def later(days: float) -> Any:
    return clock.at(clock.now() + timedelta(days=days))


def count_of(request: ExamRequest) -> int:
    return exams_opened(exam_requests_of(request.shipper_id).get(pk=request.pk))


def state_of(request: ExamRequest) -> str:
    return ExamRequest.objects.get(pk=request.pk).state


def latest_message(kind: str) -> str:
    deliver()
    message = Message.objects.filter(kind=f"validations.exams_{kind}").latest("pk")
    return f"{message.subject}\n{message.body}"


def bounds() -> Any:
    return terms_of(policy_on(clock.today())).exam_requests


def test_request_is_asked_granted_counted_and_done(shop: Shipper, ada: User) -> None:
    request = ask(shop, ada)
    item = Item.objects.get(kind="exam_request", closed_at=None)
    assert (item.subject_id, item.shipper_id) == (request.pk, shop.pk)

    services.exam_request_grant(
        actor=officer_of_visits(),
        request_id=request.pk,
        exams=2,
        until=clock.add_days(clock.today(), 60),
        text="In your season.",
        language="en",
    )
    assert not Item.objects.filter(kind="exam_request", closed_at=None).exists()
    told = latest_message("granted")
    assert "In your season." in told
    assert "Parcels to be opened: 2." in told
    assert "Neither you nor an officer chooses the parcels." in told

    with later(5):
        opened(shop, 1)
        watch()
        assert (count_of(request), state_of(request)) == (1, "granted")
        opened(shop, 1)
        watch()
        assert (count_of(request), state_of(request)) == (2, "done")
        assert "Parcels opened: 2 of 2." in latest_message("done")
        assert exam_allowance_of(shop.pk).left == bounds().max_exams - 2
    with later(6):
        opened(shop, 4)
        assert count_of(request) == 2, "parcels after the end count for the next request"
        ask(shop, ada)


@pytest.mark.parametrize(
    "report",
    [
        lambda shop: opened(shop, 1, exam_basis="risk"),
        lambda shop: opened(shop, 1, examined=False, exam_result=""),
        lambda shop: opened(shop, 1, reporter=ReporterKind.MARKETPLACE),
        lambda shop: opened(shop, 1, reporter=ReporterKind.SELLER),
    ],
    ids=["an exam by risk", "no exam", "a marketplace's report", "the seller's own report"],
)
def test_progress_counts_only_what_an_agency_opened_for_the_request(
    shop: Shipper, ada: User, report: Callable[[Shipper], object]
) -> None:
    request = granted(shop, ada)
    with later(5):
        report(shop)
        assert count_of(request) == 0
        opened(shop, 1)
        assert count_of(request) == 1


def test_progress_does_not_count_the_day_of_the_grant_or_days_after_the_last(shop: Shipper, ada: User) -> None:
    request = granted(shop, ada, days=10)
    opened(shop, 1)
    with later(11.5):
        opened(shop, 1)
    assert count_of(request) == 0


def test_request_that_is_not_filled_ends_with_its_last_day_and_its_rest_may_be_asked_for_again(
    shop: Shipper, ada: User
) -> None:
    request = granted(shop, ada, 20, days=10)
    assert exam_allowance_of(shop.pk).left == bounds().max_exams - 20
    with later(5):
        opened(shop, 7)
    with clock.at(clock.end_of(request.until)):
        fire()
        deliver()
        assert state_of(request) == "ended"
        assert "Parcels opened: 7 of 20." in latest_message("ended")
        assert exam_allowance_of(shop.pk).left == bounds().max_exams - 7


def test_request_that_was_filled_is_done_where_its_timer_comes_first(shop: Shipper, ada: User) -> None:
    request = granted(shop, ada, 2, days=10)
    with later(5):
        opened(shop, 2)
    with clock.at(clock.end_of(request.until)):
        fire()
        deliver()
        assert state_of(request) == "done"


def test_request_that_is_filled_does_not_wait_for_the_watch_before_the_next(shop: Shipper, ada: User) -> None:
    request = granted(shop, ada, 2)
    with later(5):
        opened(shop, 2)
        ask(shop, ada)
    assert state_of(request) == "done"


def test_timer_of_a_request_that_was_closed_does_nothing(shop: Shipper, ada: User) -> None:
    request = granted(shop, ada, 2)
    with later(5):
        opened(shop, 2)
        watch()
    with later(90):
        services.exam_request_close(request_id=request.pk)
    assert state_of(request) == "done"


def test_only_one_request_is_open_at_a_time(shop: Shipper, ada: User) -> None:
    first = ask(shop, ada)
    with pytest.raises(Conflict, match="open already"):
        ask(shop, ada)
    services.exam_request_withdraw(actor=ada, shipper_id=shop.pk, request_id=first.pk)
    assert state_of(first) == "withdrawn"
    assert not Item.objects.filter(kind="exam_request", closed_at=None).exists()
    ask(shop, ada)


def test_policy_bounds_what_a_member_asks_for_within_its_months(shop: Shipper, ada: User) -> None:
    most = bounds().max_exams
    for wrong in (0, -1, most + 1):
        with pytest.raises(Invalid) as refusal:
            ask(shop, ada, wrong)
        assert "exams" in refusal.value.fields
    request = granted(shop, ada, most)
    with later(5):
        opened(shop, most)
        watch()
        allowance = exam_allowance_of(shop.pk)
        assert allowance.left == 0
        assert allowance.more_on == clock.anniversary(request.first_day, bounds().months)
        with pytest.raises(Invalid, match="can't ask for more"):
            ask(shop, ada, 1)
    with clock.at(clock.end_of(allowance.more_on)):
        assert exam_allowance_of(shop.pk).left == most


def test_officer_grants_no_more_than_was_asked_for_and_within_the_months_of_the_policy(
    shop: Shipper, ada: User
) -> None:
    request, today = ask(shop, ada, 5), clock.today()
    grant = {"actor": officer_of_visits(), "request_id": request.pk}
    for exams in (0, 6):
        with pytest.raises(Invalid) as refusal:
            services.exam_request_grant(exams=exams, until=clock.add_days(today, 30), **grant)
        assert set(refusal.value.fields) == {"exams"}
    for until in (today, clock.add_days(clock.anniversary(today, bounds().months), 1)):
        with pytest.raises(Invalid) as refusal:
            services.exam_request_grant(exams=5, until=until, **grant)
        assert set(refusal.value.fields) == {"until"}
    assert state_of(request) == "asked"


def test_officer_declines_with_reasons_that_the_team_reads(shop: Shipper, ada: User) -> None:
    request, officer = ask(shop, ada), officer_of_visits()
    with pytest.raises(Invalid):
        services.exam_request_decline(actor=officer, request_id=request.pk, text=" ", language="en")
    services.exam_request_decline(actor=officer, request_id=request.pk, text="The port is closed.", language="en")
    assert state_of(request) == "declined"
    assert "The port is closed." in latest_message("declined")
    with pytest.raises(Conflict):
        services.exam_request_grant(actor=officer, request_id=request.pk, exams=1, until=clock.today())
    ask(shop, ada)


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.REMOVED, Status.WITHDRAWN])
def test_business_that_is_no_member_in_standing_asks_for_nothing_and_is_granted_nothing(
    shop: Shipper, ada: User, status: str
) -> None:
    request = ask(shop, ada)
    Standing.objects.filter(pk=shop.pk).update(status=status)
    until = clock.add_days(clock.today(), 30)
    with pytest.raises(Conflict, match="no longer a member"):
        services.exam_request_grant(actor=officer_of_visits(), request_id=request.pk, exams=1, until=until)
    services.exam_request_decline(actor=officer_of_visits(), request_id=request.pk, **WORDS)
    with pytest.raises(Conflict, match="not suspended"):
        ask(shop, ada)


def test_only_those_who_sign_ask_and_withdraw_and_only_impartial_officers_decide(shop: Shipper, ada: User) -> None:
    viewer, stranger, officer = seller("viewer@shop.example"), seller("eve@shop.example"), officer_of_visits()
    Membership.objects.create(shipper=shop, user=viewer, role=Membership.Role.PREPARER)
    for person, refusal in ((viewer, NotAllowed), (stranger, NotFound), (officer, NotFound)):
        with pytest.raises(refusal):
            ask(shop, person)
    request = ask(shop, ada)
    about = {"request_id": request.pk}
    with pytest.raises(NotAllowed):
        services.exam_request_withdraw(actor=viewer, shipper_id=shop.pk, **about)
    with pytest.raises(NotFound):
        services.exam_request_withdraw(actor=ada, shipper_id=shop.pk + 1, **about)
    until = clock.add_days(clock.today(), 30)
    for person in (ada, staff("auditor")):
        with pytest.raises(NotAllowed):
            services.exam_request_grant(actor=person, exams=1, until=until, **about)
        with pytest.raises(NotAllowed):
            services.exam_request_decline(actor=person, **WORDS, **about)
    Membership.objects.create(shipper=shop, user=officer, role=Membership.Role.VIEWER)
    with pytest.raises(Conflict, match="team"):
        services.exam_request_grant(actor=officer, exams=1, until=until, **about)


DAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("exams", "monthly", "days", "chance"),
    [(10, 0, 60, 1.0), (10, 5, 60, 1.0), (10, 100, 152, 0.03), (24, 30.4, 365, 0.099), (1, 1_000_000, 365, 0.001)],
)
def test_chance_of_each_parcel_fills_the_request_from_the_parcels_that_are_expected(
    exams: int, monthly: float, days: int, chance: float
) -> None:
    until = clock.add_days(DAY, days - 1)
    assert chance_of_each(exams, monthly=monthly, first_day=DAY, until=until) == pytest.approx(chance)


@given(st.integers(1, 24), st.floats(0, 1e6), st.integers(1, 366))
def test_chance_is_a_probability_that_draws_at_least_as_many_as_were_granted_on_average(
    exams: int, monthly: float, days: int
) -> None:
    chance = chance_of_each(exams, monthly=monthly, first_day=DAY, until=clock.add_days(DAY, days - 1))
    assert 0 < chance <= 1
    assert chance == 1 or chance * monthly * days / 30.4 >= exams * MARGIN * (1 - 1e-9)
