"""The public files of the editions: each one as JSON and CSV, and their schema."""

from collections.abc import Iterable
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.measures.files import SCHEMA, ports_of, table_of
from apps.portal.performance.editions import edition_found


@require_safe
def edition_json(request: HttpRequest, code: str) -> HttpResponse:
    """Return an edition as it was published, byte for byte."""
    edition = edition_found(code)
    return HttpResponse(
        edition.document,
        content_type="application/json",
        headers={
            "ETag": f'"{edition.digest}"',
            "Link": f'<{reverse("portal:performance_schema")}>; rel="describedby"',
            "Access-Control-Allow-Origin": "*",
        },
    )


@require_safe
def edition_csv(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """Return the lines of an edition as a table."""
    edition = edition_found(code)
    return _csv_response(table_of(edition), f"{edition.code}")


@require_safe
def ports_csv(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """Return the small parcels of a quarter by port and mode as a table; of a fiscal year, the columns alone."""
    edition = edition_found(code)
    return _csv_response(ports_of(edition), f"{edition.code}-ports")


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """Return the schema of the published files."""
    return json_response(SCHEMA, "application/schema+json")


def json_response(content: dict[str, Any], content_type: str) -> HttpResponse:
    """Return a public file of JSON, which any site may read."""
    text = msgspec.json.format(msgspec.json.encode(content), indent=2).decode() + "\n"
    return HttpResponse(text, content_type=content_type, headers={"Access-Control-Allow-Origin": "*"})


def _csv_response(lines: Iterable[bytes], name: str) -> StreamingHttpResponse:
    """Return lines of CSV as a public file, which any site may read."""
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Access-Control-Allow-Origin": "*",
        },
    )
