"""The OpenAPI document, true in what it says of examples, headers, links and numbers, and the page that shows it."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator, FormatChecker
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.partners.document.completion import KSN_SCHEMA
from apps.shippers.ksn import is_ksn

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return Client().get("/api/v1/openapi.json").json()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give the path, method and description of each operation."""
    for path, item in document["paths"].items():
        for method in METHODS & item.keys():
            yield path, method, item[method]


def contents(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each content that the document describes, with its operation, place and type."""
    for _path, _method, operation in operations(document):
        parts = {"request": operation.get("requestBody", {}), **operation["responses"]}
        for part, described in parts.items():
            for media_type, content in described.get("content", {}).items():
                yield f"{operation['operationId']} {part} {media_type}", content


def faults(document: dict[str, Any], value: Any, schema: dict[str, Any]) -> list[str]:
    whole = {"$id": "urn:document", "components": document["components"], **schema}
    validator = Draft202012Validator(whole, format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(value)]


def test_the_document_is_one_of_openapi(document):
    validate_schema(document)
    schemas = document["components"]["schemas"].values()
    for schema in schemas:
        jsonschema.Draft202012Validator.check_schema(schema)
    assert document["openapi"].startswith("3.1")


def test_the_document_is_written_once_and_given_to_everybody(monkeypatch):
    """Prove that a call costs no generation: anybody may call this address as often as they like."""
    first = Client().get("/api/v1/openapi.json")
    monkeypatch.setattr(SchemaGenerator, "get_schema", None)
    assert Client().get("/api/v1/openapi.json").content == first.content
    assert first["Content-Type"] == "application/json"
    assert Client().get("/api/v1/openapi.json", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_every_example_is_what_its_type_says(document):
    wrong = {
        place: found
        for place, content in contents(document)
        if "example" in content and (found := faults(document, content["example"], content["schema"]))
    }
    assert wrong == {}


def test_every_content_has_an_example(document):
    assert [place for place, content in contents(document) if "example" not in content] == []


def test_the_example_of_a_number_is_one(document):
    (example,) = KSN_SCHEMA["examples"]
    assert is_ksn(example)
    assert faults(document, example, {"$ref": "#/components/schemas/Ksn"}) == []
    assert faults(document, "KS7Q4M2XWA9", {"$ref": "#/components/schemas/Ksn"})


def test_every_member_called_ksn_is_one_type(document):
    schemas = document["components"]["schemas"]
    written = json.dumps({name: schema.get("properties", {}).get("ksn") for name, schema in schemas.items()})
    assert written.count("schemas/Ksn") >= 5
    # As it was asked for, in whatever form.
    assert schemas["UnknownAnswer"]["properties"]["ksn"]["type"] == "string"


def test_links_lead_to_operations_and_parameters_that_there_are(document):
    parameters = {
        operation["operationId"]: {parameter["name"] for parameter in operation.get("parameters", ())}
        for _path, _method, operation in operations(document)
    }
    links = [
        (operation["operationId"], link)
        for _path, _method, operation in operations(document)
        for answer in operation["responses"].values()
        for link in answer.get("links", {}).values()
    ]
    assert {"shipments_report", "status_changes", "disputes"} <= {name for name, _link in links}
    for _name, link in links:
        assert link["parameters"].keys() <= parameters[link["operationId"]]


def test_a_subject_tells_of_every_operation(document):
    known = {tag["name"] for tag in document["tags"]}
    used = {operation["operationId"]: operation["tags"] for _path, _method, operation in operations(document)}
    assert {name: tags for name, tags in used.items() if not set(tags) <= known} == {}
    assert all(tag["description"] for tag in document["tags"])


@pytest.mark.slow
def test_the_documentation_works_under_the_sites_own_policy(site: LiveServer, page: Page):
    refused: list[str] = []
    page.on(
        "console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None
    )

    page.goto(f"{site.url}/api/docs")

    expect(page.get_by_text("Is this number known, and what does it stand for now?")).to_be_visible()
    expect(page.get_by_text("Report violations and their determinations")).to_be_visible()
    assert refused == []
