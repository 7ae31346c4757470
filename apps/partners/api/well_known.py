"""The documents that programs read first: how to sign in here (RFC 8414), and the keys of signed answers (RFC 7517)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_safe

from apps.partners.api.public import PUBLIC_SECONDS
from apps.partners.credentials.keys import ALGORITHMS
from apps.partners.scopes import SCOPES
from apps.partners.signatures.selectors import issuer, public_keys

# Any page may read these documents: browsers need to be told so.
OPEN = {"Access-Control-Allow-Origin": "*"}
KEY_SET_TYPE = "application/jwk-set+json"
CLIENT_AUTHENTICATION = ["client_secret_basic", "client_secret_post", "private_key_jwt"]


def server_described(site: str) -> dict[str, Any]:
    """Describe the authorization server of the site at an address, which is the server's name as well."""
    return {
        "issuer": site,
        "token_endpoint": site + reverse("oauth2_provider:token"),
        "token_endpoint_auth_methods_supported": CLIENT_AUTHENTICATION,
        "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
        "revocation_endpoint": site + reverse("oauth2_provider:revoke-token"),
        "revocation_endpoint_auth_methods_supported": CLIENT_AUTHENTICATION,
        "revocation_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
        "jwks_uri": site + reverse("jwks"),
        "scopes_supported": sorted(SCOPES),
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "service_documentation": site + reverse("api-docs"),
    }


@csrf_exempt
@require_safe
@cache_control(public=True, max_age=PUBLIC_SECONDS)
@conditional_page
def server_metadata(request: HttpRequest) -> HttpResponse:
    """Describe the authorization server, by the address of the site and not by the host that the request names."""
    return JsonResponse(server_described(issuer()), headers=OPEN)


@csrf_exempt
@require_safe
@cache_control(public=True, max_age=PUBLIC_SECONDS)
@conditional_page
def jwks(request: HttpRequest) -> HttpResponse:
    """Publish the keys by which signed answers are verified: also the next one, and those of answers still valid."""
    return JsonResponse({"keys": public_keys()}, content_type=KEY_SET_TYPE, headers=OPEN)
