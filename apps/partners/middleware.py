"""Answers ahead of the middleware that only pages need: to a crowd, and to the question that partners ask most."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, resolve

from apps.core.crowd import is_refused
from apps.partners.api.status import common_answer
from apps.partners.problems import crowd_refusal

PREFIX = "/api/v1/shippers/"


class CrowdMiddleware:
    """Answer a request that the server refuses. This runs in the event loop: no session, no database, no cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return crowd_refusal(request) if is_refused(request.META) else self.get_response(request)


class CommonQuestionMiddleware:
    """Answer a partner that asks for one number; let every other request pass on.

    Sessions, sign-in, messages and the search for a view took more time than the answer (`docs/adr/0073`). So this
    middleware stands before them and adds by itself what they add to each answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(PREFIX):
            request.get_host()  # refuses a host that is not of this site
            if answer := common_answer(request, request.path_info.removeprefix(PREFIX)):
                # The log names the route of each request.
                request.resolver_match = _match()
                answer["Content-Language"] = settings.LANGUAGE_CODE
                answer["Content-Length"] = str(len(answer.content))
                return answer
        return self.get_response(request)


@cache
def _match() -> ResolverMatch:
    return resolve(f"{PREFIX}KSN")
