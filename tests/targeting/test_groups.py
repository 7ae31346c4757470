"""The bound of groups: clean parcels of one group are opened by choice no more often than so many times the mean."""

import re
from dataclasses import replace
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.urls import reverse
from hypothesis import given

from apps.core import clock
from apps.targeting.selection import (
    ALL,
    CapacityDivision,
    GroupExams,
    ParcelCandidate,
    exams_by_group,
    findings_forgone,
    groups_added,
    odds_of,
    plan_bounded,
)
from apps.targeting.selectors import groups_drawn
from apps.targeting.services import draw_repeated
from apps.targeting.vocabulary import LotShare
from tests.people import seller, staff
from tests.standing.evaluations import enrolled
from tests.targeting import risk_models
from tests.targeting.draws import capacity, declared, drawn
from tests.targeting.test_selection import CANDIDATES, PLANS

MOST, LEAST = 3.0, 50
FAR, NEAR = ("origin:AQ",), ("origin:FR",)


@given(CANDIDATES, PLANS)
def test_no_group_takes_more_than_its_room(candidates: list[ParcelCandidate], plan: CapacityDivision) -> None:
    opened = exams_by_group(candidates, odds_of(candidates, plan))
    for group, room in plan.rooms.items():
        assert opened.get(group, GroupExams()).chosen <= room + 1e-6


@given(CANDIDATES, PLANS)
def test_groups_without_a_bound_change_nothing(candidates: list[ParcelCandidate], plan: CapacityDivision) -> None:
    nameless = [replace(candidate, groups=()) for candidate in candidates]
    free = replace(plan, rooms={})
    assert odds_of(candidates, free) == odds_of(nameless, free) == odds_of(nameless, plan)


def bounded(candidates: list[ParcelCandidate], before: dict[str, GroupExams], exams: int = 30) -> dict[str, GroupExams]:
    """Return what a draw opens by choice within the bound, after what was opened before."""
    plan = CapacityDivision(exams, 0.2, 0.1, 0.0, {})
    plan, _free = plan_bounded(candidates, plan, before, most=MOST, least=LEAST)
    return exams_by_group(candidates, odds_of(candidates, plan))


def suspected(number: int, chance: float = 0.3) -> list[ParcelCandidate]:
    """Return parcels of the far origin, all riskier than those of the near one."""
    return [ParcelCandidate(chance, groups=FAR) for _parcel in range(number)]


NEARBY = [ParcelCandidate(0.01 + at / 100_000, novelty=at % 2, groups=NEAR) for at in range(900)]


def test_a_suspected_origin_bears_at_most_three_times_the_mean() -> None:
    candidates = [*suspected(90), *NEARBY]
    plan = CapacityDivision(30, 0.2, 0.1, 0.0, {})
    without = exams_by_group(candidates, odds_of(candidates, plan))
    assert (without[FAR[0]].times(without[ALL]) or 0) > 6, "without a bound nearly all exams by risk fall on it"
    within = bounded(candidates, {})
    # The places that are left go to clean parcels of others, which raises the share of all.
    assert 2 < (within[FAR[0]].times(within[ALL]) or 0) <= MOST


def test_an_origin_of_few_parcels_a_day_stays_within_the_bound_as_days_add_up() -> None:
    opened: list[dict[str, GroupExams]] = []
    for _day in range(30):
        opened.append(bounded([*suspected(10), *NEARBY], groups_added(opened)))
    total = groups_added(opened)
    assert opened[0][FAR[0]].chosen > opened[-1][FAR[0]].chosen, "ten parcels count as fifty"
    assert (total[FAR[0]].times(total[ALL]) or 0) <= MOST


def test_a_port_does_not_open_what_another_one_may_not() -> None:
    elsewhere = {ALL: GroupExams(1000, 30), FAR[0]: GroupExams(100, 12)}
    assert bounded([*suspected(5), *NEARBY], elsewhere)[FAR[0]].chosen == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("chance", [0.51, 1.0])
def test_parcels_that_are_more_likely_wrong_are_opened_whatever_their_group(chance: float) -> None:
    candidates = [*suspected(90, chance=0.001), *suspected(10, chance=chance), *NEARBY]
    opened = odds_of(candidates, CapacityDivision(30, 0.0, 0.1, 0.0, {}, {FAR[0]: 0.0}))
    assert [each.total for each in opened[90:100]] == [pytest.approx(1)] * 10


def test_hard_rules_are_no_choice() -> None:
    candidates = [ParcelCandidate(0.5, must=True, groups=FAR), *NEARBY]
    assert FAR[0] not in bounded(candidates, {})


