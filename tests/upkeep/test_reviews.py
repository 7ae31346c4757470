from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.evaluation.selectors import evaluation_latest
from apps.ledger.models import ProgramEntry
from apps.notices.models import Message
from apps.shippers.models import Shipper
from apps.standing.models import Standing
from apps.upkeep import services
from apps.upkeep.models import OverdueReview, Reminder
from apps.upkeep.parts import PROFILE
from apps.upkeep.rules import ReviewState
from apps.upkeep.selectors import review_due_of
from apps.work.selectors import items_open
from tests.people import on_team, seller, staff
from tests.portal.members import settle
from tests.refusals import refused
from tests.upkeep.profiles import WORDS, moved_to

pytestmark = pytest.mark.shipper(applied=True)
ALL = [section.key for section in PROFILE]


def days(count: int, shop: Shipper) -> datetime:
    """Return noon of the day this many days after the due day of the review: the same day in New York."""
    due = review_due_of(shop.pk).due + timedelta(days=count)
    return timezone.make_aware(datetime(due.year, due.month, due.day, 12))  # noqa: DTZ001


def attest(actor: User, shop: Shipper, *, changing: tuple[str, ...] = ()):
    right = [key for key in ALL if key not in changing]
    return services.review_attest(
        actor=actor, shipper_id=shop.pk, right=right, changing=changing, signed_name="Ada Park"
    )


def reminded() -> list[str]:
    """Return the kinds of the reminders sent so far, the oldest first."""
    return list(Message.objects.filter(kind__startswith="upkeep.review").order_by("pk").values_list("kind", flat=True))


def test_the_due_day_is_the_one_that_is_evaluated(shipper: Shipper):
    due = review_due_of(shipper.pk)
    found = next(found for found in evaluation_latest(shipper.pk).findings if found["rule"] == "annual_review")
    assert (due.due.isoformat(), due.overdue.isoformat()) == (found["detail"]["due"], found["detail"]["overdue"])
    for count, state in [(-61, "not_yet"), (-60, "soon"), (0, "due")]:
        with clock.at(days(count, shipper)):
            assert review_due_of(shipper.pk).state == ReviewState(state)
    with clock.at(days((due.overdue - due.due).days, shipper)):
        assert review_due_of(shipper.pk).state == ReviewState.OVERDUE


def test_an_attested_review_counts_at_once_and_waits_to_be_looked_at(ada: User, officer: User, shipper: Shipper):
    before = review_due_of(shipper.pk).due
    with pytest.raises(Conflict, match="No annual review is due"):
        attest(ada, shipper)
    with clock.at(days(-10, shipper)):
        review = attest(ada, shipper)
        assert ProgramEntry.objects.get(kind="annual_review").date == clock.today()
        assert review_due_of(shipper.pk).due > before
        settle()
        with pytest.raises(Conflict):
            attest(ada, shipper)
    assert items_open().get(kind="annual_review").subject_id == review.pk
    services.review_look_at(actor=officer, review_id=review.pk)
    assert not items_open().filter(kind="annual_review").exists()


def test_what_needs_a_change_is_asked_for_first(ada: User, shipper: Shipper):
    with clock.at(days(0, shipper)):
        with refused("addresses"):
            attest(ada, shipper, changing=("addresses",))
        services.change_request_submit(
            actor=ada, shipper_id=shipper.pk, part="addresses", typed=moved_to("Elko"), **WORDS
        )
        assert attest(ada, shipper, changing=("addresses",)).changing == ["addresses"]


def test_every_part_is_gone_through_and_signed(ada: User, shipper: Shipper):
    with clock.at(days(0, shipper)), refused(ALL[0], "signed_name"):
        services.review_attest(actor=ada, shipper_id=shipper.pk, right=ALL[1:], changing=[], signed_name=" ")


@pytest.mark.parametrize("role", ["preparer", "viewer"])
def test_only_who_may_sign_attests(role: str, shipper: Shipper):
    bo = on_team(shipper, role, seller("bo@shop.example"))
    with clock.at(days(0, shipper)), pytest.raises(NotAllowed):
        attest(bo, shipper)


