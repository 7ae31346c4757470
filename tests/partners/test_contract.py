"""The API keeps its own document: whatever is sent, the answer is one that the document describes."""

import re
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from apps.partners.document.sign_in import sign_in_paths
from apps.partners.urls import v1
from config.wsgi import application
from tests.partners.client import PartnerClient
from tests.people import signed_in, staff
from tests.standing.evaluations import enrolled, evaluated

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]
# Without a server between, the client takes answers as they are, and would not unpack what it says that it accepts.
PLAIN = {"Accept-Encoding": "identity"}
PATHS = [f"/api/v1/{re.sub(r'<\w+:(\w+)>', r'{\1}', str(pattern.pattern))}" for pattern in v1]


@pytest.fixture
def document(partner: PartnerClient) -> Iterator[BaseSchema]:
    """The document as it is served. As with Django's client, a request must not end the test's connection.

    That client connects these signals again, so it has done its work (the partner's token) before.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_document_tells_of_every_address(document):
    assert sorted(document) == sorted([*PATHS, *sign_in_paths()])


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_described(document: BaseSchema, partner: PartnerClient, path: str) -> None:
    for operation in document[path].values():

        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def described(case: schemathesis.Case) -> None:
            headers = PLAIN | {"Authorization": partner.defaults["HTTP_AUTHORIZATION"]}
            case.call_and_validate(headers=headers, checks=CHECKS)

        described()


def test_what_is_told_of_a_member_is_described(document, partner):
    shipper = enrolled(tier=2)
    evaluated(shipper, enter=0, keep=1)
    session = signed_in(staff("officer")).cookies["sessionid"].value

    for path, signed in (
        ("/api/v1/shippers/{ksn}", {"headers": {"Authorization": partner.defaults["HTTP_AUTHORIZATION"]}}),
        ("/api/v1/shippers/{ksn}/evaluation", {"cookies": {"sessionid": session}}),
        ("/api/v1/shippers/{ksn}/facts", {"cookies": {"sessionid": session}}),
    ):
        case = document[path]["GET"].Case(path_parameters={"ksn": shipper.ksn})
        headers = PLAIN | signed.pop("headers", {})
        assert case.call_and_validate(checks=CHECKS, headers=headers, **signed).status_code == 200
