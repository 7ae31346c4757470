"""The addresses that anybody may call: the policy, the document of this API, and its pages."""

import json
from functools import cache

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core import clock
from apps.core.errors import NotFound
from apps.evaluation.conventions import policy_with_conventions
from apps.partners.endpoints import Endpoint
from apps.partners.policy_answers import PolicyAnswer
from apps.partners.problems import Problem
from apps.partners.schema import errors
from apps.policy.models import Policy
from apps.policy.selectors import policy_of_version, policy_on

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