def test_members_are_reminded_of_each_step_once(shipper: Shipper):
    due = review_due_of(shipper.pk)
    grace = (due.overdue - due.due).days
    for count in (-61, -60, -59, -30, -7, 0, 1, grace):
        with clock.at(days(count, shipper)):
            services.reviews_remind()
            services.reviews_remind()
    steps = ["60_days", "30_days", "7_days", "due", "overdue"]
    assert reminded() == [f"upkeep.review_{step}" for step in steps]
    assert f"above {due.caps.review_overdue_tier}" in Message.objects.get(kind="upkeep.review_overdue").body


def test_who_was_reminded_is_asked_for_once_and_not_locked(shipper: Shipper, django_assert_max_num_queries: Any):
    with clock.at(days(0, shipper)):
        services.reviews_remind()
        with django_assert_max_num_queries(8) as captured:
            assert services.reviews_remind() == 0
    assert not any("FOR NO KEY UPDATE" in query["sql"] for query in captured.captured_queries)


def test_after_an_outage_only_the_step_that_is_reached_is_sent(shipper: Shipper):
    with clock.at(days(1, shipper)):
        assert services.reviews_remind() == 1
    assert reminded() == ["upkeep.review_due"]


def test_who_has_done_it_is_left_alone_until_the_next(ada: User, shipper: Shipper):
    with clock.at(days(-20, shipper)):
        services.reviews_remind()
        attest(ada, shipper)
    with clock.at(days(-300, shipper)):
        services.reviews_remind()
    assert reminded() == ["upkeep.review_30_days"]
    with clock.at(days(-59, shipper)):
        services.reviews_remind()
    assert reminded() == ["upkeep.review_30_days", "upkeep.review_60_days"]
    assert Reminder.objects.count() == 2


def test_who_left_is_not_reminded(shipper: Shipper):
    moment = days(0, shipper)
    shipper.standing.status = "removed"
    shipper.standing.save()
    with clock.at(moment):
        assert services.reviews_remind() == 0


def waiting() -> list[int]:
    return list(items_open().filter(kind="annual_review_overdue").values_list("subject_id", flat=True))


def after_grace(shop: Shipper, count: int = 0) -> datetime:
    due = review_due_of(shop.pk)
    return days((due.overdue - due.due).days + count, shop)


def test_an_overdue_review_waits_for_an_officer_and_again_after_a_month(officer: User, shipper: Shipper):
    with clock.at(after_grace(shipper, -1)):
        assert services.overdue_reviews_update() == 0
    # Nothing ran for some days.
    with clock.at(after_grace(shipper, 3)):
        assert [services.overdue_reviews_update(), services.overdue_reviews_update()] == [1, 0]
        review = OverdueReview.objects.get()
        assert waiting() == [review.pk]
        with pytest.raises(InvalidInput):
            services.review_follow_up(actor=officer, review_id=review.pk, text=" ")
        services.review_follow_up(actor=officer, review_id=review.pk, text="Called. They will do it.")
        assert waiting() == []
        assert services.overdue_reviews_update() == 0
    with clock.at(after_grace(shipper, 34)):
        assert services.overdue_reviews_update() == 1
        assert waiting() == [review.pk]


def test_what_was_overdue_ends_when_it_is_done_or_the_business_leaves(ada: User, officer: User, shipper: Shipper):
    moment = after_grace(shipper)
    with clock.at(moment):
        services.overdue_reviews_update()
        attest(ada, shipper)
        assert waiting() == []
        review = OverdueReview.objects.get()
        assert review.ended_at
        with pytest.raises(Conflict, match="ended already"):
            services.review_follow_up(actor=officer, review_id=review.pk, text="Called.")
        moment = after_grace(shipper)
    with clock.at(moment):
        assert services.overdue_reviews_update() == 1
        Standing.objects.filter(pk=shipper.pk).update(status="removed")
        assert services.overdue_reviews_update() == 0
        assert waiting() == []


def test_only_impartial_reviewers_follow_up(officer: User, shipper: Shipper):
    with clock.at(after_grace(shipper)):
        services.overdue_reviews_update()
    review = OverdueReview.objects.get()
    with pytest.raises(NotAllowed):
        services.review_follow_up(actor=staff("auditor"), review_id=review.pk, text="Called.")
    on_team(shipper, "viewer", officer)
    with pytest.raises(Conflict, match="team"):
        services.review_follow_up(actor=officer, review_id=review.pk, text="Called.")
