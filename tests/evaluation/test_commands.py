import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.core import clock
from apps.core.verification import check, checks
from apps.evaluation import policy_document as pages
from apps.evaluation.models import Evaluation
from apps.evaluation.months_to_tiers import months_to_tiers
from apps.evaluation.policy_document import policy_document
from apps.ledger.models import Watch
from apps.policy.selectors import policy_on, terms_of
from tests.evaluation.ledger import member, parcels, violation


def run(*arguments: str) -> str:
    output = StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue()


@pytest.fixture
def sampled():
    shipper = member(clock.add_months(clock.today(), -6))
    parcels(shipper, clock.add_months(clock.today(), -4), 30, drawn="clean")
    return shipper


def test_evaluate_evaluates_members_that_are_due_and_explains_examples(sampled):
    result = run("evaluate")

    assert "1 evaluated" in result
    assert "tier 1: 1 may enter, 1 may keep" in result
    assert "Validated: 1" in result
    assert f"{sampled.ksn}: The record allows tier 1." in result
    assert "A validation visit." in result
    assert Watch.objects.get().due_since is None
    assert "0 evaluated" in run("evaluate")


def test_evaluate_all_as_of_a_past_day_as_json(sampled):
    day = clock.add_months(clock.today(), -5)

    result = json.loads(run("evaluate", "--all", "--as-of", day.isoformat(), "--json"))

    assert (result["evaluated"], result["enter"]) == (1, {"0": 1})
    assert result["examples"][0]["ksn"] == sampled.ksn
    assert Evaluation.objects.get().retrospective


def test_evaluate_explains_one_member(sampled):
    assert f"{sampled.ksn}: The record allows tier 1." in run("evaluate", "--ksn", sampled.ksn)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--as-of", "2020-01-01"], "Nothing is due in the past"),
        (["--all", "--as-of", "2999-01-01"], "has not come yet"),
        (["--all", "--as-of", "2001-01-01"], "No policy was in force on 2001-01-01"),
        (["--ksn", "KS0000000000"], "No member has the Known Shipper Number"),
        (["--all", "--workers", "0"], "--workers must be 1 or more"),
    ],
)
def test_evaluate_refuses_wrong_arguments_with_a_reason(sampled, arguments, message):
    with pytest.raises(CommandError, match=message):
        run("evaluate", *arguments)


def test_verify_finds_no_difference_in_an_untouched_database(sampled):
    violation(sampled, clock.today())
    run("evaluate")

    result = json.loads(run("verify", "--json"))

    assert result["evaluations"] == {"compared": 1, "differences": 0, "examples": [], "notes": []}
    assert all(verdict["differences"] == 0 for verdict in result.values())


def test_verify_finds_an_evaluation_whose_answer_has_no_entries(sampled):
    run("evaluate")
    good = Evaluation.objects.get()
    Evaluation.objects.create(
        shipper=sampled, policy=good.policy, as_of=good.as_of, known_at=good.known_at, enter=3, keep=3, findings=[]
    )

    output = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("verify", stdout=output)

    assert stopped.value.code == 1
    assert "evaluations: 2 compared, " in output.getvalue()
    (wrong,) = Evaluation.objects.exclude(pk=good.pk)
    for name in ("enter", "keep"):
        assert f"evaluation {wrong.pk} of shipper {sampled.pk}: {name} is stored as 3, and 1 by" in output.getvalue()


def test_verify_finds_a_tally_that_was_changed_by_hand(sampled):
    run("evaluate")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_tally SET evidence = evidence + 1")

    with pytest.raises(SystemExit):
        run("verify")


def test_two_checks_of_one_name_are_refused():
    assert "evaluations" in checks()
    with pytest.raises(ValueError, match="Two checks"):
        check("evaluations")(lambda: None)


PAGE = Path(__file__).parents[2] / "docs" / "policy.md"
REMEDY = "Run: manage.py policy_document --output docs/policy.md"


@pytest.mark.soak
def test_the_page_on_the_policy_is_up_to_date():
    assert PAGE.read_text() == policy_document(policy_on(clock.today())), REMEDY


@pytest.mark.slow
def test_the_page_on_the_policy_has_every_sentence_and_number_and_some_lines_of_the_simulations(monkeypatch):
    monkeypatch.setattr(pages, "SIMULATED_SIZES", (100,))
    monkeypatch.setattr(pages, "TRUE_SHARES", (0.02,))
    monkeypatch.setattr(pages, "TRADE", pages.TRADE[1:2])
    known = set(PAGE.read_text().splitlines())

    assert [line for line in policy_document(policy_on(clock.today())).splitlines() if line not in known] == [], REMEDY


def test_a_clean_shop_of_20_parcels_a_month_reaches_tier_2_within_18_months():
    terms = terms_of(policy_on(clock.today()))

    small = months_to_tiers(terms, 20)

    assert small[2] <= 18
    assert small[3] <= 36
    assert months_to_tiers(terms, 10)[2] <= 36
    assert months_to_tiers(terms, 5_000)[3] <= small[3]
