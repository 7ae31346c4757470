"""What the pages and the API say of tiers, paths and rates equals what anybody works out from published answers."""

import re
from datetime import date, datetime, timedelta
from html import unescape
from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.utils.formats import date_format

from apps.policy.schema import TIERS
from tests.outside.published import SEEDS, Member, members, policies_published, program, text_of, verifier

pytestmark = pytest.mark.slow

TOP = max(TIERS)
VISITORS = count(1)
ACTS = {
    "validation_current": ("A validation visit.", "A new validation visit."),
    "annual_review": ("Do the annual review: confirm your profile.",),
    "corrective_plan": ("Finish your corrective plan.",),
    "declared_parcels": ("Ask your carrier or broker to declare each parcel before it arrives.",),
    "screening_hold": (
        "An officer must settle the screening check. There is nothing for you to do unless you are asked.",
    ),
}


@pytest.mark.parametrize("seed", SEEDS)
def test_paths_and_rates_equal_a_recomputation_from_outside(seed: int) -> None:
    program(seed)
    evaluator, forecast = verifier("evaluator"), verifier("forecast")
    policies = {each["version"]: evaluator.Policy(each) for each in policies_published()}
    looked_at = 0
    for member in members():
        facts = member.told("facts")
        if facts["evaluations"]:
            looked_at += 1
            found = forecast.forecast(facts, policies)
            assert_answer_is_right(member, facts, found, policies)
            assert_tier_page_is_right(member, found, forecast.day_of(facts))
            assert_record_page_is_right(member, facts, policies)
            assert_standing_is_one(member)
    assert looked_at > 5


def steps_told(steps: list[str]) -> dict[str, Any] | None:
    """Return the day, the exams and the acts that the sentences of a path name; None where there are none."""
    if not steps:
        return None
    text = " ".join(steps)
    waits, exams = re.search(r"Wait until (.+?):", text), re.search(r"([\d,]+) more parcels? opened at random", text)
    acts = [act for act, sentences in ACTS.items() if any(sentence in steps for sentence in sentences)]
    number = int(exams[1].replace(",", "")) if exams else 0
    return {"wait": waits[1] if waits else None, "exams": number, "acts": acts}


def steps_expected(way: dict[str, Any] | None, today: date) -> dict[str, Any] | None:
    """Return what the sentences of a path have to name."""
    assert way is not None
    day = date.fromisoformat(way["day"])
    told = {"wait": date_format(day) if day > today else None, "exams": way["exams"], "acts": way["acts"]}
    return told if any(told.values()) else None


def assert_answer_is_right(member: Member, facts: dict, found: dict, policies: dict) -> None:
    answer = member.told("evaluation")
    latest = next(each for each in reversed(facts["evaluations"]) if not each["retrospective"])
    computed = verifier("evaluator").evaluate(facts, latest, policies)
    assert {each["rule"]: each["observed"] for each in answer["findings"]} == {
        each["rule"]: computed[each["rule"]]["observed"] for each in answer["findings"]
    }
    assert (answer["enter"], answer["keep"]) == (computed["enter"], computed["keep"])
    today = verifier("forecast").day_of(facts)
    above = answer["next_tier"]
    if above:
        assert answer["next_tier_on"] == found[above]["entered_on"], member.ksn
        assert steps_told(answer["path_to_next"]) == steps_expected(found[above]["path"], today), member.ksn
    held = above - 1 if above else TOP
    assert answer["kept_until"] == (found[held]["kept_until"] if held else None), member.ksn


