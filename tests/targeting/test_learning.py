"""Models: they find what is wrong more often, give reasons in points, can be repeated, and do not trust rare keys."""

import json

import pytest

from apps.targeting.risk_model import FEATURES, PastParcel, model_load, model_train
from apps.targeting.risk_model.features import features_of
from apps.targeting.risk_model.knowledge import knowledge_of, line_weights
from apps.targeting.risk_model.learning import REPEAT, rows_out_of_fold
from apps.targeting.risk_model.trees import MAX_PARTS, is_available, matrix_of, trees_train
from tests.targeting.arrivals import arrival, examples

_WITH_TREES = [pytest.mark.slow, pytest.mark.skipif(not is_available(), reason="needs the extra `learning`")]
KINDS = [False, pytest.param(True, marks=_WITH_TREES)]
DANGEROUS, HARMLESS = arrival(hs="420221", value=31.0), arrival(hs="851712", value=31.0)


@pytest.mark.parametrize("trees", KINDS)
def test_a_model_finds_what_is_wrong_more_often_and_says_why(trees: bool) -> None:
    model = model_train(examples(2_000), seed=1, trees=trees)
    dangerous, harmless = model.risks([DANGEROUS, HARMLESS])
    assert dangerous.chance == pytest.approx(0.5, abs=0.12)
    assert harmless.chance == pytest.approx(0.05, abs=0.05)
    assert dangerous.chance > model.base > harmless.chance
    assert dangerous.reasons[0].points > 0
    assert dangerous.reasons[0].code in {"rate_chapter", "rate_heading", "rate_hs"}


@pytest.mark.parametrize("trees", KINDS)
def test_the_same_data_and_seed_give_the_same_model(trees: bool) -> None:
    one, other = (model_train(examples(600), seed=1, trees=trees) for _time in range(2))
    assert one.digest == other.digest
    assert one.dump() == other.dump()
    assert model_train(examples(600), seed=2, trees=trees).digest != one.digest


@pytest.mark.parametrize("trees", KINDS)
def test_a_model_that_was_stored_says_the_same(trees: bool) -> None:
    model = model_train(examples(600), seed=1, trees=trees)
    stored = model_load(json.loads(json.dumps(model.dump())))
    assert stored.risks([DANGEROUS, HARMLESS]) == model.risks([DANGEROUS, HARMLESS])


@pytest.mark.skipif(not is_available(), reason="needs the extra `learning`")
def test_the_parts_of_all_features_add_up_to_the_score_and_the_largest_come_first() -> None:
    told = examples(600)
    rows = rows_out_of_fold(told, seed=1)
    model = trees_train(rows, [example.wrong for example in told], [1.0] * len(told), seed=1)
    scores, parts = model.scores(rows), model.parts_of_all(matrix_of(rows)).sum(axis=1).tolist()
    bases = [score - part for score, part in zip(scores, parts, strict=True)]
    assert bases == pytest.approx([bases[0]] * len(bases), abs=1e-6)
    assert max(parts) > 0.1
    sizes = [[abs(part) for _name, part in each] for each in model.parts(rows[:20])]
    assert all(each == sorted(each, reverse=True) and len(each) == MAX_PARTS for each in sizes)


def test_a_line_that_was_opened_before_outweighs_the_model() -> None:
    told = [*examples(600), *[PastParcel(HARMLESS, True)] * 3]
    model = model_train(told, seed=1, trees=False)
    repeated, new = model.risks([HARMLESS, arrival(hs="851712", value=32.0)])
    assert REPEAT not in [reason.code for reason in new.reasons]
    assert repeated.chance > 0.8 > new.chance
    assert repeated.reasons[0].code == REPEAT


def test_repeats_of_a_line_count_as_one() -> None:
    told = [*[PastParcel(HARMLESS, True)] * 9, PastParcel(DANGEROUS, False)]
    assert sum(line_weights(told)) == pytest.approx(2)
    assert knowledge_of(told).base == pytest.approx(0.5)


def test_a_training_row_knows_nothing_of_its_own_outcome() -> None:
    """Of a key with one parcel the rate is that of its parent, whatever came of the parcel."""
    told = examples(400)
    alone = [PastParcel(arrival(hs="010121", seller="alone", value=float(9 + wrong)), wrong) for wrong in (True, False)]
    rate = next(at for at, feature in enumerate(FEATURES) if feature.name == "rate_seller")
    for one in alone:
        row = rows_out_of_fold([*told, one], seed=1)[-1]
        assert row[rate] == pytest.approx(-1.2, abs=0.4)


def test_a_parcel_of_which_nothing_is_declared_has_features() -> None:
    empty = arrival(
        **dict.fromkeys(("seller", "hs", "origin", "departure", "currency", "mode", "entry_type", "port"), ""),
        **dict.fromkeys(("value", "weight_kg"), None),
        declarant="",
        description="",
    )
    assert len(features_of(empty, knowledge_of(examples(50)))) == len(FEATURES)
    assert model_train(examples(200), seed=1, trees=False).risks([empty])[0].chance <= 1


def test_every_feature_has_a_name_of_its_own_and_a_reason() -> None:
    assert len({feature.name for feature in FEATURES}) == len(FEATURES)
    assert all(feature.label and feature.reason.endswith(".") for feature in FEATURES)
