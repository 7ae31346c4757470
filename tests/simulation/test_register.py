"""What the demonstration tells in public: how much its register says, and nothing that its editions withhold."""

import pytest

from apps.measures.models import Edition
from apps.measures.reasons.models import RegisterRow
from apps.measures.reasons.selectors import register_told
from config.simulation.services import demo, program_simulate
from tests.measures.published import groups_solved, lines_attacked, parcels_attacked
from tests.simulation.programs import rows_counted

pytestmark = pytest.mark.slow(seconds=120)


def test_register_of_the_demonstration_tells_every_action_and_most_grounds_and_its_editions_nothing_withheld() -> None:
    """Takes the demonstration with all its parcels: a register and a table by port say little of few."""
    with rows_counted():
        program_simulate(shippers=demo.SHIPPERS, days=demo.DAYS, seed=demo.SEED)
    told = register_told()
    assert RegisterRow.objects.count() >= 50
    assert told["action"] == 1
    assert min(told["outcome"], told["ground"]) >= 0.9
    assert sum(told.values()) / len(told) >= 0.75
    editions = list(Edition.objects.select_related("release"))
    quarters = [edition for edition in editions if edition.release.kind == "quarter"]
    for attacks in ([lines_attacked(edition) for edition in editions], [parcels_attacked(each) for each in quarters]):
        assert any(attack.withheld for attack in attacks)
        assert [solved for attack in attacks for solved in attack.lines_solved()] == []
        assert [businesses for attack in attacks for businesses in attack.sums_of_few()] == []
    assert [solved for edition in editions for solved in groups_solved(edition)] == []
