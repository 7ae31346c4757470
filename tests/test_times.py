from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import times


def report(test: str, seconds: float, when: str = "call") -> SimpleNamespace:
    return SimpleNamespace(nodeid=test, duration=seconds, when=when)


def test_a_run_of_the_whole_suite_ends_with_its_slowest_tests_fixtures_and_folders() -> None:
    reports = [report(f"tests/desk/test_home.py::test[{number}]", 0.25) for number in range(1_000)]
    reports += [report("tests/portal/test_home.py::test", 2, "setup"), report("tests/portal/test_home.py::test", 9)]
    reports += [report("tests/test_demo.py::test", 70)]
    said = times.summary(reports, Counter(page=7, ada=8))
    assert said[1:3] == ["   70.0 s  tests/test_demo.py::test", "   11.0 s  tests/portal/test_home.py::test"]
    assert said[-10:] == [
        *("    8.0 s  ada", "    7.0 s  page", "Each phase:", "  329.0 s  call", "    2.0 s  setup", "Each folder:"),
        "  250.0 s  desk (1000 tests)",
        "   70.0 s  test_demo.py (1 tests)",
        "   11.0 s  portal (1 tests)",
        "  331.0 s  together (1002 tests)",
    ]
    assert len(said) == times.SLOWEST + 12


def item(test: str, *fixtures: str, **marks: pytest.MarkDecorator) -> SimpleNamespace:
    return SimpleNamespace(
        nodeid=test,
        path=Path(test.partition("::")[0]),
        fixturenames=fixtures,
        get_closest_marker=lambda name: marks[name].mark if name in marks else None,
    )


def test_the_longest_tests_come_first_and_the_tests_of_a_module_stay_together() -> None:
    slow = pytest.mark.slow
    items = [
        item("a.py::quick"),
        item("b.py::quick"),
        item("b.py::slow", slow=slow),
        item("c.py::on a site", "site"),
        item("d.py::longest", slow=slow(seconds=90)),
        item("d.py::slow on a site", "site", slow=slow),
        item("e.py::longer", slow=slow(seconds=60)),
    ]
    assert [each.nodeid for each in times.longest_first(items)] == [
        *("d.py::longest", "e.py::longer", "d.py::slow on a site"),
        *("b.py::quick", "b.py::slow", "c.py::on a site", "a.py::quick"),
    ]


def test_tests_with_a_database_of_their_own_come_before_those_of_their_module_that_share_rows() -> None:
    items = [item("a.py::shares", "lasting"), item("a.py::own", "live_source"), item("a.py::shares too", "lasting")]
    ordered = [each.nodeid for each in times.longest_first(items)]
    assert ordered == ["a.py::own", "a.py::shares", "a.py::shares too"]


def test_a_run_of_some_tests_ends_without_them() -> None:
    assert times.summary([report("tests/desk/test_home.py::test", 0.25)], Counter()) == []
