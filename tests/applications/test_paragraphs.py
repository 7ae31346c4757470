"""The ready-made paragraphs of letters, and the guidance for each reason of a denial."""

import pytest
from django.conf import settings

from apps.applications.models import Inquiry
from apps.applications.paragraphs import EXPLANATIONS, REQUESTS, paragraphs_of, validated_codes
from apps.applications.reasons import GUIDANCE, DenialReason
from apps.applications.sections import section_of
from apps.core.errors import InvalidInput
from apps.core.languages import WRITTEN


def test_a_code_stands_for_one_paragraph():
    assert not REQUESTS.keys() & EXPLANATIONS.keys()
    assert paragraphs_of(["hs_reason", "value_source"]) == [REQUESTS["hs_reason"], REQUESTS["value_source"]]
    assert max(map(len, REQUESTS | EXPLANATIONS)) <= 30, "they fit their column"


def test_a_code_of_the_other_table_is_refused():
    assert validated_codes(["value_source", "hs_reason"], REQUESTS) == ["hs_reason", "value_source"]
    with pytest.raises(InvalidInput):
        validated_codes(["no_reply"], REQUESTS)


def test_a_letter_has_the_paragraphs_and_then_the_officers_words():
    inquiry = Inquiry(canned=["hs_reason"], text="Just for the mugs.", language="en")
    assert str(inquiry.letter) == f"{REQUESTS['hs_reason']}\n\nJust for the mugs."
    assert str(Inquiry(canned=[], text="Solo las tazas.", language="es").letter).startswith("Written in Spanish\n")


def test_every_reason_of_a_denial_has_guidance():
    assert set(GUIDANCE) == set(DenialReason.values)
    for guidance in GUIDANCE.values():
        assert guidance.text
        assert all(section_of(key) for key in guidance.sections)


def test_every_language_of_the_site_has_a_name():
    assert WRITTEN.keys() == dict(settings.LANGUAGES).keys()
