"""The ties that show common control: the pairs of the daily run are those that a case finds of named businesses."""

import random

import pytest

from apps.shippers.models import ControlTie
from apps.shippers.relations import clusters_refresh, control_of, groups_of
from tests.shippers.test_relations import make_world, random_world


@pytest.mark.parametrize("seed", range(3))
def test_pairs_of_the_daily_run_are_those_of_a_case_whatever_is_shared(seed: int) -> None:
    made = make_world(random_world(random.Random(seed)))
    clusters_refresh()
    daily = set(ControlTie.objects.values_list("one", "other"))
    assert daily
    found = control_of([shipper.pk for shipper in made.values()])
    named = {(pk, other) for pk, shared in found.shared.items() for tie in shared for other in tie.others}
    assert named == daily | {(other, one) for one, other in daily}, "and each business has its side of the tie"
    assert found.joined == groups_of(daily)


def test_groups_are_those_that_hang_together_in_any_order() -> None:
    pairs = [(1, 2), (5, 6), (3, 4), (2, 3), (8, 9), (6, 7)]
    for _number in range(5):
        random.Random(_number).shuffle(pairs)
        assert groups_of(pairs) == [{1, 2, 3, 4}, {5, 6, 7}, {8, 9}]
