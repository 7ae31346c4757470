"""The repository holds short modules, and no file that is generated, secret or of one machine."""

import json
import re
import subprocess
from fnmatch import fnmatch

from config.engines import PROJECT

MAX_LINES = 400
SOURCES = ("*.py", "*.html", "*.txt", "*.js", "*.css", "*.sh", "Makefile")
FORBIDDEN = (
    *("uv.lock", "node_modules/*", ".venv/*", ".local/*", "static/vendor/*", "staticfiles/*"),
    *("*.pyc", "*.sqlite3", "*.pem", "*.key", ".env", "*/.env"),
)

DECISION = re.compile(
    r"# (?P<number>\d+)\. (?P<title>.+)\n\nDate: (?P<date>\d{4}-\d\d-\d\d)\n"
    r"Status: (?P<status>in force|(?:(?:partly )?replaced by|merged into) \d+(?:, \d+)*)\n\n"
)
ROW_OF_INDEX = re.compile(r"^\| (\d+) \| \[(.+)\]\((.+\.md)\) \| (.+) \| (.+) \|$", re.MULTILINE)
LINK_TO_DECISION = re.compile(r"adr/(\d{4}[a-z0-9-]*(?:\.md)?)")


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


def test_decisions_have_a_number_date_and_status_and_one_row_in_the_index():
    records = sorted((PROJECT / "docs/adr").glob("[0-9]*.md"))
    numbers = [int(record.name[:4]) for record in records]
    assert numbers == list(range(1, len(records) + 1))

    heads = [DECISION.match(record.read_text()) for record in records]
    assert [record.name for record, head in zip(records, heads, strict=True) if not head] == []
    rows = {record.name: head.groupdict() for record, head in zip(records, heads, strict=True) if head}
    assert [int(row["number"]) for row in rows.values()] == numbers
    named = {int(number) for row in rows.values() for number in re.findall(r"\d+", row["status"])}
    assert named <= set(numbers)

    listed = ROW_OF_INDEX.findall((PROJECT / "docs/adr/README.md").read_text())
    expected = [(row["number"], row["title"], name, row["date"], row["status"]) for name, row in rows.items()]
    assert sorted(listed) == sorted(expected)


def test_links_to_decisions_lead_to_a_record():
    records = [record.name for record in (PROJECT / "docs/adr").glob("[0-9]*.md")]
    texts = [name for name in files() if name.endswith((".md", ".py", ".sql", ".toml", ".json", ".html"))]
    links = [(name, link) for name in texts for link in LINK_TO_DECISION.findall((PROJECT / name).read_text())]
    assert links
    assert [(name, link) for name, link in links if not any(record.startswith(link) for record in records)] == []
