"""The past of firms tells of the next year; without the data folder the test is skipped."""

from datetime import date

import pytest

from apps.ledger.vocabulary import Category
from benchmarks.firm_samples import REFUSALS
from benchmarks.history import Refusal, category_of, history_measured, refusals_read, share_found, weight_of
from benchmarks.power import terms_published


@pytest.mark.skipif(not REFUSALS.is_file(), reason=f"There is no file {REFUSALS}.")
@pytest.mark.slow
def test_firms_with_a_grave_and_recent_past_have_a_share_of_later_refusals_far_above_their_number():
    told = history_measured(refusals_read(), terms_published().weights, 2023, resamples=20)
    weighted, _counted, last = told["rankings"].values()

    assert weighted["5%"]["share"] > 0.15
    assert weighted["10%"]["share"] > last["10%"]["share"]
    assert weighted["5%"]["low"] <= weighted["5%"]["share"] <= weighted["5%"]["high"]
    less = told["differences"]["points less day of the last refusal"]["10%"]
    assert less["share"] == weighted["10%"]["share"] - last["10%"]["share"]
    assert less["low"] < less["share"] < less["high"]


def test_the_category_of_a_charge_follows_from_code_and_section():
    assert category_of("NOT LISTED-118", "502(o), 801(a)(3); MISBRANDING") is Category.MISSING_AGENCY_DATA
    assert category_of("SALMONELLA-9", "402(a)(1), 801(a)(3); ADULTERATION") is Category.UNSAFE_GOODS
    assert category_of("NO ENGLISH-324", "403(f), 801(a)(3); MISBRANDING") is Category.MARKING


def test_a_refusal_weighs_by_its_gravest_charge_and_less_with_age():
    weights, on = terms_published().weights, date(2023, 1, 1)
    grave = Refusal("1", date(2022, 12, 1), frozenset({Category.UNSAFE_GOODS, Category.MARKING}))
    minor = Refusal("1", date(2022, 12, 1), frozenset({Category.MARKING}))
    old = Refusal("1", date(2017, 1, 1), grave.categories)

    assert weight_of(grave, weights, on) > weight_of(minor, weights, on)
    assert weight_of(grave, weights, on) > weight_of(old, weights, on)


def test_firms_that_are_ranked_alike_count_with_their_average():
    firms, later = ["a", "b", "c", "d"], {"a": 4, "b": 0, "c": 4, "d": 2}

    assert share_found(firms, later, {"a": 1.0, "b": 1.0}, 0.5) == pytest.approx(0.2)
    assert share_found(firms, later, {"a": 2.0, "b": 1.0, "c": 0.0, "d": 0.0}, 0.25) == pytest.approx(0.4)
