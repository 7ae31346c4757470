"""The table of burdens in the operator's manual, compared with the code: each has its timer and its way to be judged
again.
"""

import re
from importlib import import_module
from typing import NamedTuple

import pytest
from django.conf import settings

from apps.events.registry import handlers_of
from apps.ledger.vocabulary import ProgramEntryKind
from apps.policy.schema import SECTIONS
from apps.standing.adverse_actions import ADVERSE_ACTIONS
from apps.standing.models import PlanState, Standing, Status
from apps.standing.states import MEMBER

HEAD = "| burden | begins | who holds it | ends by itself | judged again by | timer | act |"
# Burdens that no timer ends, and why the table says so.
WITHOUT_TIMER = {
    "validated": "the visit ends it, and nothing is taken without a hearing",
    "submitted": "it takes nothing",
    "hold_placed": "it takes nothing that a member has, and nobody passes a list of restricted parties by waiting",
}


class Burden(NamedTuple):
    code: str
    holder: str
    ends: str
    timer: str
    act: str


def read_burdens() -> list[Burden]:
    """Read the rows of the table, each with the code that stands in its first cell."""
    document = (settings.BASE_DIR / "docs" / "operators.md").read_text()
    rows = document[document.index(HEAD) :].split("\n\n")[0].splitlines()[2:]
    burdens = []
    for row in rows:
        what, _begins, holder, ends, _judged, timer, act = (cell.strip() for cell in row.strip("|").split("|"))
        burdens.append(Burden(re.search(r"`(\w+)`", what)[1], holder, ends, timer.strip("`"), act.strip("`")))
    return burdens


BURDENS = read_burdens()
BY_BURDEN = pytest.mark.parametrize("burden", BURDENS, ids=[burden.code for burden in BURDENS])


def test_table_names_every_burden_that_the_code_knows() -> None:
    statuses = {str(status) for status in Status if status not in MEMBER or status == Status.CONDITIONAL}
    running = {str(PlanState.OPEN), str(PlanState.MISSED)}
    fields = {field.name for field in Standing._meta.fields} & {"examine_all", "validated"}
    known = ADVERSE_ACTIONS.keys() | statuses | running | fields | {ProgramEntryKind.HOLD_PLACED}
    # Who left by its owner's act bears nothing.
    assert known - {Status.WITHDRAWN} <= {burden.code for burden in BURDENS}


@BY_BURDEN
def test_burden_has_a_holder_and_an_end(burden: Burden) -> None:
    assert burden.holder
    assert burden.ends
    numbers = {key.name for _section, _title, keys in SECTIONS for key in keys}
    assert set(re.findall(r"`(clock\.\w+)`", burden.ends)) <= numbers


@BY_BURDEN
def test_burden_ends_by_a_timer_that_somebody_handles(burden: Burden) -> None:
    if burden.timer == "–":
        assert burden.code in WITHOUT_TIMER
    else:
        assert handlers_of(burden.timer)


@BY_BURDEN
def test_burden_is_judged_again_by_an_act_of_the_business(burden: Burden) -> None:
    app, service = burden.act.split(".")
    assert callable(getattr(import_module(f"apps.{app}.services"), service))
