"""What sellers are promised in a draw, and that draws keep it: exams that count, and exams after a wrong parcel."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from math import log

import pytest

from apps.core import clock
from apps.ledger.models import Seller, Tally
from apps.ledger.selectors import volumes_of
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Terms
from apps.shippers.models import Shipper
from apps.targeting.models import Assessment, Draw, Lot, PortDay
from apps.targeting.selection import CapacityDivision, CapacityShare, ParcelCandidate
from apps.targeting.selection.odds import SelectionShare, draw, odds_of
from apps.targeting.selectors import promises_of
from apps.targeting.selectors.exams import _found_by_day
from apps.targeting.services import draw_repeated, exam_record
from apps.validations import services as validations
from tests.people import staff
from tests.standing.evaluations import enrolled, owner_of
from tests.targeting.draws import capacity, declared, drawn, promised, selected

DAY = date(2026, 3, 10)
MONTH = date(2026, 3, 1)


def terms() -> Terms:
    return terms_of(policy_on(clock.today()))


def sent(shop: Shipper, *, monthly: int, months: int = 12, wrong: date | None = None, before: date = MONTH) -> None:
    """Tally parcels of the completed months before a month, and an exam at random that found one wrong."""
    seller, _is_new = Seller.objects.get_or_create(source="ksn", code=shop.ksn, defaults={"shipper": shop})
    months_sent = {clock.add_months(before, -step): monthly for step in range(1, months + 1)}
    for month in {*months_sent, *([wrong] if wrong else [])}:
        count = months_sent.get(month, 0)
        Tally.objects.create(
            seller=seller,
            month=month,
            currency="USD",
            shipments=count + 1,
            evidence=count,
            examined=0,
            discrepant=0,
            drawn=int(month == wrong),
            drawn_discrepant=int(month == wrong),
            value=0,
        )


# What is promised


@pytest.mark.parametrize(("monthly", "counted"), [(5, 0.125), (20, 0.1), (5_000, 0.02)])
def test_a_member_is_promised_the_least_exams_of_the_policy_by_what_others_say_that_it_sends(
    monthly: int, counted: float
) -> None:
    shop = enrolled(tier=1)
    sent(shop, monthly=monthly)
    (promise,) = promises_of({shop.pk}, terms(), DAY).values()
    assert promise.counted == pytest.approx(counted) == terms().least_exams.share_of(monthly * 12)
    assert (promise.after_wrong, promise.tier) == (0.0, 1)


def test_a_promise_holds_for_all_days_of_a_month() -> None:
    shop = enrolled()
    sent(shop, monthly=20)
    days = [clock.add_days(MONTH, step) for step in range(31)]
    assert len({promises_of({shop.pk}, terms(), day)[shop.pk].counted for day in days}) == 1


def test_more_is_promised_after_a_wrong_parcel_for_the_months_of_the_policy() -> None:
    shop, least = enrolled(), terms().least_exams
    sent(shop, monthly=100, wrong=MONTH)
    for step in range(6):
        promise = promises_of({shop.pk}, terms(), clock.add_months(MONTH, step))[shop.pk]
        assert (promise.after_wrong > 0) == (step <= least.after_wrong_months)
        if promise.after_wrong:
            yearly = volumes_of([shop.pk], clock.add_months(MONTH, step))[shop.pk].yearly
            assert promise.after_wrong == least.share_after_wrong(yearly) > promise.counted


def test_promises_of_many_members_take_three_queries(django_assert_num_queries: Callable) -> None:
    shops = [enrolled() for _number in range(3)]
    for shop in shops:
        sent(shop, monthly=20)
    numbers = terms()
    with django_assert_num_queries(3):
        assert promises_of({shop.pk for shop in shops}, numbers, DAY).keys() == {shop.pk for shop in shops}


def test_a_request_adds_the_same_chance_to_each_parcel_of_its_months() -> None:
    shop, today = enrolled(), clock.today()
    sent(shop, monthly=20, before=clock.month_of(today))
    before = promises_of({shop.pk}, terms(), today)[shop.pk].counted
    asked = validations.exam_request_submit(actor=owner_of(shop), shipper_id=shop.pk, exams=24, language="en")
    granted = validations.exam_request_grant(actor=staff("officer"), request_id=asked.pk, exams=24)
    for day in (granted.first_day, clock.add_days(clock.month_of(granted.first_day), 27)):
        assert promises_of({shop.pk}, terms(), day)[shop.pk].counted == pytest.approx(before + 24 / 240, rel=0.01)
    assert promises_of({shop.pk}, terms(), today)[shop.pk].counted == before


# Draws against the policy: sellers by the parcels that each sends in a month, with how many sellers there are.
SELLERS = {5: 40, 20: 20, 100: 6, 500: 2, 5_000: 1}
# The parcels of others on a day, the exams, the share drawn at random, and the part of each seller's parcels.
PORTS = {
    "busy": (600, 45, 0.05, 0.6),
    "small": (20, 60, 0.3, 0.3),
    "without a model": (40, 60, 1.0, 0.1),
}
DAYS = 30


def _drawn(numbers: Terms, seed: int) -> Iterator[tuple[str, int, ParcelCandidate, SelectionShare | None]]:
    """Yield for each parcel of some days its port, the size of its seller, and how it was drawn."""
    dice = random.Random(seed)
    for _day in range(DAYS):
        for port, (others, exams, at_random, part) in PORTS.items():
            sizes = [0] * others
            for monthly, count in SELLERS.items():
                sizes += [monthly] * dice.binomialvariate(count * monthly // 30 + 1, part)
            candidates = [
                ParcelCandidate(
                    dice.random(),
                    tier=2 if monthly else None,
                    must=dice.random() < 0.02,
                    promised=numbers.least_exams.share_of(monthly * 12) if monthly else numbers.least_exams.share,
                )
                for monthly in sizes
            ]
            plan = CapacityDivision(exams, 0.1, at_random, numbers.least_exams.share, {2: 0.5})
            for monthly, candidate, by in zip(sizes, candidates, draw(odds_of(candidates, plan), dice), strict=True):
                yield port, monthly, candidate, by


def _is_by_chance(count: int, number: int, chance: float) -> bool:
    """Say whether so many of a number are within what is seen in all but one of a million samples (Chernoff)."""
    share = count / number
    distance = sum(part * log(part / expected) for part, expected in ((share, chance), (1 - share, 1 - chance)) if part)
    return number * distance < log(2e6)


def test_exams_that_count_are_as_many_as_the_policy_says_at_every_port_for_every_size() -> None:
    numbers = terms()
    parcels, counted, at_random = (Counter[tuple[str, int]]() for _each in range(3))
    for port, monthly, _candidate, by in _drawn(numbers, seed=7):
        parcels[port, monthly] += 1
        counted[port, monthly] += by is not None and by.share is CapacityShare.RANDOM
        at_random[port, monthly] += by is not None and by.share in {CapacityShare.RANDOM, CapacityShare.SURPLUS}
    far = set()
    for (port, monthly), number in parcels.items():
        chance = numbers.least_exams.share_of(monthly * 12) if monthly else numbers.least_exams.share
        assert _is_by_chance(counted[port, monthly], number, chance), (port, monthly, counted[port, monthly], number)
        if not _is_by_chance(at_random[port, monthly], number, chance):
            far.add(port)
    assert far == {"small", "without a model"}, "all that is drawn at random tells of the port, not of the policy"


def test_exams_by_the_chance_of_all_parcels_have_the_same_chance_for_every_size() -> None:
    parcels, equal = Counter[int](), Counter[int]()
    for port, monthly, candidate, by in _drawn(terms(), seed=11):
        if port == "small" and not candidate.must:
            parcels[monthly] += 1
            equal[monthly] += by is not None and by.is_equal
    chance = sum(equal.values()) / sum(parcels.values())
    assert all(_is_by_chance(equal[monthly], number, chance) for monthly, number in parcels.items())


def test_a_shop_that_is_clean_for_a_time_gains_nothing_by_it() -> None:
    """Clean in some months and 20 % wrong in the others: what is counted is wrong as often as all parcels are."""
    least, dice = terms().least_exams, random.Random(5)
    chance = least.chance_of(60, requested=24 / 60).counted
    counted, wrong = 0, 0
    for number in range(60_000):
        is_bad_time = number % 60 >= 15
        (by,) = draw(odds_of([ParcelCandidate(0.0, promised=chance)], CapacityDivision(1, 0.0, 0.0, 0.02, {})), dice)
        if by and by.share is CapacityShare.RANDOM:
            counted += 1
            wrong += is_bad_time and dice.random() < 0.2
    assert _is_by_chance(counted, 60_000, chance)
    assert _is_by_chance(wrong, counted, 0.15)


# Draws


def test_a_draw_keeps_what_was_promised_to_each_seller_and_is_repeated_with_it(partner, supervisor) -> None:
    small, large = enrolled(), enrolled()
    this = clock.month_of(clock.today())
    sent(small, monthly=20, before=this)
    sent(large, monthly=5_000, wrong=this, before=this)
    capacity(supervisor, 6)
    declared(partner, "A1", "A2", "A3", ksn=small.ksn)
    declared(partner, "B1", "B2", "B3", ksn=large.ksn)
    declared(partner, "C1", "C2", "C3")
    made = drawn()
    lots = {lot.assessment.reference[0]: lot for lot in made.lots.select_related("assessment")}
    least = terms().least_exams
    assert [(lots[each].promised, lots[each].after_wrong) for each in "ABC"] == [
        (pytest.approx(0.1), 0.0),
        (least.share, least.share_after_wrong(60_000)),
        (least.share, 0.0),
    ]
    assert all(lot.counted == lot.promised for lot in lots.values())
    assert {lot.assessment_id: (lot.share, pytest.approx(lot.probability)) for lot in made.lots.all()} == (
        draw_repeated(made)
    )


def test_a_port_that_cannot_open_what_is_promised_lowers_all_promises_alike_and_says_so(partner, supervisor) -> None:
    capacity(supervisor, 1)
    shop = enrolled()
    declared(partner, *[f"A{number}" for number in range(10)], ksn=shop.ksn)
    with promised(0.4):
        lots = list(drawn().lots.all())
    assert {(lot.promised, round(lot.counted, 6), round(lot.at_random, 6)) for lot in lots} == {(0.4, 0.1, 0.1)}


def test_a_port_without_a_capacity_opens_what_is_promised(partner) -> None:
    shop = enrolled()
    declared(partner, *[f"A{number}" for number in range(10)], ksn=shop.ksn)
    with promised(0.4):
        made = drawn()
    assert made.capacity == pytest.approx(4)
    assert {(lot.promised, lot.counted) for lot in made.lots.all()} == {(0.4, 0.4)}


def test_a_parcel_that_is_declared_late_has_the_promise_of_the_others_at_a_full_port(partner, supervisor) -> None:
    shop = enrolled()
    capacity(supervisor, 4)
    with promised(0.5):
        declared(partner, *[f"A{number}" for number in range(8)], ksn=shop.ksn)
        drawn()
        declared(partner, *[f"B{number}" for number in range(4)], ksn=shop.ksn)
        late = drawn()
    assert {lot.counted for lot in late.lots.all()} == {0.5}


def test_lot_whether_an_exam_counts_is_cast_once_for_a_parcel(partner, supervisor) -> None:
    shop = enrolled()
    capacity(supervisor, 0)
    declared(partner, "A1", ksn=shop.ksn)
    with promised(0.5):
        drawn()
        before = Assessment.objects.get()
        names = ("partner_id", "issuer", "reference", "seller_source", "seller", "seller_name", "port", "day")
        names += ("declared", "digest", "cause", "outcome", "points", "at", "shipper_id", "parcel")
        Assessment(**{name: getattr(before, name) for name in names}, follows=before, must_open=True).save()
        (lot,) = selected(drawn())
    assert (lot.share, lot.promised, lot.counted) == ("rule", 0.0, 0.0)


def test_draw_of_before_in_which_all_that_was_random_counted_is_repeated(partner, supervisor) -> None:
    """The shares are those that the code of then gave."""
    declared(partner, *[f"A{number:02}" for number in range(12)])
    plan = {"unseen": 0.2, "at_random": 0.4, "floor": 0.02, "promised": {"1": 0.8, "3": 0.2}, "policy_version": 1}
    (port_day,) = [PortDay.objects.create(port="4701", day=clock.today())]
    made = Draw.objects.create(
        port_day=port_day, exams=5, capacity=5, **plan, seed=3, parcels=12, selected=5, at=clock.now()
    )
    Lot.objects.bulk_create(
        Lot(draw=made, assessment=assessment, tier=[None, 1, 3][place % 3], at_random=1 / 6, probability=1)
        for place, assessment in enumerate(Assessment.objects.order_by("pk"))
    )
    assert [share for share, _probability in draw_repeated(made).values()] == (
        ["risk", "risk", "", "random", "", "", "risk", "random", "", "", "", ""]
    )


def test_only_exams_by_the_chance_of_all_parcels_are_compared_with_those_by_risk(partner, supervisor) -> None:
    shop = enrolled()
    capacity(supervisor, 4)
    declared(partner, *[f"A{number}" for number in range(4)], ksn=shop.ksn)
    with promised(0.5):
        lots = selected(drawn())
    officer = staff("officer", email="examiner@staff.example")
    for lot in lots:
        exam_record(actor=officer, lot_id=lot.pk, result="clean", disposition="released")
    assert all(lot.is_equal for lot in lots)
    assert [(is_random, wrong, in_order) for _day, is_random, wrong, in_order in _found_by_day(2)] == [(True, 0, 4)]
