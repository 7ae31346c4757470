"""The repository holds short modules, and no file that is generated, secret or of one machine."""

import json
import subprocess
from fnmatch import fnmatch

from config.engines import PROJECT

MAX_LINES = 400
SOURCES = ("*.py", "*.html", "*.txt", "*.js", "*.css", "*.sh", "Makefile")
FORBIDDEN = (
    *("uv.lock", "node_modules/*", ".venv/*", ".local/*", "static/vendor/*", "staticfiles/*"),
    *("*.pyc", "*.sqlite3", "*.pem", "*.key", ".env", "*/.env"),
)


def files() -> list[str]:
    """List the files that are tracked, or would be tracked by the next `git add`."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"]
    listed = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True).stdout.splitlines()
    return [name for name in listed if (PROJECT / name).is_file()]


def test_no_module_is_longer_than_400_lines():
    lengths = {
        name: len((PROJECT / name).read_text().splitlines())
        for name in files()
        if any(fnmatch(name.rsplit("/")[-1], pattern) for pattern in SOURCES) and "/migrations/" not in name
    }
    assert lengths
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}


def test_nothing_generated_or_secret_is_in_the_repository():
    assert [name for name in files() if any(fnmatch(name, pattern) for pattern in FORBIDDEN)] == []


def test_locks_have_hashes_and_no_address_of_a_registry():
    requirements = (PROJECT / "requirements.lock").read_text()
    assert "--hash=sha256:" in requirements
    assert "://" not in requirements

    packages = json.loads((PROJECT / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_every_decision_has_a_number_of_its_own_which_its_title_gives():
    records = sorted((PROJECT / "docs/adr").glob("*.md"))
    numbers = [int(record.name[:4]) for record in records]
    assert numbers == list(range(1, len(records) + 1))
    titles = [int(record.read_text().removeprefix("# ").split(".")[0]) for record in records]
    assert titles == numbers
