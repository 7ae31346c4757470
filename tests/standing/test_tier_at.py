"""`tier_at` tells which standing a member had on a day, and what the rules say by what was known then and now."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.core import clock
from apps.evaluation.past import past_answers
from apps.evaluation.rules import judge
from apps.evaluation.selectors import records_now
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Shipper
from apps.standing.services import standing_enroll
from tests.evaluation.ledger import member, parcels, violation
from tests.standing.evaluations import enrolled, evaluated


def told(shipper: Shipper, **options: Any) -> dict[str, Any]:
    output = StringIO()
    call_command("tier_at", shipper.ksn, json=True, stdout=output, **options)
    return json.loads(output.getvalue())


def test_the_standing_is_that_of_the_day_and_not_todays():
    with clock.at(clock.now() - timedelta(days=20)):
        shipper = enrolled()
    with clock.at(clock.now() - timedelta(days=10)):
        evaluated(shipper, enter=2, keep=2)
    today = clock.today()

    before, between, after = (told(shipper, as_of=today - timedelta(days=days)) for days in (30, 15, 5))

    assert (before["standing"], before["tier"]) == (None, None)
    assert (between["standing"]["status"], between["tier"]) == ("active", 0)
    assert (after["tier"], after["standing"]["action"]) == (2, "promote")


def test_a_change_of_the_day_is_not_known_the_day_before():
    with clock.at(clock.now() - timedelta(days=20)):
        shipper = enrolled()
    with clock.at(clock.now() - timedelta(days=10)):
        evaluated(shipper, enter=2, keep=2)
    day = clock.today() - timedelta(days=10)

    assert told(shipper, as_of=day)["tier"] == 2
    assert told(shipper, as_of=day, known_at=day - timedelta(days=1))["tier"] == 0


def test_what_became_known_later_is_named_and_changes_the_answer_of_now_alone():
    start = clock.add_months(clock.today(), -8)
    with clock.at(clock.start_of(start)):
        shipper = member(start)
        standing_enroll(shipper_ids=[shipper.pk])
    day = clock.today() - timedelta(days=40)
    with clock.at(clock.start_of(day)):
        parcels(shipper, day, 3, drawn="clean")
    violation(shipper, day - timedelta(days=5), category="origin")

    answer = told(shipper, as_of=day)

    (entry,) = answer["known_later"]
    assert (entry["kind"], entry["facts"]["category"]) == ("violation", "origin")
    assert entry["date"] == (day - timedelta(days=5)).isoformat()
    assert entry["known_from"] > answer["known_at"]
    assert "points" in entry["changed"]
    points = [
        next(finding["observed"] for finding in answer[side]["findings"] if finding["rule"] == "points")
        for side in ("by_then", "by_now")
    ]
    assert points[0] < points[1]


def test_today_by_what_is_known_now_is_what_an_evaluation_of_today_says():
    shipper = enrolled()
    parcels(shipper, clock.today(), 4, drawn="clean")
    violation(shipper, clock.today(), category="origin")
    terms = terms_of(policy_on(clock.today()))
    present = judge(records_now([shipper.pk], as_of=clock.today(), terms=terms)[shipper.pk], terms)

    past = past_answers(shipper.pk, as_of=clock.today(), known_at=clock.now(), until=clock.now())

    assert (past.then, past.now, past.later) == (present, present, [])


def test_the_text_says_the_same():
    shipper = enrolled(tier=1)
    output = StringIO()

    call_command("tier_at", shipper.ksn, as_of=clock.today(), stdout=output)

    lines = output.getvalue().splitlines()
    assert lines[0].startswith(
        f"{shipper.ksn} on {clock.today()}, under policy 1: Active, tier 1, not validated, since"
    )
    assert lines[1].startswith("By what was known, ")
    assert lines[-1] == "Entries that became known in between: 0"


def test_a_day_to_come_and_an_unknown_number_are_refused_with_what_to_do():
    shipper = enrolled()

    with pytest.raises(CommandError, match="Give today or an earlier day"):
        told(shipper, as_of=clock.today() + timedelta(days=1))
    with pytest.raises(CommandError, match="Give a day as 2026-01-31"):
        call_command("tier_at", shipper.ksn, "--as-of", "31.1.2026")
    with pytest.raises(CommandError, match="Check it"):
        call_command("tier_at", "KS000000000", as_of=clock.today())
