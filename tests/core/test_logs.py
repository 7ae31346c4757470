"""No line of the log holds personal data or a secret, whether this program or a library writes the line."""

import json
import logging
import logging.config
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
import structlog
from django.test import Client
from django.urls import reverse

from apps.core import logs
from tests.people import PASSWORD, seller

RESET_KEY = "1-d1x2y3-0123456789abcdef0123456789abcdef"

Lines = Callable[[], list[dict]]


@pytest.fixture
def lines(settings) -> Iterator[Lines]:
    """Return a function that gives the lines written so far, in the form of production."""
    written = StringIO()
    config = logs.configure(json=True)
    config["handlers"]["console"]["stream"] = written
    logging.config.dictConfig(config)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.config.dictConfig(settings.LOGGING)


def test_a_line_has_event_logger_level_and_time(lines: Lines) -> None:
    structlog.get_logger("apps.tests").info("counted", rows=7)
    (line,) = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "counted", "rows": 7, "logger": "apps.tests", "level": "info"}


SENSITIVE_NAMES = (
    "password new_password1 email e_mail client_secret access_token Authorization sessionid cookie phone address "
    "tax_id ein ssn first_name name otp"
)


@pytest.mark.parametrize("name", SENSITIVE_NAMES.split())
def test_values_under_sensitive_names_are_removed_at_any_depth(lines: Lines, name: str) -> None:
    structlog.get_logger("apps.tests").info("saved", form={"rows": [{name: "Ada"}]}, **{name: "Ada"})
    (line,) = lines()
    assert line[name] == logs.REMOVED
    assert line["form"] == {"rows": [{name: logs.REMOVED}]}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mail to ada.l+x@shop.example failed", "mail to [e-mail] failed"),
        ("Authorization: Bearer abc.def-ghi", "Authorization: Bearer [secret]"),
        ("at redis://:pa55word@host:1/0", "at redis://[secret]@host:1/0"),
        ("number 12-3456789 taken", "number [number] taken"),
        ("number 123-45-6789 taken", "number [number] taken"),
        (
            "/accounts/password/reset/key/1-d1x2y3-0123456789abcdef0123456789abcdef/",
            "/accounts/password/reset/key/[key]/",
        ),
        ("/invitations/MQ:1xWN4y:Ss3MLbfKbWGYGmUyNVzuWDbVGSjDqFlpd8HWvvzLnoM/", "/invitations/[key]/"),
        ("10537 sellers, 2026-11-24", "10537 sellers, 2026-11-24"),
    ],
)
def test_personal_data_is_masked_in_texts_also_of_libraries(lines: Lines, text: str, kept: str) -> None:
    structlog.get_logger("apps.tests").info("said", text=text)
    logging.getLogger("somelibrary").warning("it said %s", text)
    ours, theirs = lines()
    assert ours["text"] == kept
    assert theirs["event"] == f"it said {kept}"


def test_exceptions_are_logged_by_type_and_place(lines: Lines) -> None:
    def fail() -> None:
        try:
            int("Ada Lovelace")
        except ValueError as error:
            raise KeyError("Grace Hopper") from error

    try:
        fail()
    except KeyError:
        structlog.get_logger("apps.tests").exception("failed")
        logging.getLogger("somelibrary").exception("it failed: %s", "Ada Lovelace")
    for line in lines():
        assert "builtins.KeyError" in line["exception"]
        assert "builtins.ValueError" in line["exception"]
        assert "test_logs.py" in line["exception"]
        assert "Ada" not in json.dumps(line)
        assert "Grace" not in json.dumps(line)


def test_a_line_that_is_the_message_of_an_exception_is_the_name_of_its_type(lines: Lines) -> None:
    error = ValueError("Ada Lovelace is not allowed.")
    logging.getLogger("somelibrary").error(str(error), exc_info=error)
    (line,) = lines()
    assert line["event"] == "ValueError"


def test_the_place_of_an_error_is_one_of_our_own_lines() -> None:
    with pytest.raises(ValueError, match="Expecting value") as failure:
        json.loads("Ada")
    assert logs.brief(failure.value).startswith("JSONDecodeError at tests/core/test_logs.py:")


def test_a_request_is_one_line_with_route_and_user_number(lines: Lines) -> None:
    user = seller()
    client = Client()
    client.force_login(user)
    client.get(f"/accounts/password/reset/key/{RESET_KEY}/?email=ada@shop.example")
    (line,) = lines()
    assert line["route"].startswith("accounts/password/reset/key/(?P<uidb36>")
    assert (line["method"], line["user"]) == ("GET", user.pk)
    assert "d1x2y3" not in json.dumps(line)


def test_signing_in_logs_neither_address_nor_password(lines: Lines) -> None:
    user = seller("ada@shop.example")
    Client().post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    Client().post(reverse("account_login"), {"login": user.email, "password": "wrong " + PASSWORD})
    written = json.dumps(lines())
    assert written.count("accounts/login/") == 2
    assert "ada@" not in written
    assert PASSWORD not in written


def test_a_page_that_fails_is_logged_by_route_and_place(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.core.health._missing_parts", lambda: int("Ada Lovelace"))
    assert Client(raise_request_exception=False).get("/readyz").status_code == 500
    failed, request = lines()
    assert (failed["event"], failed["route"]) == ("request_failed", "readyz")
    assert "builtins.ValueError" in failed["exception"]
    assert failed["request"] == request["request"]
    assert "Ada" not in json.dumps(failed)
