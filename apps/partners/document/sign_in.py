"""The addresses in the OpenAPI document that follow standards of their own: tokens, and what programs read first."""

from typing import Any

from apps.partners.answers import ProblemAnswer
from apps.partners.api.public import KEY_SET_TYPE, server_described
from apps.partners.clients import ASSERTION, TOO_MANY
from apps.partners.document.headers import headers_of, subject_of
from apps.partners.document.operations import problem_examples
from apps.partners.problems import CONTENT_TYPE
from apps.partners.schema import MEANINGS
from apps.partners.scopes import SCOPES

FORM = "application/x-www-form-urlencoded"
TEXT = {"type": "string"}
ADDRESS = {"type": "string", "format": "uri"}
TEXTS = {"type": "array", "items": TEXT}

CLIENT = {
    "client_id": TEXT,
    "client_secret": TEXT,
    "client_assertion_type": {"type": "string", "enum": [ASSERTION]},
    "client_assertion": {
        "type": "string",
        "description": "In place of a secret: a JWT that one of your registered keys has signed (RFC 7523).",
    },
}
NOT_EMPTY = {"type": "string", "minLength": 1}
TOKEN_ASKED = {
    "title": "TokenAsked",
    "type": "object",
    "properties": {
        "grant_type": {"type": "string", "enum": ["client_credentials"]},
        "scope": {
            "type": "string",
            "description": f"With spaces between; all that your system has, if you leave it out: {', '.join(SCOPES)}.",
        },
        **CLIENT,
    },
    "required": ["grant_type"],
}
TOKEN = {
    "title": "Token",
    "type": "object",
    "properties": {
        "access_token": TEXT,
        "expires_in": {"type": "integer", "description": "Seconds. Keep the token for as long."},
        "token_type": {"type": "string", "enum": ["Bearer"]},
        "scope": TEXT,
    },
    "required": ["access_token", "expires_in", "token_type", "scope"],
}
TOKEN_GIVEN_BACK = {
    "title": "TokenGivenBack",
    "type": "object",
    "properties": {"token": NOT_EMPTY, **CLIENT},
    "required": ["token"],
}
TOKEN_REFUSED = {
    "title": "TokenRefused",
    "description": "A refusal in the form of RFC 6749, section 5.2.",
    "type": "object",
    "properties": {"error": TEXT, "error_description": TEXT},
    "required": ["error"],
}
SERVER = {
    "title": "AuthorizationServer",
    "description": "The metadata of RFC 8414.",
    "type": "object",
    "properties": {
        "issuer": ADDRESS,
        "token_endpoint": ADDRESS,
        "token_endpoint_auth_methods_supported": TEXTS,
        "token_endpoint_auth_signing_alg_values_supported": TEXTS,
        "revocation_endpoint": ADDRESS,
        "revocation_endpoint_auth_methods_supported": TEXTS,
        "revocation_endpoint_auth_signing_alg_values_supported": TEXTS,
        "jwks_uri": ADDRESS,
        "scopes_supported": TEXTS,
        "grant_types_supported": TEXTS,
        "response_types_supported": TEXTS,
        "service_documentation": ADDRESS,
    },
    "required": ["issuer", "token_endpoint", "jwks_uri", "scopes_supported", "grant_types_supported"],
}
KEY_SET = {
    "title": "KeySet",
    "description": "The public keys by which signed answers are verified (RFC 7517).",
    "type": "object",
    "properties": {
        "keys": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": dict.fromkeys(("kty", "use", "kid", "alg", "crv", "x", "y"), TEXT),
                "required": ["kty", "kid"],
            },
        }
    },
    "required": ["keys"],
}
COMPONENTS = {
    schema["title"]: schema for schema in (TOKEN_ASKED, TOKEN, TOKEN_GIVEN_BACK, TOKEN_REFUSED, SERVER, KEY_SET)
}
# The client's own proof: its id and secret in the header, or in the form.
SCHEMES = {"client": {"type": "http", "scheme": "basic", "description": "Your client id and secret (RFC 6749)."}}
REFUSED = {
    "400": ("The request can't be answered: `error` says why.", {"error": "unsupported_grant_type"}),
    "401": ("The client id, the secret or the assertion is wrong.", {"error": "invalid_client"}),
    "429": ("Too many tokens, or too many wrong secrets: wait as long as Retry-After says.", TOO_MANY),
}
CACHED = ("ETag", "Cache-Control", "Access-Control-Allow-Origin")


