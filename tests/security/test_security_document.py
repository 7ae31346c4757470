"""`docs/security.md` names tests and attacks that exist."""

import re

from config.engines import PROJECT
from tests.security.attacks.registry import SUBJECTS

DOCUMENT = (PROJECT / "docs" / "security.md").read_text()
TABLE = DOCUMENT.rpartition("| attack | tried by | test |")[2].splitlines()[2:]


def test_the_tests_that_it_names_exist() -> None:
    named = re.findall(r"`(tests/[\w/]+(?:\.py)?)/?`", DOCUMENT)
    assert named
    assert [name for name in named if not (PROJECT / name).exists()] == []


def test_every_attack_of_the_list_is_tried_or_tested() -> None:
    assert len(TABLE) > 10
    for line in TABLE:
        _, _attack, subjects, tests, _ = (cell.strip() for cell in line.split("|"))
        assert subjects or tests, line
        for subject in re.findall(r"`(\w+)`", subjects):
            assert (SUBJECTS / f"{subject}.py").exists(), subject
