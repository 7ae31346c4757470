"""An operation of the OpenAPI document: all that follows from how an endpoint works, beside the words of its own."""

from http import HTTPStatus
from typing import Any, get_args, get_origin

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from apps.partners.document.examples import Examples, examples_of
from apps.partners.document.headers import headers_of
from apps.partners.document.links import links_of
from apps.partners.document.subjects import subject_of
from apps.partners.endpoints import Endpoint
from apps.partners.inputs import Input
from apps.partners.keyed import KEY, REPLAYED, TAKES_KEY
from apps.partners.problems import CONTENT_TYPE
from apps.partners.schema import MEANINGS, SCHEME, refusal

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
