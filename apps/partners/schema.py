"""Additions to the OpenAPI document: the types of inputs and answers, ways to sign in, and refusals as problems."""

from copy import deepcopy
from typing import Any

import msgspec
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerExtension
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiResponse
from msgspec import UNSET

from apps.partners.answers import Answer, ProblemAnswer, reference_to
from apps.partners.inputs import input_schema
from apps.partners.problems import CONTENT_TYPE
from apps.partners.scopes import SCOPES

MEANINGS: dict[int, str] = {
    304: "Nothing has changed since the answer with this entity tag.",
    400: "The request can't be read.",
    401: "The access token is missing or not valid.",
    403: "The access token lacks the scope, or this is not yours to do.",
    404: "There is no such thing.",
    406: "This form of answer is not offered.",
    409: "It is not in a state where this can be done.",
    413: "Too large: send several smaller requests.",
    415: "This form of content is not taken.",
    422: "The request can be read and can't be accepted as it stands.",
    429: "Too many requests: wait as long as Retry-After says.",
    503: "A part of the site is away or has no room, and nothing was recorded: wait as long as Retry-After says.",
}


def refusal(status: int) -> OpenApiResponse:
    """Describe a refusal."""
    return OpenApiResponse(ProblemAnswer, MEANINGS[status])


def errors(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """Describe the refusals of one operation alone; `document/operations.py` adds the refusals of every operation."""
    return {(status, CONTENT_TYPE): refusal(status) for status in statuses}


SCHEME = "partner"


class PartnerScheme(OpenApiAuthenticationExtension):
    target_class = "apps.partners.authentication.PartnerAuthentication"
    name = SCHEME

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[str]]:
        return {SCHEME: [auto_schema.view.required_scope]}

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "oauth2",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": "/oauth/token",
                    "scopes": {name: str(text) for name, text in SCOPES.items()},
                }
            },
        }


class AnswerSchema(OpenApiSerializerExtension):
    """Describe an answer by its own type, with the types inside it as components of the document."""

    target_class = "apps.partners.answers.Answer"
    match_subclasses = True

    def get_name(self, auto_schema: Any, direction: Any) -> str:
        return self.target.__name__

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        own = self.target.__name__
        types = [self.target, *self.target.alternatives]
        _references, components = msgspec.json.schema_components(types, ref_template=reference_to("{name}"))
        kinds = answer_types()
        for name, schema in components.items():
            _require_all(schema, kinds[name])
        for name, schema in components.items():
            if name != own:
                component = ResolvedComponent(name, ResolvedComponent.SCHEMA, schema=schema, object=kinds[name])
                auto_schema.registry.register_on_missing(component)
        return components[own]


class InputSchema(OpenApiSerializerExtension):
    """Describe what an endpoint takes by its own type."""

    target_class = "apps.partners.inputs.Input"
    match_subclasses = True

    def get_name(self, auto_schema: Any, direction: Any) -> str:
        return self.target.__name__.removesuffix("Input")

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return deepcopy(input_schema(self.target))


def _require_all(schema: dict[str, Any], answer: type[Answer]) -> None:
    """Mark each member of an answer as required, unless the member may be UNSET.

    For msgspec, which reads as well, a member with a default need not be there.
    """
    fields = [field for field in msgspec.structs.fields(answer) if field.default is not UNSET]
    schema["required"] = [field.encode_name for field in fields]
    for field in fields:
        schema["properties"][field.encode_name].pop("default", None)


def answer_types(answer: type[Answer] = Answer) -> dict[str, type[Answer]]:
    """Return every type of answer by its name."""
    types = {answer.__name__: answer}
    for each in answer.__subclasses__():
        types |= answer_types(each)
    return types
