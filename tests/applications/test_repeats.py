"""Words that were given to more than one criterion: found, and told to the applicant and to the officer."""

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from apps.applications import services
from apps.applications.criteria import CRITERIA
from apps.applications.sections import criteria_repeated
from apps.applications.sections.repeats import MIN_CHARACTERS
from tests.applications import answers
from tests.people import signed_in

KEYS = {criterion.key: criterion.number for criterion in CRITERIA}
WORDS = "We ask every supplier for a letter, and we keep it."


def explained(**words: str) -> dict[str, dict[str, str]]:
    return {key: {"answer": "partly", "explanation": text} for key, text in words.items()}


def test_the_same_words_are_found_whatever_their_capitals_spaces_and_marks():
    typed = explained(
        **{"criterion-2.1": WORDS, "criterion-4.1": "Other words, about other things.", "business": WORDS}
    )
    assert criteria_repeated(typed) == []
    typed |= explained(
        **{"criterion-6.1": f"  {WORDS.upper()}!! ", "criterion-2.2": "See 2.1", "criterion-4.2": "see 2.1"}
    )
    assert criteria_repeated(typed) == [["2.1", "6.1"]]


@given(st.dictionaries(st.sampled_from(list(KEYS)), st.text(max_size=60)))
def test_repeats_are_of_two_criteria_or_more_and_no_criterion_is_named_twice(words):
    found = criteria_repeated(explained(**words))
    named = [number for numbers in found for number in numbers]
    assert len(named) == len(set(named))
    assert all(len(numbers) > 1 for numbers in found)
    assert all(sum(map(str.isalnum, words[f"criterion-{number}"].casefold())) >= MIN_CHARACTERS for number in named)


def test_sections_that_nobody_saved_repeat_nothing():
    assert criteria_repeated({}) == criteria_repeated(dict.fromkeys(KEYS)) == []


def test_a_repeat_is_told_before_sending_and_stops_nobody_and_the_officer_reads_of_it_too(officer, ada):
    application = answers.filled(ada)
    pages: Client = signed_in(ada)
    address = f"/apply/{application.pk}/review/"
    assert "You wrote the same words" not in pages.get(address).content.decode()
    for key in ("criterion-2.1", "criterion-6.1"):
        typed = explained(**{key: WORDS})[key]
        answers.save(ada, application, key, typed)
    assert "You wrote the same words for 2.1, 6.1." in pages.get(address).content.decode()
    services.application_submit(actor=ada, application_id=application.pk, signed_name="Ada Park")
    assert "You wrote the same words" not in pages.get(address).content.decode()
    services.application_take(actor=officer, application_id=application.pk)
    shown = signed_in(officer).get(f"/admin/applications/application/{application.pk}/change/").content.decode()
    assert "The same words stand at the criteria 2.1, 6.1." in shown
