"""A benefit in a few words, by its number."""

import pytest
from django.utils import translation

from apps.policy.benefits import BENEFITS, Benefit
from apps.standing.members.selectors import benefit_phrase


def phrase(code: str, value: float) -> str:
    return benefit_phrase(Benefit(code, BENEFITS[code][0], value))


@pytest.mark.parametrize(
    ("code", "value", "said"),
    [
        ("exam_rate", 0.5, "Half as many exams"),
        ("exam_rate", 0.8, "20% fewer exams"),
        ("exam_rate", 0.25, "75% fewer exams"),
        ("exam_rate", 0.875, "12.5% fewer exams"),
        ("data_corrections", 0.5, "Half as many requests to correct data"),
        ("data_corrections", 0.75, "75% fewer requests to correct data"),
        ("penalty_offset", 0.25, "Up to 25% off a penalty"),
        ("penalty_offset", 0.5, "Up to 50% off a penalty"),
    ],
)
def test_a_benefit_is_named_with_its_number(code: str, value: float, said: str) -> None:
    assert phrase(code, value) == said


def test_every_benefit_has_a_phrase_in_every_language() -> None:
    for language in ("en", "es", "zh-hans"):
        with translation.override(language):
            assert all(phrase(code, 0.5) for code in BENEFITS)
            assert "%(" not in "".join(phrase(code, 0.25) for code in BENEFITS)
