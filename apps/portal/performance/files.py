"""The public files of the measures: each edition as JSON and CSV, the schema, and the catalog of data."""

from typing import Any

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.errors import NotFound
from apps.measures.files import SCHEMA, catalog_of, table_of
from apps.measures.models import Edition
from apps.measures.selectors import edition_of, editions

# The catalog lists so many editions; every one has its address for ever.
MAX_EDITIONS = 200


@require_safe
def edition_json(request: HttpRequest, code: str) -> HttpResponse:
    """Return an edition as it was published, byte for byte."""
    edition = _edition(code)
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
    edition = _edition(code)
    return StreamingHttpResponse(
        table_of(edition),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{edition.code}.csv"',
            "Access-Control-Allow-Origin": "*",
        },
    )


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """Return the schema of the published files."""
    return _json(SCHEMA, "application/schema+json")


@require_safe
def catalog(request: HttpRequest) -> HttpResponse:
    """Return the catalog of the public data (DCAT-US 3.0)."""
    found = list(editions()[:MAX_EDITIONS])
    addresses = {"page": reverse("portal:performance"), "schema": reverse("portal:performance_schema")}
    for edition in found:
        for ending in ("json", "csv"):
            addresses[f"{edition.code}.{ending}"] = reverse(f"portal:performance_{ending}", args=[edition.code])
    site = settings.SITE
    content = catalog_of(found, name=site["name"], site=site["url"], contact=site["contact"], addresses=addresses)
    return _json(content, "application/json")


def _json(content: dict[str, Any], content_type: str) -> HttpResponse:
    text = msgspec.json.format(msgspec.json.encode(content), indent=2).decode() + "\n"
    return HttpResponse(text, content_type=content_type, headers={"Access-Control-Allow-Origin": "*"})


def _edition(code: str) -> Edition:
    try:
        return edition_of(code)
    except NotFound as error:
        raise Http404(_("There is no such edition.")) from error
