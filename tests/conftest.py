"""What all tests share: the engines' end, and the fixtures of tests that need commits, a worker or a browser."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.test import override_settings
from django.utils import translation

from config import engines
from config.engine_users import EngineUse
from config.settings import embedded
from tests.browsers import browser, chromium, new_page, page
from tests.lasting import lasting
from tests.live import django_db_setup, live_db, live_source, module_site, own_broker, owner_db, site, worker
from tests.orphans import end_with_parent
from tests.times import (
    longest_first,
    pytest_fixture_setup,
    pytest_sessionfinish,
    pytest_terminal_summary,
    pytest_testnodedown,
)

__all__ = [
    "browser",
    "django_db_setup",
    "lasting",
    "live_db",
    "live_source",
    "module_site",
    "new_page",
    "own_broker",
    "owner_db",
    "page",
    "pytest_fixture_setup",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
    "pytest_testnodedown",
    "site",
    "worker",
]

pytest_plugins = ["tests.fixtures"]

# How long an example takes depends on what else the machine does, so it is no reason to fail.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def _own_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the files that tests upload, and the seals that they publish, in folders of this process."""
    with override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"), SEALS_FOLDER=str(tmp_path_factory.mktemp("seals"))
    ):
        yield


@pytest.fixture(autouse=True)
def _in_english() -> None:
    """Begin in English: the language of the last page that an earlier test asked for stays with the thread."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _no_second_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no decision to be read again by another officer, unless a test says so."""
    monkeypatch.setattr("apps.applications.services.second_looks.is_drawn", lambda share: False)


# Folders of rules that ask no database: there a test that does ask fails.
WITHOUT_DATABASE = ("evaluation/rules", "failover", "matching")
# Fixtures with a database of their own.
OTHER_DATABASES = {"live_source", "owner_db"}


def sees_database(item: pytest.Item) -> bool:
    """Tell whether a test sees the database of the run, in a transaction that is rolled back."""
    folder = item.path.parent.relative_to(Path(__file__).parent).as_posix()
    return folder not in WITHOUT_DATABASE and not OTHER_DATABASES.intersection(item.fixturenames)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Give each test the database; mark the tests that drive a browser, for `-m`; put the longest tests first."""
    missing = chromium() is None and os.environ.get("REQUIRE_BROWSER") != "1"
    for item in items:
        if sees_database(item):
            item.add_marker(pytest.mark.django_db)
        if "browser" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
            if missing:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed (Debian: apt-get install chromium)"))
    yield
    items[:] = longest_first(items)


def pytest_collection_finish() -> None:
    """Keep the garbage collector from walking through all that was imported, time and again: it stays until the end."""
    gc.collect()
    gc.freeze()


def pytest_configure(config: pytest.Config) -> None:
    """Keep the engines from being stopped by another run; the workers of pytest-xdist end with their controller."""
    if hasattr(config, "workerinput"):
        end_with_parent()
    elif ours := getattr(embedded, "embedded", None):
        use = EngineUse()
        # Another run may have stopped the engines since the settings were read.
        started = engines.ensure().started or ours.started
        config.add_cleanup(lambda: use.end(started=started))
