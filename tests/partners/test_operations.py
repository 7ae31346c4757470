"""Every operation of the API, called once: the document tells of its answer, and of each header that the answer has."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse

from apps.partners.keyed import KEY
from tests.partners.calls import NDJSON, Call, caller, calls_of, world
from tests.partners.client import PartnerClient
from tests.partners.test_document import faults, operations
from tests.people import signed_in, staff
from tests.standing.evaluations import enrolled, evaluated

# The POSTs that take no Idempotency-Key, and why the same request again changes nothing.
WITHOUT_KEY = {
    "token": "a client may have several tokens",
    "token_revoke": "a revoked token stays so",
    "status_checks": "a question",
    "shipments_validate": "a question",
    "roster_add": "who is listed stays listed",
    "roster_remove": "who is not listed stays so",
    "risk_assess": "the same declaration has the same assessment",
}
# What HTTP itself and the site's middleware send with every answer.
OF_EVERY_PAGE = {
    "Allow",
    "Content-Disposition",
    "Content-Encoding",
    "Content-Language",
    "Content-Length",
    "Content-Security-Policy",
    "Content-Type",
    "Cross-Origin-Opener-Policy",
    "Pragma",
    "Referrer-Policy",
    "Vary",
    "X-Content-Type-Options",
    "X-Frame-Options",
}


@pytest.fixture(scope="module")
def called(lasting: Callable[..., Any]) -> dict[str, tuple[dict[str, Any], dict[str, Any], Call, HttpResponse]]:
    """Call every operation; give the document and, by the name of each operation, its description and its answer."""

    def call_all() -> dict[str, Any]:
        partner = caller()
        document = partner.get("/api/v1/openapi.json").json()
        calls = calls_of(world(), partner)
        described = {
            operation["operationId"]: (path, method, operation) for path, method, operation in operations(document)
        }
        assert described.keys() == calls.keys(), "each operation has a call in tests/partners/calls.py, and no other"
        called = {}
        for name, call in calls.items():
            path, method, operation = described[name]
            if takes_key(operation):
                call = replace(call, headers=call.headers | {KEY.name: name})
            called[name] = document, operation, call, send(partner, path, method, call)
        return called

    return lasting(call_all)


def takes_key(operation: dict[str, Any]) -> bool:
    return KEY.name in {parameter["name"] for parameter in operation.get("parameters", ())}


def send(partner: PartnerClient, path: str, method: str, call: Call) -> HttpResponse:
    address = path.format(**call.path) + (f"?{urlencode(call.query)}" if call.query else "")
    headers = {name: str(value) for name, value in call.headers.items()}
    body = call.body
    if body is None:
        return partner.generic(method, address, headers=headers)
    if call.media_type == "application/x-www-form-urlencoded":
        body = urlencode(body)
    elif not isinstance(body, bytes):
        body = json.dumps(body)
    return partner.generic(method, address, body, call.media_type, headers=headers)


def test_every_operation_that_takes_a_key_is_done_once_under_it(called):
    """As a partner does whose answers were lost: the same requests again, after all of them."""
    wrong = {}
    for name, (_document, operation, call, response) in called.items():
        if takes_key(operation):
            asked = response.request
            again = send(response.client, asked["PATH_INFO"], asked["REQUEST_METHOD"], call)
            if (again.get("Idempotent-Replayed"), again.json()) != ("true", response.json()):
                wrong[name] = again.status_code, again.content
    assert wrong == {}


def test_every_post_takes_a_key_unless_the_same_request_again_changes_nothing(called):
    without = {
        name
        for name, (_document, operation, _call, response) in called.items()
        if response.request["REQUEST_METHOD"] == "post" and not takes_key(operation)
    }
    assert without == WITHOUT_KEY.keys()


@pytest.mark.slow
def test_what_a_person_reads_of_a_member_is_described():
    shipper = enrolled(tier=2)
    evaluated(shipper, enter=0, keep=1)
    officer = signed_in(staff("officer"))
    document = officer.get("/api/v1/openapi.json").json()
    for path, method, operation in operations(document):
        if operation["operationId"] in ("shipper_evaluation", "shipper_facts", "shipper_past"):
            answer = officer.generic(method, path.format(ksn=shipper.ksn))
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            assert answer.status_code == 200
            assert faults(document, answer.json(), schema) == []


def test_every_operation_answers_as_the_document_says(called):
    wrong: dict[str, Any] = {}
    for name, (document, operation, call, response) in called.items():
        described = operation["responses"].get(str(response.status_code))
        if response.status_code != call.status or described is None:
            wrong[name] = response.status_code, response.getvalue()[:500]
            continue
        if not (sent := response.getvalue().decode()):
            continue
        media_type = response["Content-Type"].partition(";")[0]
        value = json.loads(sent) if media_type.endswith("json") and media_type != NDJSON else sent
        if found := faults(document, value, described["content"][media_type]["schema"]):
            wrong[name] = found
    assert wrong == {}


def test_the_document_tells_of_every_header_that_is_sent_and_of_no_other(called):
    wrong: dict[str, set[str]] = {}
    for name, (document, operation, _call, response) in called.items():
        headers = operation["responses"][str(response.status_code)]["headers"]
        components = document["components"]["headers"]
        required = {header for header in headers if components.get(header, {"required": False}).get("required")}
        if differ := (response.headers.keys() - OF_EVERY_PAGE - headers.keys()) | (required - response.headers.keys()):
            wrong[name] = differ
    assert wrong == {}
