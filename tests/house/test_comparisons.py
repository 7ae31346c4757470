"""Codes, names and addresses have one form, and are compared by equality: no look-up ignores letter case."""

import re
from pathlib import Path

# What is only searched, in texts that people read: descriptions, and numbers of which a part is typed.
SEARCHES = {"desk/parcels.py", "ledger/selectors/shipments.py", "ledger/selectors/violations.py"}


def test_comparisons_that_ignore_letter_case_are_searches_of_text():
    apps = Path(__file__).parents[2] / "apps"
    found = {
        path.relative_to(apps).as_posix()
        for path in apps.rglob("*.py")
        if "migrations" not in path.parts
        and re.search(r"__(?:iexact|icontains|istartswith|iendswith|iregex)\b", path.read_text())
    }
    assert found == SEARCHES


def test_comparisons_in_the_database_take_no_capitals_of_what_people_typed():
    """PostgreSQL takes I for the capital of the dotless i: only codes of ASCII alone are compared by upper()."""
    sql = (Path(__file__).parents[2] / "apps/ledger/sql").glob("*.sql")
    found = {name for path in sql for name in re.findall(r"(?:upper|lower)\(([\w.]+)\)", path.read_text())}
    assert found == {"issuer", "s.issuer", "n.issuer"}
