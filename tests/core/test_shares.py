"""A share has the same figure everywhere: the nearest one, with bounds outward, and told from 0, 1 and requirements."""

import ast
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from apps.core.shares import percent, percent_exact, percent_high, percent_low, percent_range
from apps.evaluation.rules import compliance_rate

SHARES = st.integers(0, 10**6).map(lambda millionths: millionths / 10**6)


def figure(text: str) -> float:
    return float(text.removesuffix("%"))


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0%"),
        (1, "100%"),
        (0.5, "50%"),
        (0.985, "98.5%"),
        (5 / 140, "3.6%"),
        (5470 / 5560, "98.4%"),
        (0.0355, "3.6%"),
        (1 - 0.07, "93%"),
        (0.1 * 3, "30%"),
        (1.2345, "123.5%"),
        # Nearly nothing is not shown as nothing, nor nearly all as all.
        *((0.0004, "0.04%"), (0.99999, "99.999%"), (0.9996, "99.96%"), (1e-7, "0.00001%"), (1e-15, "0%")),
    ],
)
def test_share_is_the_nearest_percentage(share: float, text: str):
    assert percent(share) == text


def test_bounds_of_a_range_go_outward():
    assert (percent_low(0.0809), percent_high(0.0809)) == ("8%", "8.1%")
    assert percent_range(0.0809, 0.0809) == "8% to 8.1%"
    assert percent_range(0.0004, 0.99999) == "0.04% to 99.999%"
    assert percent_range(0, 1) == "0% to 100%"
    assert percent_range(0.0201, float("inf")) == "2% or more"
    assert percent_low(1 - 0.07) == percent_high(1 - 0.07) == "93%"


@given(share=SHARES)
def test_bounds_of_a_range_hold_the_share(share: float):
    assert figure(percent_low(share)) / 100 <= share + 1e-12
    assert figure(percent_high(share)) / 100 >= share - 1e-12


@pytest.mark.parametrize(
    ("share", "text"), [(0.9, "90%"), (0.985, "98.5%"), (0.9855, "98.55%"), (0.934567, "93.4567%")]
)
def test_number_of_the_policy_keeps_its_digits(share: float, text: str):
    assert percent_exact(share) == text


def test_templates_and_sentences_show_the_same_figure():
    page = "{% load display %}{{ share|percent }} {{ share|percent_low }} {{ share|percent_high }}"
    assert Template(page).render(Context({"share": 0.93491234})) == "93.5% 93.4% 93.5%"
    assert percent(0.93491234) == "93.5%"


def test_compliance_rate_shows_all_digits_to_which_it_is_compared():
    assert compliance_rate.value_text(0.9349) == "93.49%"


@given(observed=st.floats(0, 1), required=SHARES)
def test_share_against_a_requirement_lies_on_the_side_on_which_the_rule_finds_it(observed: float, required: float):
    shown, asked = figure(percent(observed, against=[required])), figure(percent_exact(required))
    if observed < required - 1e-9:
        assert shown < asked
    if observed > required + 1e-9:
        assert shown > asked


def test_share_against_a_requirement_has_no_more_digits_than_tell_it():
    assert percent(0.9496) == percent(0.95) == "95%"
    assert percent(0.9496, against=[0.95]) == "94.96%"
    assert percent(0.9496, against=[0.9]) == "95%"


def test_percentage_is_written_as_the_reader_writes_numbers():
    with translation.override("es"):
        assert percent(0.985) in ("98,5 %", "98,5%", "98,5\xa0%")


@pytest.mark.slow
def test_shares_are_formatted_in_one_place():
    """A percentage in the form of Python is neither in the reader's language nor told from 0 and 100 %."""
    # How far an import has come, in the terminal of an operator.
    progress = {"apps/ledger/management/commands/import_history.py"}
    root = Path(__file__).parents[2]
    found = {
        str(path.relative_to(root))
        for path in (root / "apps").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FormattedValue) and node.format_spec and ast.unparse(node.format_spec).endswith("%'")
    }
    assert found == progress
