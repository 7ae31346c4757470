"""Pages as the tests read them: without the line breaks of templates that HTML ignores.

A test says what a page says, and holds for every layout of its template.
"""

import re

from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

# What keeps its line breaks.
_KEPT = re.compile(r"(<(textarea|pre|script)\b.*?</\2>)", re.DOTALL)
_BLOCK = r"(?:t(?:able|head|body|r|h|d)|d[ldt]|[uo]l|li|p|div|h[1-6]|caption|section|summary|details|blockquote|option)"
_JOINED = (
    (re.compile(rf"(<{_BLOCK}(?: [^<>]*)?>)\s*\n\s*|\s*\n\s*(?=</{_BLOCK}>)"), r"\1"),
    (re.compile(rf"(</{_BLOCK}>)\s*\n\s*(?=</?{_BLOCK}[ >])"), r"\1"),
    (re.compile(r"(?<=[^>\s])\s*\n\s*(?=</)"), ""),
    (re.compile(r"\s*\n\s*"), "\n"),
    (re.compile(r"(?<=[^>])\n|\n(?=[^<])"), " "),
)


class JoinedLines(MiddlewareMixin):
    """Joins the lines of each page."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Join the lines of a page; leave every other answer as it is."""
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            parts = _KEPT.split(response.content.decode())
            response.content = "".join(
                "" if place % 3 == 2 else part if place % 3 else _joined(part) for place, part in enumerate(parts)
            )
        return response


def _joined(html: str) -> str:
    for found, put in _JOINED:
        html = found.sub(put, html)
    return html
