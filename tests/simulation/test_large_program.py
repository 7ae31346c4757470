"""The program of the demonstration at its size: each list, page and chart has content, its register says most of what
was decided, and its editions tell nothing that they withhold.
"""

import os
import re
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db.models import Sum
from django.test import Client

from apps.core import clock
from apps.ledger.models import Parcel
from apps.measures.models import Edition
from apps.measures.reasons.columns import COLUMNS
from apps.measures.reasons.models import RegisterRow
from apps.measures.reasons.selectors import register_told
from apps.shippers.models import Shipper
from apps.standing.models import Standing, Status
from apps.targeting.models import Exam, ModelState, PortDay, RiskModel
from apps.targeting.selectors import champion, drift_looks
from apps.work.selectors import items_open
from config.simulation import selectors
from config.simulation.services import demo, program_simulate
from tests.addresses import DESK, Access, path_of, reachable
from tests.measures.published import groups_solved, lines_attacked, parcels_attacked
from tests.people import administrator, confirmed, with_every_role
from tests.simulation.lists import lists_empty, states_empty
from tests.simulation.programs import rows_counted

pytestmark = pytest.mark.slow(seconds=300)

# What a public page says in place of a figure.
FIGURE = re.compile(r"\d(%|×)")
NO_FIGURE = ("Nothing to count", "Too few exams to tell", "Nothing yet", "None yet")
# The pages of the performance that say when figures come, and send them.
NO_STUDY = {"/performance/calendar/", "/performance/subscribe/"}
# A call passes on from these states within days.
BY_CHANCE = {"standing-assurance: reached", "standing-assurance: dropped"}
COUNTRIES = 40
# What is in the addresses of pages that need a record, begin one, or answer a field as somebody types.
NO_LIST = ("<", "(", "/add/", "autocomplete")
PERFORMANCE = sorted(path for path in reachable(Access.PUBLIC) if path.startswith("/performance/") and path[-1] == "/")


def test_large_program_is_told_on_every_list_page_and_chart(db: None) -> None:
    """One test, since the program is made once. Its books are right, too: `verify` finds no difference."""
    with rows_counted():
        program_simulate(size=demo.SIZE, days=demo.DAYS, seed=demo.SEED)
    call_command("verify")
    assert_members()
    assert_desk()
    assert_ports()
    assert_work()
    assert_figures()
    assert_register()


@pytest.mark.soak
def test_program_of_5000_enrolled_sellers_and_1000000_parcels_is_repeated_from_its_entries(live_db: str) -> None:
    """Two processes record many batches at one moment, and several of one recording. `simulate` verifies them."""
    size = ("--shippers", "200", "--enrolled", "5000", "--parcels", "1000000")
    subprocess.run(
        [sys.executable, "manage.py", "simulate", *size], env=os.environ | {"DATABASE_URL": live_db}, check=True
    )


def assert_members() -> None:
    members = Standing.objects.exclude(status__in=[Status.REMOVED, Status.WITHDRAWN])
    assert members.count() > 0.8 * demo.SIZE.enrolled
    assert Parcel.objects.count() > 0.8 * demo.SIZE.parcels
    assert Shipper.objects.values("country").distinct().count() >= COUNTRIES
    assert set(members.values_list("tier", flat=True)) == {0, 1, 2, 3}
    assert all(map(selectors.owner_of, selectors.SELLERS))
    assert not members.filter(shipper__team=None).exists()


def assert_desk() -> None:
    assert lists_empty() == set()
    assert states_empty() <= BY_CHANCE
    desk = confirmed(with_every_role(administrator()))
    lists = [path_of(route) for route in DESK if not any(part in route for part in NO_LIST)]
    answers = {path: desk.get(path).status_code for path in lists}
    assert len(lists) > 60
    assert {path: status for path, status in answers.items() if status not in (200, 302, 405)} == {}


def assert_ports() -> None:
    """Assert that ten ports drew among tens of parcels each, and that models learned from the exams of months."""
    today = PortDay.objects.filter(day=clock.today()).annotate(
        drawn=Sum("draws__parcels"), chosen=Sum("draws__selected")
    )
    assert sum(day.drawn >= 20 and day.chosen >= 3 for day in today) >= 10
    assert set(Exam.objects.values_list("result", flat=True)) == {"clean", "discrepant"}
    model = champion()
    assert model
    assert drift_looks(model)
    for row in (model, RiskModel.objects.get(state=ModelState.CHALLENGER)):
        assert len(row.card["months"]) >= 2
        assert row.examples > 2_000


def assert_work() -> None:
    """Assert that most work is done in its time."""
    items = items_open()
    late = items.filter(due_at__lt=clock.now())
    for kind in ("validation_due", "wrong_parcel", "somebody_to_find"):
        assert late.filter(kind=kind).count() <= 10, kind
    assert late.count() < 0.2 * items.count()


def assert_figures() -> None:
    """Assert that the latest quarter withholds nothing, and that the pages of the latest whole year have figures."""
    latest = Edition.objects.filter(release__kind="quarter").order_by("released_at").last()
    assert latest
    lines = [(measure["code"], line) for measure in latest.published["measures"] for line in measure["lines"]]
    assert [(code, line["code"]) for code, line in lines if line["withheld"] or line["value"] is None] == []
    pages = {path: Client().get(path).content.decode() for path in PERFORMANCE}
    # Nobody had appealed yet in that year: of one measure, the table tells it for the value and beside it.
    assert sum(pages["/performance/"].count(words) for words in NO_FIGURE) <= 2
    assert "<svg" in pages["/performance/"]
    assert {path for path, page in pages.items() if not FIGURE.search(page)} <= NO_STUDY


def assert_register() -> None:
    """Assert that the register tells every action, and most of what was decided about violations; and that editions
    tell nothing that they withhold. Other actions are of so few businesses that little may be told of each.
    """
    assert register_told()["action"] == 1
    rows = list(RegisterRow.objects.filter(action="violation").values(*COLUMNS))
    told = {column: sum(bool(row[column]) for row in rows) / len(rows) for column in COLUMNS}
    assert len(rows) >= 50
    assert min(told["outcome"], told["ground"]) >= 0.9
    assert sum(told.values()) / len(told) >= 0.75
    editions = list(Edition.objects.select_related("release"))
    quarters = [edition for edition in editions if edition.release.kind == "quarter"]
    attacks_on_lines = [lines_attacked(edition) for edition in editions]
    # The tables of parcels withhold nothing: enough businesses are behind each port.
    assert any(attack.withheld for attack in attacks_on_lines)
    for attacks in (attacks_on_lines, [parcels_attacked(each) for each in quarters]):
        assert [solved for attack in attacks for solved in attack.lines_solved()] == []
        assert [businesses for attack in attacks for businesses in attack.sums_of_few()] == []
    assert [solved for edition in editions for solved in groups_solved(edition)] == []
