"""Order the tests so that the longest run first, and tell at the end of a whole run where its time went."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

# A run of fewer tests is not of the whole suite, and its times say little.
WHOLE_SUITE = 1_000
SLOWEST = 20
# Fixtures that start a server, a browser or a worker: their tests are longer than others.
LONG_FIXTURES = {"site", "module_site", "worker"}
# Makes the database that a test has to itself, with other processes.
OWN_DATABASE = "live_source"
# The seconds that each fixture took, by its name.
FIXTURES: Counter[str] = Counter()


def longest_first(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Order tests: those whose mark tells their seconds by these, then module by module, so that what the tests of a
    module share is made once. A long test that began last would leave one process at work alone.

    Tests with a database of their own come first in their module: none can be made inside the transaction in which the
    others share rows.
    """
    of_module: dict[Path, int] = {}
    for item in items:
        of_module[item.path] = min(rank_of(item), of_module.get(item.path, rank_of(item)))
    places = {path: place for place, path in enumerate(of_module)}

    def order(item: pytest.Item) -> tuple[int, int, int, bool]:
        rank, place = of_module[item.path], places[item.path]
        return -seconds_of(item), rank, place, OWN_DATABASE not in item.fixturenames

    return sorted(items, key=order)


def seconds_of(item: pytest.Item) -> int:
    """Return the seconds that the mark of a slow test tells, and 0 where it tells none."""
    slow = item.get_closest_marker("slow")
    return slow.kwargs.get("seconds", 0) if slow else 0


def rank_of(item: pytest.Item) -> int:
    """Rank a test: 0 for those marked as slow with a server, 1 for others marked as slow, 2 for those with a server, 3
    for others.
    """
    slow, with_server = item.get_closest_marker("slow"), LONG_FIXTURES.intersection(item.fixturenames)
    return (0 if with_server else 1) if slow else (2 if with_server else 3)


def folder_of(test: str) -> str:
    """Name the folder below `tests/` that holds a test, or the file where the test stands in none."""
    return test.split("::")[0].removeprefix("tests/").split("/")[0]


def summary(reports: Sequence[pytest.TestReport], fixtures: Counter[str]) -> list[str]:
    """Tell the slowest tests, the sums for each folder and phase and the longest fixtures; nothing of a part of the
    suite.
    """
    tests: Counter[str] = Counter()
    for report in reports:
        tests[report.nodeid] += report.duration
    if len(tests) < WHOLE_SUITE:
        return []
    folders: Counter[str] = Counter()
    for test, seconds in tests.items():
        folders[folder_of(test)] += seconds
    counts = Counter(map(folder_of, tests))
    phases: Counter[str] = Counter()
    for report in reports:
        phases[report.when] += report.duration
    return [
        f"The {SLOWEST} slowest tests:",
        *(f"{seconds:7.1f} s  {test}" for test, seconds in tests.most_common(SLOWEST)),
        f"The {SLOWEST} fixtures that took longest, each without those that it uses:",
        *(f"{seconds:7.1f} s  {name}" for name, seconds in fixtures.most_common(SLOWEST)),
        "Each phase:",
        *(f"{seconds:7.1f} s  {phase}" for phase, seconds in phases.most_common()),
        "Each folder:",
        *(f"{seconds:7.1f} s  {folder} ({counts[folder]} tests)" for folder, seconds in folders.most_common()),
        f"{tests.total():7.1f} s  together ({len(tests)} tests)",
    ]


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef) -> Iterator[None]:
    """Add the time of the fixture's own function: those that it uses were set up before."""
    begun = time.perf_counter()
    try:
        return (yield)
    finally:
        FIXTURES[fixturedef.argname] += time.perf_counter() - begun


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send the times of the fixtures to the process that tells them."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["fixtures"] = dict(FIXTURES)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    FIXTURES.update(getattr(node, "workeroutput", {}).get("fixtures", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [
        report
        for category in terminalreporter.stats.values()
        for report in category
        if isinstance(report, pytest.TestReport)
    ]
    for line in summary(reports, FIXTURES):
        terminalreporter.write_line(line)
