"""`docs/law.md` lists every citation of law: what it says, whom it binds, where it stands, and its source."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "law.md"
# `docs/policy.md` is written from the published policy, and the catalogs from the texts in the code.
ELSEWHERE = (PAGE, ROOT / "docs" / "policy.md")
READ = (
    "apps/**/*.py",
    "apps/**/*.toml",
    "apps/**/*.md",
    "config/**/*.py",
    "templates/**/*.html",
    "docs/**/*.md",
    "*.md",
)
SUBSECTIONS = r"(?:\([0-9A-Za-z]{1,4}\))*"
CITATION = re.compile(
    rf"\d+ U\.S\.C\. \d+[A-Za-z]*{SUBSECTIONS}"
    rf"|\d+ CFR (?:parts? |chapter )?(?:\d+(?:\.\d+)?|[IVX]+){SUBSECTIONS}"
    r"|Regulation \(EU\) \d{4}/\d+"
    r"|GAO-\d+-\d+"
    r"|OMB Circular A-\d+, section \d+"
)
COLUMNS = ("Citation", "What it says", "Whom it binds", "Where it stands", "Source", "Text read")


def citations_in(path: Path) -> set[str]:
    """Return the citations in a file, also those that a line break divides."""
    joined = re.sub(r'"\s*\n\s*f?"', "", path.read_text())
    return set(CITATION.findall(re.sub(r"\s+", " ", joined)))


@pytest.fixture(scope="module")
def places() -> dict[str, set[str]]:
    """The files in which each citation stands."""
    found: dict[str, set[str]] = defaultdict(set)
    for pattern in READ:
        for path in ROOT.glob(pattern):
            if path not in ELSEWHERE:
                for citation in citations_in(path):
                    found[citation].add(str(path.relative_to(ROOT)))
    return found


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, str]]:
    """The rows of the table, by citation. A row may cite a section in more than one way."""
    table = [line.strip("| ").split(" | ") for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    heading, *lines = table
    assert tuple(heading) == COLUMNS
    by_citation: dict[str, dict[str, str]] = {}
    for line in lines:
        if line[0] != "---":
            assert len(line) == len(COLUMNS), line
            for citation in CITATION.findall(line[0]):
                assert citation not in by_citation, f"{citation} has two rows"
                by_citation[citation] = dict(zip(COLUMNS, line, strict=True))
    return by_citation


def test_each_citation_has_a_row_and_each_row_is_cited(places, rows):
    assert set(rows) == set(places)


def test_each_row_names_the_files_in_which_its_citations_stand(places, rows):
    expected: dict[str, set[str]] = defaultdict(set)
    for citation, row in rows.items():
        expected[row["Citation"]] |= places[citation]
    named = {row["Citation"]: row["Where it stands"] for row in rows.values()}
    assert named == {key: ", ".join(f"`{name}`" for name in sorted(files)) for key, files in expected.items()}


def test_each_row_gives_its_source_and_says_whether_the_text_was_read(rows):
    for citation, row in rows.items():
        assert re.search(r"https://\S+", row["Source"]), citation
        assert re.fullmatch(r"(yes|in part|no): .*20\d\d-\d\d-\d\d.*", row["Text read"]), citation
