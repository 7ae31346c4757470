from pathlib import Path

import pytest


@pytest.fixture
def today() -> None:
    """Let the clock of each step say which day it is: this takes the place of the fixed day of these tests."""


@pytest.fixture(autouse=True)
def folders(settings, tmp_path: Path) -> None:
    settings.SEALS_FOLDER = str(tmp_path / "seals")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "archives"
    path.mkdir()
    return path
