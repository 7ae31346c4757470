"""Saved searches beside a list of the admin, and the two addresses by which they are kept and removed."""

from collections.abc import Collection
from copy import copy
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest, SuspiciousOperation, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.staff_admin import StaffModelAdmin, refusals_shown, registered_models
from apps.desk.lists import TypedFilter
from apps.work.models import SavedSearch
from apps.work.selectors import searches_for
from apps.work.services import search_remove, search_save

# The home counts the rows of so many saved searches.
MAX_COUNTED = 8
# Parameters of a list's address that are no filters: the page, and where the reader came from.
NOT_FILTERS = ("p", "e", "all", "_popup", "_to_field", "_facets", "_changelist_filters")


@dataclass(frozen=True, slots=True)
class ListSearches:
    """The saved searches of a list with their addresses, and what the reader may do with the present filters."""

    page: str
    query: str
    searches: list[tuple[SavedSearch, str]]
    may_save: bool
    may_share: bool


@dataclass(frozen=True, slots=True)
class CountedSearch:
    """A saved search on the home page. `rows` are the rows that the home counts, None where it counts none; `count`
    says how many, in words.
    """

    search: SavedSearch
    url: str
    rows: QuerySet | None = None
    count: str = ""


class FilteredRows(ChangeList):
    """The rows of a list as an address filters them, none of which is read."""

    def get_results(self, request: HttpRequest) -> None:
        self.result_list = self.queryset


def searches_beside(
    request: HttpRequest, model_admin: admin.ModelAdmin, *, without: Collection[str] = ()
) -> ListSearches:
    """Return the saved searches of a list: the reader's own, and the searches that are shared with all staff.

    A search that is saved leaves the parameters of the address in `without` out.
    """
    user, page, query = user_of(request), model_admin.opts.label_lower, filters_of(request.GET, without=without)
    return ListSearches(
        page=page,
        query=query,
        searches=[(search, address_of(search.page, search.query)) for search in searches_for(user, page)],
        may_save=bool(query),
        may_share="assign_work" in held(user),
    )


def searches_seen(request: HttpRequest, searches: list[SavedSearch]) -> list[CountedSearch]:
    """Return those of the saved searches whose lists the reader may open, with the rows of the first of them."""
    admins = _admins()
    seen = [
        CountedSearch(search, address_of(search.page, search.query))
        for search in searches
        if search.page in admins and admins[search.page].has_view_permission(request)
    ]
    return [
        replace(each, rows=_rows(request, admins[each.search.page], each.search.query))
        if place < MAX_COUNTED and admins[each.search.page].rows_counted
        else each
        for place, each in enumerate(seen)
    ]


def _rows(request: HttpRequest, kind: Any, query: str) -> QuerySet | None:
    """Return the rows of a list as a saved search filters them; None where the list no longer knows the filters.

    Filters that the search does not name are left out, since some of them read their choices.
    """
    asked = copy(request)
    asked.GET = QueryDict(query)
    filters = [each for each in kind.get_list_filter(asked) if _is_named(each, asked.GET)]
    try:
        return FilteredRows(
            *(asked, kind.model, kind.get_list_display(asked), (), filters),
            *(kind.date_hierarchy, kind.get_search_fields(asked)),
            *(kind.get_list_select_related(asked), kind.list_per_page),
            *(kind.list_max_show_all, (), kind, kind.get_sortable_by(asked), ""),
        ).queryset
    except (IncorrectLookupParameters, SuspiciousOperation, ValidationError):
        return None


def _is_named(list_filter: Any, given: QueryDict) -> bool:
    """Tell whether an address names a filter of a list: a class with parameters, a field, or a field with a class."""
    if isinstance(list_filter, type) and issubclass(list_filter, TypedFilter):
        return any(name in given for name in list_filter.fields)
    if isinstance(list_filter, type):
        return getattr(list_filter, "parameter_name", "") in given
    field = list_filter if isinstance(list_filter, str) else list_filter[0]
    return any(name == field or name.startswith(f"{field}__") for name in given)


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


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save the present filters of a list as a search, and go back to the list."""
    page, query = request.POST.get("page", ""), filters_of(QueryDict(request.POST.get("query", "")))
    kind = _admins().get(page)
    if kind is None or not kind.has_view_permission(request):
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


def _admins() -> dict[str, StaffModelAdmin]:
    """Return the admin classes whose lists keep searches, by the name of the model."""
    return {
        model._meta.label_lower: kind
        for model in registered_models()
        if isinstance(kind := admin.site.get_model_admin(model), StaffModelAdmin)
    }
