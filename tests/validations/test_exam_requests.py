"""Exam requests: asked within bounds, granted or declined, drawn at unannounced times, and ended by the program."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.events.timers import fire
from apps.ledger.selectors import Volume
from apps.ledger.vocabulary import ReporterKind
from apps.notices.models import Message
from apps.policy.least_exams import added_chance
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Shipper
from apps.standing.models import Standing, Status
from apps.validations import services
from apps.validations.models import ExamRequest
from apps.validations.selectors import chances_added, exam_requests_of, exams_left, exams_opened
from apps.validations.tasks import watch
from apps.work.models import Item
from tests.evaluation.ledger import parcels, recording
from tests.outbox import deliver
from tests.people import on_team, seller, signed_in, staff
from tests.refusals import refused
from tests.validations.visits import officer_of_visits

pytestmark = pytest.mark.shipper(months=5)
WORDS = {"text": "Agreed.", "language": "en"}


def ask(shop: Shipper, ada: User, exams: int = 3) -> ExamRequest:
    return services.exam_request_submit(
        actor=ada, shipper_id=shop.pk, exams=exams, language="en", reason="Few parcels."
    )


def granted(shop: Shipper, ada: User, exams: int = 3, *, asked: int = 0) -> ExamRequest:
    request = ask(shop, ada, asked or exams)
    return services.exam_request_grant(actor=officer_of_visits(), request_id=request.pk, exams=exams, **WORDS)


def opened(shop: Shipper, number: int, *, reporter: str = ReporterKind.AGENCY, **fields: Any) -> list[str]:
    """Report parcels of today that an agency opened at random."""
    fields = {"examined": True, "exam_basis": "random", "exam_result": "clean"} | fields
    return parcels(shop, clock.today(), number, recorded=recording(f"a {reporter}", reporter), **fields)


def later(days: float) -> Any:
    return clock.at(clock.now() + timedelta(days=days))


def over(request: ExamRequest) -> Any:
    """Be on the day after the last one of a grant."""
    return clock.at(clock.start_of(clock.add_days(request.until, 1)))


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


def test_request_is_asked_granted_and_done_when_its_time_is_over(shipper: Shipper, ada: User) -> None:
    request = ask(shipper, ada)
    item = Item.objects.get(kind="exam_request", closed_at=None)
    assert (item.subject_id, item.shipper_id) == (request.pk, shipper.pk)

    services.exam_request_grant(
        actor=officer_of_visits(), request_id=request.pk, exams=2, text="In your season.", language="en"
    )
    assert not Item.objects.filter(kind="exam_request", closed_at=None).exists()
    told = latest_message("granted")
    assert "In your season." in told
    assert "Parcels granted: 2." in told
    assert "Neither you nor an officer chooses the parcels." in told

    request.refresh_from_db()
    assert request.until == clock.add_days(clock.anniversary(request.first_day, bounds().months), -1)
    with later(5):
        opened(shipper, 3)
        watch()
        assert (count_of(request), state_of(request)) == (3, "granted"), "no count ends a request"
        assert exams_left(shipper.pk) == bounds().max_exams - 2
    with clock.at(clock.end_of(request.until)):
        fire()
        deliver()
        assert state_of(request) == "done"
        assert "Parcels opened at random in this time: 3. An officer had granted 2." in latest_message("done")
    with over(request):
        assert exams_left(shipper.pk) == bounds().max_exams
        opened(shipper, 4)
        assert count_of(request) == 3, "parcels after the end count for the next request"
        ask(shipper, ada)


def test_nobody_outside_learns_the_last_day_of_a_grant_or_how_many_are_left(shipper: Shipper, ada: User) -> None:
    request = granted(shipper, ada, 8)
    told = latest_message("granted")
    assert not re.search(r"[0-9]", told.replace("Parcels granted: 8.", ""))
    with later(30):
        opened(shipper, 2)
        html = signed_in(ada).get(reverse("portal:exam_requests", args=[shipper.pk])).content.decode()
        shown = html.split(f'id="request-{request.pk}"')[1].split("</section>")[0]
        numbers = set(re.findall(r"[0-9]+", re.sub(r"<[^>]+>|Asked on [^<]*", "", shown)))
        assert numbers == {"8"}


@pytest.mark.parametrize(
    "report",
    [
        lambda shop: opened(shop, 1, exam_basis="risk"),
        lambda shop: opened(shop, 1, exam_basis="surplus"),
        lambda shop: opened(shop, 1, examined=False, exam_result=""),
        lambda shop: opened(shop, 1, reporter=ReporterKind.MARKETPLACE),
        lambda shop: opened(shop, 1, reporter=ReporterKind.SELLER),
    ],
    ids=["an exam by risk", "an exam beyond", "no exam", "a marketplace's report", "the seller's own report"],
)
def test_progress_counts_only_what_an_agency_opened_at_random_and_counts(
    shipper: Shipper, ada: User, report: Callable[[Shipper], object]
) -> None:
    request = granted(shipper, ada)
    with later(5):
        report(shipper)
        assert count_of(request) == 0
        opened(shipper, 1)
        assert count_of(request) == 1


def test_progress_does_not_count_the_day_of_the_grant_or_days_after_the_last(shipper: Shipper, ada: User) -> None:
    request = granted(shipper, ada)
    opened(shipper, 1)
    with clock.at(clock.end_of(request.until) + timedelta(days=1)):
        opened(shipper, 1)
    assert count_of(request) == 0


def test_request_that_is_over_does_not_wait_for_the_watch_before_the_next(shipper: Shipper, ada: User) -> None:
    request = granted(shipper, ada, 2)
    with over(request):
        ask(shipper, ada)
    assert state_of(request) == "done"


def test_timer_of_a_request_that_was_closed_does_nothing(shipper: Shipper, ada: User) -> None:
    request = granted(shipper, ada, 2)
    services.exam_request_close(request_id=request.pk)
    assert state_of(request) == "granted"
    with over(request):
        watch()
        services.exam_request_close(request_id=request.pk)
    assert state_of(request) == "done"


def test_only_one_request_is_open_at_a_time(shipper: Shipper, ada: User) -> None:
    first = ask(shipper, ada)
    with pytest.raises(Conflict, match="open already"):
        ask(shipper, ada)
    services.exam_request_withdraw(actor=ada, shipper_id=shipper.pk, request_id=first.pk)
    assert state_of(first) == "withdrawn"
    assert not Item.objects.filter(kind="exam_request", closed_at=None).exists()
    ask(shipper, ada)


def test_policy_bounds_what_a_member_asks_for_within_its_months(shipper: Shipper, ada: User) -> None:
    most = bounds().max_exams
    for wrong in (0, -1, most + 1):
        with pytest.raises(InvalidInput) as refusal:
            ask(shipper, ada, wrong)
        assert "exams" in refusal.value.fields
    request = granted(shipper, ada, most)
    ExamRequest.objects.update(state="done")
    with later(5):
        assert exams_left(shipper.pk) == 0
        with pytest.raises(InvalidInput, match="can't ask for more"):
            ask(shipper, ada, 1)
    with over(request):
        assert exams_left(shipper.pk) == most


def test_officer_grants_no_more_than_was_asked_for(shipper: Shipper, ada: User) -> None:
    request = ask(shipper, ada, 5)
    for exams in (0, 6):
        with refused("exams"):
            services.exam_request_grant(actor=officer_of_visits(), request_id=request.pk, exams=exams)
    assert state_of(request) == "asked"


def test_officer_declines_with_reasons_that_the_team_reads(shipper: Shipper, ada: User) -> None:
    request, officer = ask(shipper, ada), officer_of_visits()
    with pytest.raises(InvalidInput):
        services.exam_request_decline(actor=officer, request_id=request.pk, text=" ", language="en")
    services.exam_request_decline(actor=officer, request_id=request.pk, text="The port is closed.", language="en")
    assert state_of(request) == "declined"
    assert "The port is closed." in latest_message("declined")
    with pytest.raises(Conflict):
        services.exam_request_grant(actor=officer, request_id=request.pk, exams=1)
    ask(shipper, ada)


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.REMOVED, Status.WITHDRAWN])
def test_business_that_is_no_member_in_standing_asks_for_nothing_and_is_granted_nothing(
    shipper: Shipper, ada: User, status: str
) -> None:
    request = ask(shipper, ada)
    Standing.objects.filter(pk=shipper.pk).update(status=status)
    with pytest.raises(Conflict, match="no longer a member"):
        services.exam_request_grant(actor=officer_of_visits(), request_id=request.pk, exams=1)
    services.exam_request_decline(actor=officer_of_visits(), request_id=request.pk, **WORDS)
    with pytest.raises(Conflict, match="not suspended"):
        ask(shipper, ada)


def test_only_those_who_sign_ask_and_withdraw_and_only_impartial_officers_decide(shipper: Shipper, ada: User) -> None:
    viewer, stranger, officer = seller("viewer@shop.example"), seller("eve@shop.example"), officer_of_visits()
    on_team(shipper, "preparer", viewer)
    for person, refusal in ((viewer, NotAllowed), (stranger, NotFound), (officer, NotFound)):
        with pytest.raises(refusal):
            ask(shipper, person)
    request = ask(shipper, ada)
    about = {"request_id": request.pk}
    with pytest.raises(NotAllowed):
        services.exam_request_withdraw(actor=viewer, shipper_id=shipper.pk, **about)
    with pytest.raises(NotFound):
        services.exam_request_withdraw(actor=ada, shipper_id=shipper.pk + 1, **about)
    for person in (ada, staff("auditor")):
        with pytest.raises(NotAllowed):
            services.exam_request_grant(actor=person, exams=1, **about)
        with pytest.raises(NotAllowed):
            services.exam_request_decline(actor=person, **WORDS, **about)
    on_team(shipper, "viewer", officer)
    with pytest.raises(Conflict, match="team"):
        services.exam_request_grant(actor=officer, exams=1, **about)


DAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("exams", "yearly", "days", "chance"),
    [(10, 0, 365, 0), (10, 5, 365, 1), (24, 240, 365, 0.1001), (24, 12_000, 365, 0.002), (12, 240, 183, 0.0998)],
)
def test_chance_added_by_a_request_opens_as_many_as_were_granted_on_average(
    exams: int, yearly: float, days: int, chance: float
) -> None:
    until = clock.add_days(DAY, days - 1)
    assert added_chance(exams, yearly=yearly, first_day=DAY, until=until) == pytest.approx(chance, rel=1e-3)


def test_chance_is_added_on_the_days_of_a_grant_alone_and_falls_with_the_parcels(shipper: Shipper, ada: User) -> None:
    request = granted(shipper, ada, 24)
    volumes = {shipper.pk: Volume(yearly=240.0)}
    assert chances_added(volumes, clock.today()) == {}
    for day in (request.first_day, request.until):
        assert chances_added(volumes, day) == {shipper.pk: pytest.approx(0.1, rel=0.01)}
    assert chances_added(volumes, clock.add_days(request.until, 1)) == {}
    assert chances_added({shipper.pk: Volume(yearly=24_000.0)}, request.first_day)[shipper.pk] < 0.0011
    assert chances_added({shipper.pk: Volume()}, request.first_day) == {shipper.pk: 0.0}


@given(st.integers(1, 24), st.floats(0, 1e6), st.integers(1, 366))
def test_chance_is_a_probability_that_opens_no_more_than_were_granted_on_average(
    exams: int, yearly: float, days: int
) -> None:
    chance = added_chance(exams, yearly=yearly, first_day=DAY, until=clock.add_days(DAY, days - 1))
    assert 0 <= chance <= 1
    assert chance * yearly * days / 365.25 <= exams * (1 + 1e-9)
