"""The addresses that anybody may call: the policy, the document of this API, and its pages."""

import json
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core import clock
from apps.core.embargoes import Embargo
from apps.core.errors import NotFound
from apps.evaluation.conventions import policy_with_conventions
from apps.partners.authentication import access_by
from apps.partners.cost_answers import CostsAnswer
from apps.partners.credentials.keys import ALGORITHMS
from apps.partners.endpoints import Endpoint
from apps.partners.input_types import CommentInput, CostsInput
from apps.partners.inputs import content_read
from apps.partners.keyed import keyed
from apps.partners.policy_answers import CommentReceivedAnswer, DraftAnswer, DraftsAnswer, PolicyAnswer
from apps.partners.problems import Problem
from apps.partners.schema import errors
from apps.partners.scopes import POLICY_COMMENT, SCOPES
from apps.partners.signatures.selectors import issuer, public_keys
from apps.partners.systems.services import partner_comment
from apps.policy.models import Policy
from apps.policy.selectors import draft_open_of, draft_public, drafts_open, policy_of_version, policy_on
from apps.tariff.costs import CostQuestion, RateUnit, costs_of, edition_loaded, goods_find, rates_are_loaded

# A public document changes a few times a year, and a copy of some minutes ago misleads nobody.
PUBLIC_SECONDS = 300
GUIDE = settings.BASE_DIR / "docs" / "partners.md"


def _policy_answer(policy: Policy) -> PolicyAnswer:
    return msgspec.convert(policy_with_conventions(policy), PolicyAnswer)


class PublicView(Endpoint):
    authentication_classes = ()
    permission_classes = (AllowAny,)
    max_age = PUBLIC_SECONDS


class CurrentPolicy(PublicView):
    @extend_schema(
        operation_id="policy_current",
        summary="The policy in force: every number of it, with its reason and authority",
        responses={200: PolicyAnswer},
    )
    def get(self, request: Request) -> Response:
        return Response(_policy_answer(policy_on(clock.today())))


class PolicyVersion(PublicView):
    @extend_schema(
        operation_id="policy_version",
        summary="A published policy by its version",
        responses={200: PolicyAnswer} | errors(404),
    )
    def get(self, request: Request, version: int) -> Response:
        try:
            return Response(_policy_answer(policy_of_version(version)))
        except NotFound as error:
            raise Problem(404, "unknown-policy", f"{error.message} /api/v1/policies/current is in force.") from error


class OpenApi(PublicView):
    """The OpenAPI document, as JSON."""

    @extend_schema(operation_id="openapi", summary="This document", responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request) -> HttpResponse:
        return HttpResponse(_document_written(), content_type="application/json")


@cache
def _document_written() -> bytes:
    """Return the OpenAPI document as JSON. The document follows from the code, so each process writes it once."""
    return json.dumps(SchemaGenerator().get_schema(public=True), ensure_ascii=False).encode()


@gzip_page
@cache_control(public=True, max_age=PUBLIC_SECONDS)
@conditional_page
def guide(request: HttpRequest) -> HttpResponse:
    """Give the guide for partners as the project keeps it: Markdown, which people and programs read alike."""
    return HttpResponse(GUIDE.read_text(), content_type="text/markdown; charset=utf-8")


def docs(request: HttpRequest) -> HttpResponse:
    return render(request, "partners/docs.html")


class CostsOfGoods(PublicView):
    query = CostsInput
    asked: CostsInput

    @extend_schema(
        operation_id="costs",
        summary="Duty, added duties and fees of goods, and how they are entered",
        description="For one kind of goods in one shipment. Each amount says how it came to be, and `table` what is "
        "not counted. An added duty that may not be owed is in `total.most` alone.",
        responses={200: CostsAnswer} | errors(404),
    )
    def get(self, request: Request) -> Response:
        asked = self.asked
        found = goods_find(asked.hs)
        if not found:
            if rates_are_loaded():
                raise Problem(404, "unknown-code", "The tariff has no such code with a rate of duty.")
            raise Problem(404, "no-tariff", "No tariff with rates of duty is loaded on this site.")
        (goods,) = found
        question = CostQuestion(
            hs=goods.code,
            origin=asked.origin,
            mode=asked.mode,
            value=Decimal(asked.value).quantize(Decimal("0.01")),
            day=asked.day or clock.today(),
            measured={unit: Decimal(sent) for unit in RateUnit if (sent := getattr(asked, unit))},
            preference=asked.preference,
        )
        costs = costs_of(question, goods)
        if isinstance(costs, Embargo):
            raise Problem(422, "embargo", f"{costs.sentence} {costs.address}")
        return Response(CostsAnswer.of(question, goods, costs, edition_loaded()))


def _draft_answer(policy: Policy) -> DraftAnswer:
    return msgspec.convert(draft_public(policy), DraftAnswer)


def _draft(version: int) -> Policy:
    """Return an open draft; raise the problem of an unknown policy for any other."""
    try:
        return draft_open_of(version)
    except NotFound as error:
        detail = f"{error.message} /api/v1/policies/drafts lists those that are."
        raise Problem(404, "unknown-policy", detail) from error


class Drafts(PublicView):
    @extend_schema(
        operation_id="policy_drafts",
        summary="The drafts of the policy that are open for comment",
        responses={200: DraftsAnswer},
    )
    def get(self, request: Request) -> Response:
        return Response(DraftsAnswer(results=[_draft_answer(policy) for policy in drafts_open()]))


class Draft(PublicView):
    @extend_schema(
        operation_id="policy_draft",
        summary="A draft that is open for comment: what changes, why, and who would move",
        responses={200: DraftAnswer} | errors(404),
    )
    def get(self, request: Request, version: int) -> Response:
        return Response(_draft_answer(_draft(version)))


class DraftComments(Endpoint):
    required_scope = POLICY_COMMENT

    @keyed
    @extend_schema(
        operation_id="policy_comment",
        summary="Comment on a draft",
        description="Until the end of `comments_until`. The program answers each comment before it publishes.",
        request=CommentInput,
        responses={201: CommentReceivedAnswer} | errors(404),
    )
    def post(self, request: Request, version: int) -> Response:
        asked = content_read(CommentInput, request.data)
        comment = partner_comment(
            partner_id=access_by(request).partner_id,
            version=_draft(version).version,
            text=asked.text,
            language=asked.language,
        )
        return Response(CommentReceivedAnswer(comment=comment.pk, version=version), status=201)


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
