"""The search of the desk: one box on every page finds a record by whatever an officer was given of it.

The typed words may be personal data: they come by POST, so that they stand in no address and no log.
"""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.desk.forms import StaffForm
from apps.desk.search.finders import find
from apps.desk.search.results import MAX_RESULTS, SearchResult

MIN_LENGTH, MAX_LENGTH = 2, 300
HTML, JSON = "text/html", "application/json"
# The palette has room for so many.
MAX_SUGGESTED = 8


class SearchForm(StaffForm):
    """The search box."""

    text = forms.CharField(min_length=MIN_LENGTH, max_length=MAX_LENGTH)

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())


def search(request: HttpRequest) -> HttpResponse:
    """Answer the search box: with a list of results, or with the page of the one record that the text is the key of.
    The palette of commands asks for the first results as JSON.
    """
    if "read_everything" not in held(user_of(request)):
        raise PermissionDenied
    form = SearchForm(request.POST if request.method == "POST" else None)
    is_found = form.is_valid()
    results = find(request, form.cleaned_data["text"]) if is_found else []
    if request.get_preferred_type([HTML, JSON]) == JSON:
        return JsonResponse({"results": [_plain(result) for result in results[:MAX_SUGGESTED]]})
    exact = [result.url for result in results if result.is_exact]
    if len(exact) == 1:
        return HttpResponseRedirect(exact[0])
    by_kind = Counter(str(result.kind) for result in results)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _lazy("Search"),
        "search_text": form["text"].value(),
        "errors": form.errors.get("text"),
        "results": results,
        "most": MAX_RESULTS,
        "goes_on": any(count >= MAX_RESULTS for count in by_kind.values()),
        "searched": is_found,
    }
    return TemplateResponse(
        request, "admin/search.html", context, status=422 if form.is_bound and not is_found else 200
    )


def _plain(result: SearchResult) -> dict[str, str]:
    return {"kind": str(result.kind), "name": result.name, "about": result.about, "url": result.url}
