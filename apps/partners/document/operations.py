"""An operation of the OpenAPI document: its words, its links, its examples, and what follows from its endpoint."""

import json
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_origin

from django.conf import settings
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from apps.partners.document.headers import headers_of, subject_of
from apps.partners.endpoints import Endpoint
from apps.partners.inputs import Input
from apps.partners.keyed import KEY, REPLAYED, TAKES_KEY
from apps.partners.problem_kinds import KINDS
from apps.partners.problems import CONTENT_TYPE
from apps.partners.schema import MEANINGS, SCHEME, refusal

FOLDER = Path(__file__).parent / "examples"
PROBLEMS = "problems.json"


@dataclass(frozen=True)
class Examples:
    """The examples of one operation."""

    parameters: dict[str, Any] = field(default_factory=dict)
    contents: dict[str, Any] = field(default_factory=dict)

    def add_to(self, content: dict[str, Any], name: str) -> None:
        """Add to each type of content its example, where there is one. `name` is `request`, or a status."""
        for media_type, described in content.items():
            plain = self.contents.get(name)
            if f"{name} {media_type}" in self.contents:
                described["example"] = self.contents[f"{name} {media_type}"]
            elif plain is not None and media_type.endswith("json"):
                described["example"] = plain
            elif name in problem_examples():
                described["example"] = problem_examples()[name]


@cache
def examples_of(operation: str) -> Examples:
    """Return the examples of an operation; none where it has no file."""
    file = FOLDER / f"{operation}.json"
    if not file.exists():
        return Examples()
    contents = json.loads(file.read_text())
    return Examples(contents.pop("parameters", {}), contents)


@cache
def problem_examples() -> dict[str, dict[str, Any]]:
    """Return the example of a refusal for each status that has one."""
    problems = json.loads((FOLDER / PROBLEMS).read_text())
    return {
        str(problem["status"]): {
            "type": f"{settings.SITE['url']}/api/problems/{kind}",
            "title": KINDS[kind].title,
            "instance": "/api/v1/shippers/KS7Q4M2XWA9V",
            "request_id": "5b1f0e6a3c9d4f0f8d4f6a2f7f1f3a55",
        }
        | problem
        for kind, problem in problems.items()
    }


class OperationLink(NamedTuple):
    """An operation that takes, as one of its parameters, a member of an answer."""

    operation: str
    parameter: str
    member: str
    text: str


OWN_REPORT = OperationLink("recording", "recording_id", "recording", "What became of the report.")
TAKE_BACK = OperationLink("recording_reversal", "recording_id", "recording", "Take the report back.")
# The links by the operation whose good answers have them. A page of results has a link to the next page anyway.
LINKS: dict[str, dict[str, OperationLink]] = {
    "shipments_report": {"detail": OWN_REPORT, "reversal": TAKE_BACK},
    "violations_report": {"detail": OWN_REPORT, "reversal": TAKE_BACK},
    "import_create": {
        "progress": OperationLink("import_progress", "import_id", "id", "How far the import is."),
        "rejections": OperationLink("import_rejections", "import_id", "id", "The rejected lines."),
    },
    "risk_screening": {
        "detail": OperationLink("risk_assessment", "assessment_id", "id", "The assessment that follows.")
    },
    "risk_information": {
        "detail": OperationLink("risk_assessment", "assessment_id", "id", "The assessment that follows.")
    },
    "webhook_endpoint_create": {
        "detail": OperationLink("webhook_endpoint", "endpoint_id", "id", "The endpoint."),
        "test": OperationLink("webhook_endpoint_test", "endpoint_id", "id", "Send a test to the endpoint."),
        "deliveries": OperationLink("webhook_deliveries", "endpoint_id", "id", "What was sent to the endpoint."),
    },
    "corrections": {
        "acknowledgement": OperationLink(
            "correction_acknowledgement", "seq", "results/0/seq", "Acknowledge the first of them."
        )
    },
    "recording_reversal": {"detail": OWN_REPORT},
    "policy_current": {
        "version": OperationLink("policy_version", "version", "version", "The same policy by its version.")
    },
}


def links_of(operation: str, *, pages: bool) -> dict[str, Any]:
    """Describe the links of the good answers of an operation. `pages` tells whether it answers in pages."""
    links = dict(LINKS.get(operation, {}))
    if pages:
        links["next"] = OperationLink(operation, "after", "next", "The page after this one.")
    return {
        name: {
            "operationId": link.operation,
            "parameters": {link.parameter: f"$response.body#/{link.member}"},
            "description": link.text,
        }
        for name, link in links.items()
    }


IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "The `ETag` of an earlier answer: 304 says that it still holds.",
}
CACHED = ("ETag", "Cache-Control")
# Statuses that every call may get, and those of calls with a token or with content.
ALWAYS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_ACCEPTABLE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
WITH_TOKEN = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
WITH_CONTENT = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


class OperationSchema(AutoSchema):
    """The description of an operation. A view declares what differs: `max_age`, and in `sends` the headers of its own.

    GET never sends `Location`, since it makes nothing.
    """

    def _get_request_for_media_type(
        self, serializer: Any, direction: Any = "request"
    ) -> tuple[dict[str, Any] | None, bool]:
        """Say of an array how many items it may have, and of bytes that they must be there."""
        if get_origin(serializer) is list:
            (item,) = get_args(serializer)
            schema, is_required = {"type": "array", "items": self.resolve_serializer(item, direction).ref}, True
        else:
            schema, is_required = super()._get_request_for_media_type(serializer, direction)
        bounds = getattr(self.view, "items", {}).get(self.method)
        if schema and bounds:
            schema["minItems"], schema["maxItems"] = bounds
        return schema, is_required or serializer is OpenApiTypes.BINARY

    def get_override_parameters(self) -> list[Any]:
        """Return the fields of the query that the endpoint reads, and the number that its path names."""
        number = [OpenApiParameter("ksn", str, OpenApiParameter.PATH)] if "{ksn}" in self.path else []
        key = [KEY] if self._takes_key() else []
        query = self.view.query_of(self.method) if isinstance(self.view, Endpoint) else None
        return [*number, *key, *([query] if query and query is not Input else [])]

    def _takes_key(self) -> bool:
        return getattr(getattr(self.view, self.method.lower(), None), TAKES_KEY, False)

    def get_tags(self) -> list[str]:
        subject = subject_of(self.path)
        return [subject.name] if subject else super().get_tags()

    def get_description(self) -> str:
        """Return nothing where a view gives no words of its own: its docstring is for those who read the code."""
        return ""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        examples = examples_of(operation["operationId"])
        self._complete_refusals(operation)
        own = self._own_headers()
        if "ETag" in own:
            operation.setdefault("parameters", []).append(dict(IF_NONE_MATCH))
            operation["responses"]["304"] = {"description": MEANINGS[304]}
        for parameter in operation.get("parameters", ()):
            if parameter["name"] in examples.parameters:
                parameter["example"] = examples.parameters[parameter["name"]]
        if content := operation.get("requestBody", {}).get("content"):
            examples.add_to(content, "request")
        self._complete_answers(operation, examples, own)
        operation["responses"] = dict(sorted(operation["responses"].items()))
        return operation

    def _complete_refusals(self, operation: dict[str, Any]) -> None:
        statuses = list(ALWAYS)
        if {SCHEME} in [set(way) for way in operation.get("security", ())]:
            statuses += WITH_TOKEN
        if "requestBody" in operation:
            statuses += WITH_CONTENT
        if self._takes_key():
            statuses.append(HTTPStatus.CONFLICT)
        for status in statuses:
            operation["responses"].setdefault(
                str(status), self._get_response_for_code(refusal(status), str(status), [CONTENT_TYPE])
            )

    def _own_headers(self) -> tuple[str, ...]:
        own = tuple(name for name in getattr(self.view, "sends", ()) if name != "Location" or self.method != "GET")
        if self._takes_key():
            own += tuple(REPLAYED)
        return (*own, *CACHED) if getattr(self.view, "max_age", None) else own

    def _complete_answers(self, operation: dict[str, Any], examples: Examples, own: tuple[str, ...]) -> None:
        ways = [set(way) for way in operation.get("security", ())]
        names = {parameter["name"] for parameter in operation.get("parameters", ())}
        for text, answer in operation["responses"].items():
            status = int(text)
            answer["headers"] = answer.get("headers", {}) | headers_of(status, counted={SCHEME} in ways, own=own)
            answer["description"] = (
                MEANINGS[304] if status == HTTPStatus.NOT_MODIFIED else answer["description"] or "The answer."
            )
            if content := answer.get("content"):
                examples.add_to(content, text)
            links = links_of(operation["operationId"], pages="after" in names)
            if links and status < HTTPStatus.MULTIPLE_CHOICES:
                answer["links"] = links
