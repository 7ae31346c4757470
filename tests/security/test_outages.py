"""A part of the site that does not answer is told as 503, with the time to wait; a fault of ours says what was kept."""

from collections.abc import Callable

import pytest
import redis
from django.core.cache import cache
from django.db import InterfaceError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpResponse
from django.test import Client
from kombu.exceptions import OperationalError as BrokerError

from apps.core import crowd
from apps.core.outages import RETRY_SECONDS
from apps.ledger.models import Recording
from apps.partners.report_answers import RecordingAnswer
from tests.partners.test_problems import assert_problem

OUTAGES = (
    OperationalError("connection to ada@db refused"),
    InterfaceError("the connection is closed"),
    redis.ConnectionError("connection to ada@cache refused"),
    redis.TimeoutError("timed out"),
    BrokerError("connection to ada@broker refused"),
)
TOKEN = {"HTTP_AUTHORIZATION": "Bearer of-somebody"}


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Return a function that stops the database: from then on each connection fails with the error."""

    def stop(error: Exception) -> None:
        def refuse(_self: BaseDatabaseWrapper) -> None:
            raise type(error)(*error.args)

        monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", refuse)

    return stop


def visitor() -> Client:
    return Client(raise_request_exception=False)


def assert_outage(answer: HttpResponse) -> None:
    assert (answer.status_code, answer["Retry-After"]) == (503, str(RETRY_SECONDS))
    assert b"ada@" not in answer.content


@pytest.mark.parametrize("error", OUTAGES, ids=lambda error: f"{type(error).__module__}.{type(error).__name__}")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/api/v1/shippers/KS23456789AN"),
        ("post", "/api/v1/shipments"),
        ("get", "/api/v1/policies/current"),
        ("get", "/api/v1/shippers/KS23456789AN/evaluation"),
    ],
)
def test_the_api_tells_an_outage_as_a_problem(
    stopped: Callable[[Exception], None], error: Exception, method: str, path: str
) -> None:
    stopped(error)
    answer = visitor().generic(
        method.upper(), path, b"[{}]" if method == "post" else b"", content_type="application/json", **TOKEN
    )
    assert_problem(answer, 503, "unavailable")
    assert_outage(answer)
    assert "nothing was recorded" in answer.json()["detail"].lower()


def test_the_token_endpoint_tells_an_outage_as_a_problem(stopped: Callable[[Exception], None]) -> None:
    stopped(OUTAGES[0])
    asked = {"grant_type": "client_credentials", "client_id": "somebody", "client_secret": "a secret"}
    answer = visitor().post("/oauth/token", asked)
    assert_problem(answer, 503, "unavailable")
    assert_outage(answer)


@pytest.mark.parametrize("path", ["/eligibility/", "/accounts/login/", "/admin/"])
def test_a_page_tells_an_outage_to_people(stopped: Callable[[Exception], None], path: str) -> None:
    stopped(OUTAGES[0])
    visit = visitor()
    visit.cookies["sessionid"] = "of-somebody"
    answer = visit.get(path, headers={"Accept-Language": "es"})
    assert_outage(answer)
    assert answer["Content-Type"].startswith("text/html")
    assert "El sitio no está disponible en este momento" in answer.content.decode()


def test_a_page_tells_an_outage_of_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OUTAGES[2]

    for method in ("get", "set", "add", "incr", "touch"):
        monkeypatch.setattr(cache, method, refuse)
    assert_outage(visitor().post("/accounts/login/", {"login": "ada@shop.example", "password": "wrong"}))


def test_a_crowd_is_refused_without_the_database(stopped: Callable[[Exception], None]) -> None:
    stopped(OUTAGES[0])
    refused = {crowd.KEY: True}
    program = visitor().post("/api/v1/shipments", b"[{}]", content_type="application/json", **TOKEN, **refused)
    assert_problem(program, 503, "busy")
    visit = visitor()
    visit.cookies["sessionid"] = "of-somebody"
    person = visit.get("/home/", headers={"Accept-Language": "es"}, **refused)
    assert "El sitio está muy ocupado" in person.content.decode()
    for answer in (program, person):
        assert crowd.MIN_RETRY_SECONDS <= int(answer["Retry-After"]) <= crowd.MAX_RETRY_SECONDS
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert answer.status_code == 503


def test_a_fault_of_the_api_says_that_nothing_was_recorded_and_records_nothing(
    partner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(RecordingAnswer, "of", fail)
    partner.raise_request_exception = False
    answer = partner.post("/api/v1/shipments", "[{}]", "application/json")
    assert_problem(answer, 500, "server-error")
    assert "nothing was recorded" in answer.json()["detail"].lower()
    assert not Recording.objects.exists()
