"""The files and the catalog of the public data: the editions of figures, and the register of reasons."""

from collections.abc import Iterable
from typing import Any

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.measures.catalog import MEDIA, Dataset, File, catalog_of
from apps.measures.files import SCHEMA, ports_of, studies_of, table_of
from apps.measures.headline import MEASURES
from apps.measures.models import Edition
from apps.measures.periods import PeriodKind
from apps.measures.reasons.selectors import register_parts
from apps.measures.selectors import editions
from apps.measures.studies import DETERRENCE, MEMBERSHIP, STUDIED
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
    return _csv_response(table_of([edition]), f"{edition.code}")


@require_safe
def measure_csv(request: HttpRequest, measure: str) -> StreamingHttpResponse:
    """Return the lines of a measure through all editions as a table, the earliest period first."""
    found = MEASURES.get(measure)
    if found is None:
        raise Http404(_("There is no such measure."))
    return _csv_response(table_of(_editions_in_order(found.kind), found.code), found.code)


@require_safe
def membership_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Return what is known of the effect of membership through all editions as a table."""
    return _csv_response(studies_of(_editions_in_order(STUDIED), (MEMBERSHIP.code, DETERRENCE.code)), "membership")


def _editions_in_order(kind: PeriodKind) -> list[Edition]:
    return list(editions().filter(release__kind=kind))[::-1]


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


# The catalog lists so many editions and parts of the register; every one has its address for ever.
MAX_FILES = 200


@require_safe
def catalog(request: HttpRequest) -> HttpResponse:
    """Return the catalog of the public data (DCAT-US 3.0)."""
    found = list(editions()[:MAX_FILES])
    parts = list(register_parts()[:MAX_FILES])
    moments = [*(edition.released_at for edition in found), *(part.released_at for part in parts)]
    site = settings.SITE
    content = catalog_of(
        [*(_figures(kind, found) for kind in PeriodKind), _register([part.day.isoformat() for part in parts])],
        name=site["name"],
        site=site["url"],
        contact=site["contact"],
        page=reverse("portal:performance"),
        modified=max(moments, default=None),
    )
    return json_response(content, "application/json")


def _figures(kind: PeriodKind, found: list[Edition]) -> Dataset:
    every = "quarter" if kind == PeriodKind.QUARTER else "fiscal year"
    return Dataset(
        code=kind.value,
        path=reverse("portal:performance"),
        title=f"Performance of the program by {every}",
        description=(
            f"Each edition has the figures of one {every} with their definitions, targets and intervals. Numbers are "
            "rounded, and those of few businesses are withheld."
        ),
        schema=reverse("portal:performance_schema"),
        files=[file for edition in found if edition.release.kind == kind for file in _files(edition)],
    )


def _files(edition: Edition) -> list[File]:
    files = [
        File(f"Edition {edition.code}", reverse(f"portal:performance_{ending}", args=[edition.code]), ending)
        for ending in MEDIA
    ]
    if edition.release.kind == PeriodKind.QUARTER:
        path = reverse("portal:performance_ports_csv", args=[edition.code])
        files.append(File(f"Small parcels by port, edition {edition.code}", path, "csv"))
    return files


def _register(days: list[str]) -> Dataset:
    return Dataset(
        code="reasons",
        path=reverse("portal:performance_reasons"),
        title="Register of reasons",
        description=(
            "What the program decided against businesses, each decision a row: its ground, the rule and the version of "
            "the policy, what was automatic, how long it took, whether the business objected, and what came of it. "
            "What few businesses share is withheld."
        ),
        schema=reverse("portal:performance_reasons_schema"),
        files=[
            *(File("All rows", reverse(f"portal:performance_reasons_{ending}"), ending) for ending in MEDIA),
            *(
                File(f"Rows of {day}", reverse(f"portal:performance_reasons_day_{ending}", args=[day]), ending)
                for day in days
                for ending in MEDIA
            ),
        ],
    )
