from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    """Have seals published in a folder of the test."""
    settings.SEALS_FOLDER = str(tmp_path / "seals")
    return tmp_path / "seals"
