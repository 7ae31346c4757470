"""Plans after prior disclosures: they take nothing while they are kept, and answer for what was promised."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.disputes.models import Disclosure
from apps.disputes.services import disclosure_decide, disclosure_open
from apps.evaluation.selectors import records_now
from apps.ledger.models import Violation
from apps.notices.models import Message
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Shipper
from apps.standing.models import Plan, PlanItem, PlanState, Standing, Status
from apps.standing.selectors import plan_facts
from apps.standing.services import plan_complete, plan_item_judge, plan_resume
from apps.standing.work import PLAN as PLAN_WORK
from apps.work.models import Item as Work
from tests.outbox import deliver
from tests.people import signed_in
from tests.portal.pages import page_text
from tests.standing.evaluations import enrolled, owner_of
from tests.standing.process import item_answered, pass_by


@pytest.fixture
def shop() -> Shipper:
    return enrolled(tier=2)


def disclosed(shop: Shipper, officer: User, *, culpability: str = "negligence", **said: Any) -> Disclosure:
    """Disclose a violation of the business, have it accepted, and deliver what follows."""
    given = {"category": "origin", "day": clock.today(), "text": "Made elsewhere.", "tender": "nothing"} | said
    disclosure = disclosure_open(actor=owner_of(shop), shipper_id=shop.pk, **given)
    disclosure_decide(
        actor=officer, disclosure_id=disclosure.pk, decision="accept", reasons="True.", culpability=culpability
    )
    deliver()
    return disclosure


def on_days(shop: Shipper, officer: User, *days: int, **said: Any) -> None:
    """Disclose one violation on each of some days from now on."""
    start = clock.now()
    for number, day in enumerate(days):
        with clock.at(start + timedelta(days=day)):
            disclosed(shop, officer, text=f"Made elsewhere, {number}.", **said)


def plan_open(shop: Shipper) -> bool:
    """Return whether the rules read an open plan."""
    terms = terms_of(policy_on(clock.today()))
    return records_now([shop.pk], as_of=clock.today(), terms=terms)[shop.pk].plan_open


def lapse(plan: Plan) -> None:
    """Let the day of the first open item pass."""
    due = PlanItem.objects.filter(plan=plan, state="open").earliest("due").due
    with clock.at(clock.end_of(clock.add_days(due, 1))):
        pass_by()
    plan.refresh_from_db()


# A pattern


def test_pattern_that_is_disclosed_on_three_days_becomes_a_plan_that_takes_nothing(
    shop: Shipper, officer: User
) -> None:
    on_days(shop, officer, 0, 1)
    assert not Plan.objects.exists()
    on_days(shop, officer, 2)
    plan = Plan.objects.get()
    assert (plan.kind, plan.state, plan.entry, plan.opened_by) == ("pattern", PlanState.OPEN, None, None)
    assert plan.items.count() == 2
    assert not plan_open(shop)
    standing = Standing.objects.get(pk=shop.pk)
    assert (standing.status, standing.tier) == (Status.ACTIVE, 2)
    assert Message.objects.filter(kind="standing.plan", recipient=owner_of(shop)).exists()
    page = page_text(signed_in(owner_of(shop)), reverse("portal:plan", args=[shop.pk, plan.pk]))
    assert "The program opened this plan on" in page
    assert "The plan takes nothing from you as long as you keep it." in page
    assert "member on conditions" not in page
    assert "Your corrective plan" in page_text(signed_in(owner_of(shop)), reverse("portal:shipper", args=[shop.pk]))


@pytest.mark.parametrize(
    ("days", "said"),
    [((0, 0, 0, 0), {}), ((0, 200, 400), {}), ((0, 1, 2), {"culpability": "fraud"})],
    ids=["many parcels of one day", "rare", "grave acts, which have rules of their own"],
)
def test_pattern_is_not_made_of_what_is_none(
    shop: Shipper, officer: User, days: tuple[int, ...], said: dict[str, Any]
) -> None:
    on_days(shop, officer, *days, **said)
    assert not Plan.objects.exists()


def test_pattern_of_one_plan_does_not_open_another_by_the_same_disclosures(shop: Shipper, officer: User) -> None:
    on_days(shop, officer, 0, 1, 2, 3)
    assert Plan.objects.count() == 1
    on_days(shop, officer, 4, category="marking")
    assert Plan.objects.count() == 1


def test_pattern_plan_counts_only_once_it_is_missed_after_a_notice_and_the_time_to_respond(
    shop: Shipper, officer: User
) -> None:
    on_days(shop, officer, 0, 0, 1, 2)
    plan = Plan.objects.get()
    lapse(plan)
    assert (plan.state, plan_open(shop)) == (PlanState.OPEN, False)
    assert plan.warned_at
    assert plan.items.earliest("due").due >= clock.add_days(clock.day_of(plan.warned_at), 30)
    lapse(plan)
    assert (plan.state, bool(plan.entry)) == (PlanState.MISSED, True)
    with clock.at(plan.entry.recorded_at + timedelta(days=1)):
        assert plan_open(shop)
        assert Work.objects.filter(kind=PLAN_WORK.code, closed_at=None).exists()
        plan_resume(actor=officer, plan_id=plan.pk, due=clock.add_days(clock.today(), 20), text="Go on.")
        assert not plan_open(shop)
    assert Standing.objects.get(pk=shop.pk).status == Status.ACTIVE


def test_pattern_plan_that_was_answered_is_never_missed(shop: Shipper, officer: User) -> None:
    on_days(shop, officer, 0, 1, 2)
    plan = Plan.objects.get()
    with clock.at(plan.opened_at + timedelta(days=3)):
        for item in plan.items.all():
            item_answered(item)
    with clock.at(plan.opened_at + timedelta(days=300)):
        pass_by()
        for item in plan.items.all():
            plan_item_judge(actor=officer, item_id=item.pk, decision="accept")
        plan_complete(actor=officer, plan_id=plan.pk, text="Mended.")
    plan.refresh_from_db()
    assert (plan.state, plan.entry, plan_facts(plan, None).overdue) == (PlanState.COMPLETED, None, 0)
    assert Standing.objects.get(pk=shop.pk).tier == 2


# The tender


@pytest.mark.parametrize(
    "said", [{"tender": "nothing"}, {"tender": "done", "tendered": 80, "tendered_how": "Receipt 1"}], ids=["no", "paid"]
)
def test_tender_that_is_not_owed_asks_for_nothing(shop: Shipper, officer: User, said: dict[str, Any]) -> None:
    disclosed(shop, officer, **said)
    assert not Plan.objects.exists()


def test_tender_is_asked_for_by_a_plan_and_the_violation_counts_as_disclosed_meanwhile(
    shop: Shipper, officer: User
) -> None:
    disclosed(shop, officer, tender="later")
    plan = Plan.objects.get()
    assert (plan.kind, plan.items.get().due) == ("tender", clock.add_days(clock.today(), 30))
    assert Violation.objects.get().self_disclosed
    assert not plan_open(shop)
    page = page_text(signed_in(owner_of(shop)), reverse("portal:plan", args=[shop.pk, plan.pk]))
    assert "within 30 days after CBP has written to you how much it is" in page
    assert "the violation no longer counts as disclosed by you first until you prove it" in page
    told = signed_in(officer).get(reverse("admin:standing_plan_change", args=[plan.pk]))
    assert "Duties that are paid after a disclosure" in told.content.decode()


def test_tender_that_is_missing_after_two_notices_ends_the_disclosure_until_it_is_shown(
    shop: Shipper, officer: User
) -> None:
    disclosure = disclosed(shop, officer, tender="later")
    plan = Plan.objects.get()
    lapse(plan)
    assert _entry(disclosure).self_disclosed
    lapse(plan)
    assert plan.state == PlanState.MISSED
    assert not _entry(disclosure).self_disclosed
    assert _entry(disclosure).determination == "sustained"
    assert not plan_open(shop)
    with clock.at(clock.now() + timedelta(days=120)):
        plan_resume(actor=officer, plan_id=plan.pk, due=clock.add_days(clock.today(), 20), text="Go on.")
        item = plan.items.get()
        item_answered(item)
        plan_item_judge(actor=officer, item_id=item.pk, decision="accept")
        plan_complete(actor=officer, plan_id=plan.pk, text="Paid.")
    assert _entry(disclosure).self_disclosed


def test_tender_of_which_the_business_says_something_is_not_missed_before_an_officer_answers(
    shop: Shipper, officer: User
) -> None:
    disclosure = disclosed(shop, officer, tender="later")
    plan = Plan.objects.get()
    lapse(plan)
    with clock.at(clock.now() + timedelta(days=45)):
        item = plan.items.get()
        item_answered(item)
    with clock.at(clock.now() + timedelta(days=200)):
        pass_by()
        assert _entry(disclosure).self_disclosed
        due = clock.add_days(clock.today(), 10)
        plan_item_judge(actor=officer, item_id=item.pk, decision="decline", text="No receipt.", due=due)
    plan.refresh_from_db()
    assert plan.warned_at is None
    lapse(plan)
    assert (plan.state, _entry(disclosure).self_disclosed) == (PlanState.OPEN, True)


def _entry(disclosure: Disclosure) -> Violation:
    disclosure.refresh_from_db()
    assert disclosure.result
    return Violation.objects.filter(case=disclosure.result.case).latest("revision")
