"""Saved searches beside a list of the admin, and the two addresses by which they are kept and removed."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.staff_admin import refusals_shown
from apps.work.models import SavedSearch
from apps.work.selectors import searches_for
from apps.work.services import search_remove, search_save

# Parameters of a list's address that are no filters: the page, and where the reader came from.
NOT_FILTERS = ("p", "e", "all", "_popup", "_to_field", "_facets", "_changelist_filters")


class SearchesMixin(admin.ModelAdmin):
    """A list with saved searches beside it: the reader's own, and the searches that are shared with all staff."""

    change_list_template = "admin/desk/list.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        page, query = self.opts.label_lower, filters_of(request.GET)
        beside = {
            "searches": searches_shown(user_of(request), page),
            "search_page": page,
            "search_query": query,
            "may_save": bool(query) and "review_applications" in held(user_of(request)),
            "may_share": "assign_work" in held(user_of(request)),
        }
        return super().changelist_view(request, beside | (extra_context or {}))


def rows_filtered(model_admin: admin.ModelAdmin, request: HttpRequest) -> QuerySet:
    """Return all rows of a list as its address filters them. Raises BadRequest for filters that can't be read."""
    try:
        return model_admin.get_changelist_instance(request).queryset
    except IncorrectLookupParameters as error:
        raise BadRequest("The filters of the list can't be read.") from error


def filters_of(given: QueryDict, *, without: Collection[str] = ()) -> str:
    """Return the filters of a list as a query string: sorted, without blank filters."""
    left_out = {*NOT_FILTERS, *without}
    pairs = [(key, value) for key, values in given.lists() for value in values if value and key not in left_out]
    return urlencode(sorted(pairs))


def address_of(page: str, query: str) -> str:
    """Return the address of a list with filters."""
    return f"{reverse(f'admin:{page.replace(".", "_")}_changelist')}?{query}"


def searches_shown(user: User, page: str = "") -> list[tuple[SavedSearch, str]]:
    """Return the saved searches that the user may see, of one list or of all lists, with their addresses."""
    return [(search, address_of(search.page, search.query)) for search in searches_for(user, page)]


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save the present filters of a list as a search, and go back to the list."""
    page, query = request.POST.get("page", ""), filters_of(QueryDict(request.POST.get("query", "")))
    if page not in _pages():
        raise Http404
    with refusals_shown(request):
        search = search_save(
            actor=user_of(request),
            page=page,
            name=request.POST.get("name", ""),
            query=query,
            shared="shared" in request.POST,
        )
        messages.success(request, _("The search “%(name)s” is saved.") % {"name": search.name})
    return HttpResponseRedirect(address_of(page, query))


@require_POST
def remove(request: HttpRequest, search_id: int) -> HttpResponse:
    """Remove a saved search, and go to its list; to the home page where there is no search with this number."""
    search = SavedSearch.objects.filter(pk=search_id).first()
    back = address_of(search.page, "") if search else reverse("admin:index")
    with refusals_shown(request):
        search_remove(actor=user_of(request), search_id=search_id)
        messages.success(request, _("The saved search is removed."))
    return HttpResponseRedirect(back)


def _pages() -> set[str]:
    """Return the names of the models whose lists keep searches."""
    return {
        model._meta.label_lower
        for model in apps.get_models()
        if isinstance(admin.site._registry.get(model), SearchesMixin)
    }
