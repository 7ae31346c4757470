"""Answers that depend on the case: each way through the questions ends in an outcome with its sources."""

from collections.abc import Iterator
from itertools import chain
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import escape

from apps.guidance.decisions import DecisionGuide, answers_in, question_next
from apps.guidance.decisions.all import DECISIONS
from apps.guidance.faults import sentences_of_law
from apps.guidance.library import ENGLISH, pages
from tests.markup import assert_valid
from tests.reading import assert_readable

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def ways(decision: DecisionGuide, answers: dict[str, str]) -> Iterator[dict[str, str]]:
    """Yield all complete answers of a decision."""
    question = question_next(decision, answers)
    if question is None:
        yield answers
        return
    for key in question.choices:
        yield from ways(decision, {**answers, question.key: key})


ALL = [(decision, answers) for decision in DECISIONS.values() for answers in ways(decision, {})]


def test_decisions_end_on_every_way_with_advice_and_pages_that_exist() -> None:
    assert len(ALL) > 30
    for decision, answers in ALL:
        outcome = decision.outcome(answers)
        assert outcome.advice
        assert set(outcome.pages) <= set(pages(ENGLISH))
        assert all(each.source is None or each.source.address for each in outcome.advice)
        assert answers_in(decision, answers) == answers


def test_decisions_name_the_source_of_each_sentence_of_law() -> None:
    advice = chain.from_iterable(decision.outcome(answers).advice for decision, answers in ALL)
    assert {str(each.text) for each in advice if each.source is None and sentences_of_law(str(each.text))} == set()


def test_decisions_leave_out_answers_that_do_not_belong() -> None:
    entry = DECISIONS["entry"]
    assert answers_in(entry, {"value": "more", "way": "post", "other": "x"}) == {"value": "more"}
    assert answers_in(entry, {"value": "less", "way": "by magic", "watched": "no"}) == {"value": "less"}
    assert answers_in(entry, {"way": "post"}) == {}


@pytest.mark.parametrize(
    ("key", "answers", "said"),
    [
        ("entry", {"value": "more"}, "You need a formal entry, and in practice a broker."),
        ("entry", {"value": "less", "way": "post"}, "In most cases you need no broker."),
        ("entry", {"value": "less", "way": "courier", "watched": "unknown"}, "Be ready for a formal entry."),
        ("agencies", {"goods": "food"}, "FDA: food needs a notice before it arrives."),
        ("agencies", {"goods": "children", "radio": "yes", "battery": "yes"}, "FCC: things that send by radio"),
        ("agencies", {"goods": "other", "radio": "no", "battery": "no"}, "We know of no agency"),
    ],
)
def test_an_address_with_answers_shows_their_outcome(
    client: Client, key: str, answers: dict[str, str], said: str
) -> None:
    answer = client.get(f"/guidance/answers/{key}/?{urlencode(answers)}")
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_a_question_is_asked_again_with_what_is_wrong_until_it_is_answered(client: Client) -> None:
    first = client.get("/guidance/answers/entry/").content.decode()
    assert "What are all goods of the shipment worth together?" in first
    assert "Choose one." not in first
    again = client.get("/guidance/answers/entry/?asked=value")
    assert again.status_code == 422
    assert "Choose one." in again.content.decode()
    second = client.get("/guidance/answers/entry/?asked=value&value=less").content.decode()
    assert "How do they travel?" in second
    assert "Choose one." not in second
    assert '<input type="hidden" name="value" value="less">' in second
    assert client.get("/guidance/answers/nothing/").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_decisions_are_valid_pages_in_every_language(client: Client, language: str) -> None:
    found = {}
    for key, decision in DECISIONS.items():
        answers: dict[str, str] = {}
        while question := question_next(decision, answers):
            path = f"/guidance/answers/{key}/?{urlencode(answers)}"
            found[path] = client.get(path, headers={"accept-language": language}).content.decode()
            answers[question.key] = next(iter(question.choices))
        path = f"/guidance/answers/{key}/?{urlencode(answers)}"
        found[path] = client.get(path, headers={"accept-language": language}).content.decode()
        assert escape(str(decision.outcome(answers).title)) in found[path] or language != ENGLISH
    assert_valid(found)
    if language == ENGLISH:
        assert_readable(found)