def assert_tier_page_is_right(member: Member, found: dict, today: date) -> None:
    page = unescape(member.page("tier"))
    assert "Why this tier" in page, member.ksn
    if asked := re.search(r'<h2 id="path">What gets you to tier (\d)</h2>(.*?)</section>', page):
        expected, section = found[int(asked[1])], asked[2]
        steps, _or, wait = section.partition("Or wait.")
        told = re.findall(r"<li>(.*?)</li>", steps)
        assert steps_told(told) == steps_expected(expected["path"], today), member.ksn
        days = re.findall(r"<li>Wait until (.+?):", wait)
        alone = expected["entered_on"] if expected["entered_on"] != expected["path"]["day"] else None
        assert days == ([date_format(date.fromisoformat(alone))] if alone else []), member.ksn
    if asked := re.search(r'<h2 id="down">What would cost you tier (\d)</h2>(.*?)</section>', page):
        ends = found[int(asked[1])]["kept_until"]
        is_lost = ends == today.isoformat()
        assert ("does not keep this tier any more" in asked[2]) == is_lost, member.ksn
        days = re.findall(r"your record keeps tier \d until (.+?)\.<", asked[2])
        assert days == ([date_format(date.fromisoformat(ends))] if ends and not is_lost else []), member.ksn


def assert_record_page_is_right(member: Member, facts: dict, policies: dict) -> None:
    page = member.page("record")
    today = verifier("forecast").day_of(facts)
    firsts = [date(today.year - (today.month <= back), (today.month - back - 1) % 12 + 1, 1) for back in range(12)]
    ends = [today, *(first - timedelta(days=1) for first in firsts[:-1])]
    rates = [rate_on(day, facts, policies) for day in ends]
    assert re.findall(r'data-label="Compliance rate">(.*?)<', page) == rates, member.ksn
    assert re.findall(r"<dt>Compliance rate</dt><dd>(.*?)<", page) == rates[:1], member.ksn
    drawn = verifier("evaluator").Record(facts, today, known_at(facts), policy_today(facts, policies), policies).exams
    months = [drawn.get(first.year * 12 + first.month - 1, {"drawn": 0, "followed": 0}) for first in firsts]
    counts = [month["drawn"] + month["followed"] for month in months]
    assert re.findall(r'data-label="Opened at random">(.*?)<', page) == [f"{count:,}" for count in counts]
    counted, followed = (sum(month[kind] for month in months) for kind in ("drawn", "followed"))
    assert f"<dt>Of these, opened at random and counted in the rate</dt><dd>{counted:,}</dd>" in page
    shown = f"<dt>Opened at random after a wrong parcel</dt><dd>{followed:,}</dd>"
    assert (shown in page) == bool(followed), member.ksn


def rate_on(day: date, facts: dict, policies: dict) -> str:
    """Return the compliance rate on a day as it is shown, by what is known now and the policy of today."""
    evaluator, policy = verifier("evaluator"), policy_today(facts, policies)
    rules = evaluator.Rules(evaluator.Record(facts, day, known_at(facts), policy, policies), policy)
    months = rules._exam_months(["drawn"])
    if not sum(in_order + losses.total() for _month, in_order, losses, _undecided in months):
        return "–"
    return f"{rules.compliance_rate()[0] * 100:.2f}".rstrip("0").rstrip(".") + "%"


def policy_today(facts: dict, policies: dict) -> Any:
    forecast = verifier("forecast")
    return forecast.in_force(policies, forecast.day_of(facts))


def known_at(facts: dict) -> datetime:
    return datetime.fromisoformat(facts["known_at"])


def assert_standing_is_one(member: Member) -> None:
    """Whoever verifies the number reads the days that the member reads."""

    def since(page: str) -> list[str]:
        facts = page.partition('<dl class="ks-facts">')[2].partition("</dl>")[0]
        return sorted(day.replace(" (New York time)", "") for day in re.findall(r">since (.+?)</span>", facts))

    # A network may ask for so many numbers a minute.
    visitor = Client(REMOTE_ADDR=f"198.51.100.{next(VISITORS)}")
    public = since(text_of(visitor, f"/verify/?ksn={member.ksn}"))
    assert len(public) == 3, member.ksn
    assert since(member.page("shipper")) == since(member.page("tier")) == public, member.ksn
