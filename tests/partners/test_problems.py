import pytest
from django.test import Client
from django.urls import reverse

from apps.partners.api import public
from apps.partners.problem_kinds import KINDS
from apps.partners.scopes import SCOPES
from apps.partners.urls import v1

MEMBERS = {"type", "title", "status", "detail", "instance", "request_id"}


def assert_problem(answer, status: int, kind: str) -> None:
    told = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert told.keys() >= MEMBERS
    assert (told["status"], told["type"].split("/")[-1]) == (status, kind)
    assert told["title"] == KINDS[kind].title
    assert told["request_id"] == answer["X-Request-Id"] != ""


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/", "/api/v1/shipper/KS", "/api/v2/shippers/KS", "/api/v1/shipments/"]
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_address_that_is_not_there(client, path, method):
    assert_problem(getattr(client, method)(path), 404, "not-found")


def test_a_method_that_is_not_offered_names_those_that_are(partner):
    answer = partner.delete("/api/v1/status-checks")

    assert_problem(answer, 405, "method-not-allowed")
    assert "POST" in answer["Allow"]


def test_content_of_a_form_that_is_not_taken(partner):
    assert_problem(partner.post("/api/v1/status-checks", "ksns=1", "text/plain"), 415, "unsupported-media-type")


@pytest.mark.parametrize("content", ["{", '{"ksns": 1e99999999999999999999}'])
def test_json_that_is_none(partner, content):
    assert_problem(partner.post("/api/v1/status-checks", content, "application/json"), 400, "malformed")


def test_number_that_can_not_be_written_out_is_refused_in_its_line_alone(partner):
    lines = '{"reference": "A", "value": 1e99999999999999999999}\n{"reference": "B"}'
    told = partner.post("/api/v1/shipments", lines, "application/x-ndjson").json()

    assert [rejected["index"] for rejected in told["rejected"]] == [0, 1]
    assert "is too long" in str(told["rejected"][0])


def test_an_answer_of_a_form_that_is_not_offered(partner):
    answer = partner.get("/api/v1/status-changes", headers={"Accept": "text/csv"})

    assert_problem(answer, 406, "not-acceptable")


@pytest.mark.parametrize("version", ["99", "1000000000000000000000"])
def test_a_policy_that_is_not_published(client, version):
    assert_problem(client.get(f"/api/v1/policies/{version}"), 404, "unknown-policy")


def test_what_nobody_foresaw_is_a_problem_and_still_an_error_of_ours(client, monkeypatch, caplog):
    def fail(*_args: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(public, "_policy_answer", fail)
    client.raise_request_exception = False

    answer = client.get("/api/v1/policies/current")

    assert_problem(answer, 500, "server-error")
    assert b"secret" not in answer.content
    assert any(record.levelname == "ERROR" for record in caplog.records)


def test_the_type_of_a_problem_leads_to_what_it_is(client):
    kind = client.get("/api/v1/nowhere").json()["type"]

    assert client.get(kind).json() == {"type": kind, **KINDS["not-found"]._asdict()}
    page = client.get(kind, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page["Content-Type"].startswith("text/html")
    assert KINDS["not-found"].remedy in page.content.decode()
    assert client.get("/api/problems/nothing-of-ours").status_code == 404


def test_every_address_of_the_api_states_who_may_call_it():
    """No view is open by oversight: it names a scope that there is, or is public by its class."""
    for pattern in v1:
        view = pattern.callback.cls
        scope = getattr(view, "required_scope", None)
        assert scope in SCOPES or (scope is None and not view.authentication_classes), pattern.name


@pytest.mark.parametrize("pattern", [p for p in v1 if p.callback.cls.authentication_classes], ids=lambda p: p.name)
def test_every_address_that_is_not_public_asks_for_a_token(pattern):
    arguments = {name: "KS23456789AN" if name == "ksn" else 1 for name in pattern.pattern.converters}
    method = "post" if hasattr(pattern.callback.cls, "post") else "get"

    answer = getattr(Client(), method)(
        reverse(f"api:{pattern.name}", kwargs=arguments), content_type="application/json"
    )

    assert_problem(answer, 401, "missing-token")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_an_error_inside_a_list_is_named_by_its_place(partner):
    asked = {"url": "https://a.example", "kinds": ["nonsense"], "tiers": [9]}
    answer = partner.send("/api/v1/webhook-endpoints", asked)

    assert answer.status_code == 422
    assert answer.json()["errors"].keys() == {"kinds.0", "tiers.0"}
    assert all(isinstance(message, str) for messages in answer.json()["errors"].values() for message in messages)


# `query` is the name of a method of HTTP, and of a member of each endpoint.
@pytest.mark.parametrize("method", ["PUT", "QUERY", "NONSENSE"])
def test_a_method_that_is_not_offered_is_refused_before_a_wrong_parameter(partner, method):
    answer = partner.generic(method, "/api/v1/status-changes?as_of=now")

    assert_problem(answer, 405, "method-not-allowed")
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