def _form(schema: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {FORM: {"schema": _reference(schema), "example": example}}}


def _reference(schema: dict[str, Any]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema['title']}"}


def _answer(
    text: str, schema: dict[str, Any], example: Any, *, media_type: str = "application/json", own: tuple[str, ...] = ()
) -> dict[str, Any]:
    return {
        "description": text,
        "headers": headers_of(200, counted=False, own=own),
        "content": {media_type: {"schema": _reference(schema), "example": example}},
    }


def _refusals() -> dict[str, Any]:
    """Describe the refusals in the form of OAuth, and those as problems, which come before OAuth is reached."""
    refused = {
        status: _answer(text, TOKEN_REFUSED, example) | {"headers": headers_of(int(status), counted=False, own=())}
        for status, (text, example) in REFUSED.items()
    }
    refused["400"]["content"] |= _problem(400)
    return refused | {
        str(status): {
            "description": MEANINGS[status],
            "headers": headers_of(status, counted=False, own=()),
            "content": _problem(status),
        }
        for status in (413, 503)
    }


def _problem(status: int) -> dict[str, Any]:
    reference = {"$ref": f"#/components/schemas/{ProblemAnswer.__name__}"}
    return {CONTENT_TYPE: {"schema": reference, "example": problem_examples()[str(status)]}}


def _operation(path: str, name: str, summary: str, **parts: Any) -> dict[str, Any]:
    subject = subject_of(path)
    return {"operationId": name, "summary": summary, "tags": [subject.name] if subject else []} | parts


def sign_in_paths() -> dict[str, Any]:
    """Describe the addresses of the standards: tokens, the server's metadata, and the keys of signatures."""
    token, revoke = "/oauth/token", "/oauth/revoke"
    metadata, keys = "/.well-known/oauth-authorization-server", "/.well-known/jwks.json"
    proof = {"security": [{"client": []}, {}]}
    given = {"access_token": "w8WkzTk1bVQ3hP0vJr6n", "expires_in": 3600, "token_type": "Bearer", "scope": "status:read"}
    return {
        token: {
            "post": _operation(
                token,
                "token",
                "Get an access token",
                **proof,
                requestBody=_form(TOKEN_ASKED, {"grant_type": "client_credentials"}),
                responses={"200": _answer("The token.", TOKEN, given, own=("Cache-Control",))} | _refusals(),
            )
        },
        revoke: {
            "post": _operation(
                revoke,
                "token_revoke",
                "Give an access token back",
                **proof,
                requestBody=_form(TOKEN_GIVEN_BACK, {"token": given["access_token"]}),
                responses={
                    "200": {
                        "description": "The token is no longer valid.",
                        "headers": headers_of(200, counted=False, own=()),
                    }
                }
                | _refusals(),
            )
        },
        metadata: {
            "get": _operation(
                metadata,
                "authorization_server",
                "How to sign in here",
                security=[],
                responses={
                    "200": _answer(
                        "The metadata.", SERVER, server_described("https://known-shipper.example"), own=CACHED
                    )
                },
            )
        },
        keys: {
            "get": _operation(
                keys,
                "signing_keys",
                "The keys by which signed answers are verified",
                security=[],
                responses={
                    "200": _answer(
                        "The keys.",
                        KEY_SET,
                        {
                            "keys": [
                                {
                                    "kty": "EC",
                                    "use": "sig",
                                    "kid": "9fVh0WbX",
                                    "alg": "ES256",
                                    "crv": "P-256",
                                    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                                    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
                                }
                            ]
                        },
                        media_type=KEY_SET_TYPE,
                        own=CACHED,
                    )
                },
            )
        },
    }
