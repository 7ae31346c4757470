"""The search of a process: the names in memory are those of the lists as they are now."""

import pytest

from apps.matching import BearerKind
from apps.screening import search
from apps.screening.parties import ComparedParty
from apps.screening.search import search_now
from tests.screening.hits import FIRM, FIRM_NAME, PERSON, list_loaded


def test_the_names_that_were_read_stay_in_memory_until_a_list_is_loaded() -> None:
    list_loaded(PERSON)
    before = search_now()
    assert before.hits([ComparedParty(FIRM_NAME, BearerKind.ANY)]) == [[]]
    assert search_now() is before
    list_loaded(PERSON, FIRM)
    (hits,) = search_now().hits([ComparedParty(FIRM_NAME, BearerKind.ANY)])
    assert [hit.name for hit in hits] == [FIRM["name"]]
    assert search_now().kept > 0


def test_the_names_in_memory_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    list_loaded(PERSON, FIRM)
    search_now().hits([ComparedParty(FIRM_NAME, BearerKind.ANY)])
    monkeypatch.setattr(search, "MAX_KEPT", 0)
    assert search_now().kept == 0
