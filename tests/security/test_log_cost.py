"""Long text in a request costs the log no more than short text, and no personal data stays where a text is cut."""

import json
import re

import pytest
import structlog
from django.test import Client

from apps.core import logs
from tests.core.test_logs import Lines, lines

__all__ = ["lines"]

LONG = 64 * 1024
MAX_CHARACTERS = 50_000
HOST, ORIGIN, AGENT = ({name: "a" * LONG} for name in ("HTTP_HOST", "HTTP_ORIGIN", "HTTP_USER_AGENT"))


class CountingPattern:
    """A pattern of the log that counts the characters that reach the pattern."""

    read = 0

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern

    def sub(self, mask: str, text: str) -> str:
        CountingPattern.read += len(text)
        # What reaches the pattern is counted; on long text the pattern itself could take minutes.
        return self.pattern.sub(mask, text) if len(text) <= MAX_CHARACTERS else text


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> type[CountingPattern]:
    monkeypatch.setattr(logs, "MASKS", [(CountingPattern(pattern), mask) for pattern, mask in logs.MASKS])
    monkeypatch.setattr(CountingPattern, "read", 0)
    return CountingPattern


@pytest.mark.parametrize(
    ("path", "headers", "status", "logger"),
    [
        ("/", HOST, 400, "django.security.DisallowedHost"),
        ("/accounts/login/", ORIGIN, 403, "django.security.csrf"),
        ("/" + "a" * LONG, ORIGIN, 404, "apps.core.middleware"),
        ("/accounts/login/" + "?" * LONG, AGENT, 400, "apps.core.middleware"),
    ],
    ids=["host", "origin", "path", "agent"],
)
def test_few_characters_of_a_long_request_reach_the_patterns(
    lines: Lines, read: type[CountingPattern], path: str, headers: dict[str, str], status: int, logger: str
) -> None:
    answer = Client(enforce_csrf_checks=True).post(path, **headers)
    assert answer.status_code == status
    assert logger in [line["logger"] for line in lines()]
    assert 0 < read.read < MAX_CHARACTERS


def test_no_pattern_repeats_without_a_bound() -> None:
    for pattern, _mask in logs.MASKS:
        outside_of_classes = re.sub(r"\\.|\[[^]]*\]|\(\?[<!=:]*", "x", pattern.pattern)
        assert not re.search(r"(?<!\})[+*]|,\}", outside_of_classes), pattern.pattern


@pytest.mark.parametrize(
    "secret",
    [
        "ada.lovelace@shop.example",
        "Bearer 0123abcd.efgh-ijkl",
        "https://ada:pa55word@host/path",
        "12-3456789",
        "/reset/key/1-d1x2y3-0123456789abcdef0123456789abcdef/",
    ],
)
def test_no_part_of_personal_data_stays_at_the_cut(lines: Lines, secret: str) -> None:
    pieces = re.findall("ada|lovelace|0123|pa55|3456|d1x2y3", secret)
    for before in range(logs.MAX_TEXT - len(secret) - 2, logs.MAX_TEXT + 1):
        structlog.get_logger("apps.tests").info("said", text=("x " * before)[: before - 1] + " " + secret + " end" * 9)
    written = lines()
    assert len(written) > len(secret)
    for line in written:
        assert line["text"].endswith(logs.CUT)
        assert not [piece for piece in pieces if piece in json.dumps(line["text"])]


def test_one_long_word_is_cut_as_a_whole(lines: Lines) -> None:
    structlog.get_logger("apps.tests").info("said", text="host ada@shop.example" + "a" * LONG)
    (line,) = lines()
    assert line["text"] == f"host {logs.CUT}"
