"""What drf-spectacular can't see by itself: how partners sign in, and that every refusal is a problem."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiResponse

from apps.partners.problems import CONTENT_TYPE
from apps.partners.scopes import SCOPES
from apps.partners.serializers import ProblemSerializer

MEANINGS = {
    400: "The request can't be read.",
    401: "The access token is missing or not valid.",
    403: "The access token lacks the scope, or this is not yours to do.",
    404: "There is no such thing.",
    409: "It is not in a state where this can be done.",
    413: "Too large: send several smaller requests.",
    415: "This form of content is not taken.",
    422: "The request can be read and can't be accepted as it stands.",
    429: "Too many requests: wait as long as Retry-After says.",
}


def errors(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    return {(status, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, MEANINGS[status]) for status in statuses}


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
