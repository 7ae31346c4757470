"""The answers while a part of the site is away (PostgreSQL, Valkey, files or room for them) or crowded."""

import sys

import psycopg
import redis
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.defaults import server_error
from kombu.exceptions import OperationalError as BrokerError

from apps.core.crowd import retry_headers
from apps.core.room import FilesAway, lack_of_room

# A restarted PostgreSQL or Valkey answers again after some seconds.
RETRY_SECONDS = 30
HEADERS = {"Retry-After": str(RETRY_SECONDS)}

VALKEY_AWAY = (redis.ConnectionError, redis.TimeoutError)
OUTAGES = (OperationalError, InterfaceError, BrokerError, FilesAway, *VALKEY_AWAY)


def failure_page(request: HttpRequest) -> HttpResponse:
    """Answer a request whose view failed, while the exception is handled: 503 during an outage, without room on the
    disk, or for a statement that took too long (`statement_limits`), else 500.

    No page asks the database, so the language of the 503 is the browser's or the cookie's choice.
    """
    error = sys.exception()
    with translation.override(translation.get_language_from_request(request)):
        lacking = lack_of_room(error)
        if not (lacking or isinstance(error, OUTAGES)):
            return server_error(request)
        is_too_long = isinstance(error and error.__cause__, psycopg.errors.QueryCanceled)
        page = render_to_string("503.html", {"is_too_long": is_too_long, "lacking": lacking})
        return HttpResponse(page, status=503, headers=HEADERS)


def crowd_page(request: HttpRequest) -> HttpResponse:
    """Answer somebody for whom no thread was free in time, in the language of the browser or of the cookie's choice."""
    with translation.override(translation.get_language_from_request(request)):
        return HttpResponse(render_to_string("503.html", {"is_crowded": True}), status=503, headers=retry_headers())