def test_findings_forgone_are_those_that_the_bound_costs() -> None:
    candidates = [*suspected(90), *NEARBY]
    plan = CapacityDivision(30, 0.0, 0.0, 0.0, {})
    free = odds_of(candidates, plan)
    kept = odds_of(candidates, replace(plan, rooms={FAR[0]: 7.0}))
    # Of 30 exams of the far origin 10 are left, as 0.7 of each are clean; 20 go to the first of the near one.
    assert findings_forgone(candidates, free, kept) == pytest.approx(20 * (0.3 - 0.0188), abs=0.02)
    assert findings_forgone(candidates, free, free) == 0


# Draws of ports


@pytest.fixture
def model() -> None:
    risk_models.champion(staff("policy manager"), staff("policy manager", email="second@staff.example"))


@pytest.mark.usefixtures("model")
def test_a_draw_keeps_the_groups_of_each_parcel_and_what_it_expects_to_open_of_them(partner, supervisor) -> None:
    capacity(supervisor, 4)
    owner = seller("owner@shop.example")
    owner.language = "es"
    owner.save()
    member = enrolled(tier=1, owner=owner)
    declared(partner, "A1", "A2", ksn=member.ksn, origin="FR")
    declared(partner, *(f"B{number}" for number in range(8)), origin="CN")
    declared(partner, "C1", origin=None)
    made = drawn()
    groups = {lot.assessment.reference: lot.groups for lot in made.lots.select_related("assessment")}
    assert groups["A1"] == groups["A2"] == ["origin:FR", "size:1", "language:es"]
    assert (groups["B0"], groups["C1"]) == (["origin:CN"], [])
    assert set(made.groups) == {ALL, "origin:FR", "origin:CN", "size:1", "language:es"}
    clean, chosen = made.groups[ALL]
    assert 0 < chosen < 4 < clean < 11
    assert groups_drawn(clock.today(), clock.today())["origin:CN"] == GroupExams(*made.groups["origin:CN"])
    assert groups_drawn(clock.add_days(clock.today(), 1), clock.add_days(clock.today(), 2)) == {}


@pytest.mark.usefixtures("model")
def test_a_draw_opens_by_choice_no_more_of_an_origin_than_the_policy_allows_and_is_repeated(
    partner, supervisor
) -> None:
    capacity(supervisor, 10)
    declared(partner, *(f"A{number}" for number in range(30)), origin="AQ")
    declared(partner, *(f"B{number}" for number in range(30)), origin="FR")
    before = {ALL: GroupExams(1_000, 30), "origin:AQ": GroupExams(100, 50)}
    with patch("apps.targeting.services.exams.selectors.groups_drawn", return_value=before):
        made = drawn()
    assert made.rooms["origin:AQ"] == 0
    assert made.groups["origin:AQ"][1] == pytest.approx(0)
    assert made.groups["origin:FR"][1] > 0
    shares = {lot.share for lot in made.lots.filter(groups=["origin:AQ"])}
    assert not shares & {LotShare.RISK, LotShare.UNSEEN}
    repeated = draw_repeated(made)
    assert {lot.assessment_id: (lot.share, pytest.approx(lot.probability)) for lot in made.lots.all()} == repeated


@pytest.mark.usefixtures("model")
def test_the_desk_shows_which_group_bears_most_exams_by_choice(partner, supervisor, desk) -> None:
    capacity(supervisor, 4)
    declared(partner, *(f"A{number}" for number in range(60)), origin="AQ")
    declared(partner, *(f"B{number}" for number in range(9)), origin="FR")
    with patch("apps.targeting.services.exams.selectors.groups_drawn", return_value={}):
        made = drawn()
    page = desk.get("/admin/targeting/riskmodel/fairness/").content.decode()
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)]
    (france,) = (row for row in rows if row.startswith("France"))
    assert "Too few parcels" in france
    antarctica = [row for row in rows if "Antarctica" in row]
    assert len(antarctica) == 2, "once by origin, and once as the group of the month that bears most"
    share = made.groups["origin:AQ"][1] / made.groups["origin:AQ"][0]
    assert all(f"{100 * share:.1f}%" in row for row in antarctica)


@pytest.mark.usefixtures("model")
def test_the_public_reads_how_unequally_exams_by_choice_fall_but_not_on_whom(partner, supervisor, client) -> None:
    cache.clear()
    path = reverse("portal:performance_promises")
    assert "no group of 50 such parcels had an exam by choice" in " ".join(client.get(path).content.decode().split())
    capacity(supervisor, 4)
    declared(partner, *(f"A{number}" for number in range(60)), origin="AQ")
    declared(partner, *(f"B{number}" for number in range(60)), origin="FR")
    with patch("apps.targeting.services.exams.selectors.groups_drawn", return_value={}):
        made = drawn()
    cache.clear()
    shares = {group: chosen / clean for group, (clean, chosen) in made.groups.items()}
    times = max(shares["origin:AQ"], shares["origin:FR"]) / shares[ALL]
    page = " ".join(client.get(path).content.decode().split())
    assert f"was opened {times:.1f} times as often as all" in page
    assert "opened 3 times as often as all such parcels" in page
    assert "Antarctica" not in page
