"""Everything that happened to a business, the latest first, by subject and period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.core.bounds import whole_number
from apps.portal.access import business_for, for_sellers
from apps.portal.dashboard.news import EventSubject, NewsItem, news_before
from apps.portal.history.forms import ANY, FilterForm
from apps.portal.history.listing import ActiveFilter, filter_text


class HappeningFilterForm(FilterForm):
    """The filters of everything that happened."""

    # There is no text to search: the field of the other lists is taken out.
    text: Any = None
    subject = forms.ChoiceField(label=_lazy("About"), required=False, choices=[ANY, *EventSubject.choices])

    field_order = ("subject", "since", "until")


@dataclass(frozen=True, slots=True)
class HappeningList:
    """A page of what happened, with its filters. `older` is the query of the next page, "" if there is none."""

    form: HappeningFilterForm
    active: Sequence[ActiveFilter]
    items: Sequence[NewsItem]
    older: str
    latest: str

    @property
    def status(self) -> int:
        return 422 if self.form.errors else 200


@for_sellers
@require_safe
def happenings(request: UserRequest, shipper_id: int) -> HttpResponse:
    """List the events of a business, a page at a time; `?before=` leads to older ones."""
    business = business_for(request.user, shipper_id)
    listing = _listing(shipper_id, request.GET)
    context = {"business": business, "tab": "portal:shipper", "listing": listing}
    return render(request, "portal/dashboard/happenings.html", context, status=listing.status)


def _listing(shipper_id: int, get: QueryDict) -> HappeningList:
    """Return a page of events. A filter that can't be read is left out."""
    form = HappeningFilterForm(get)
    form.is_valid()
    given: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if value}
    before = whole_number(get.get("before", ""))
    until = given.get("until")
    items, older = news_before(
        shipper_id,
        before=before,
        subject=given.get("subject", ""),
        since=_start_of(given.get("since")),
        until=_start_of(until + timedelta(days=1)) if until else None,
    )
    kept = {name: get[name] for name in given}
    return HappeningList(
        form=form,
        active=[ActiveFilter(form[name].label, filter_text(form[name]), _query({**kept, name: None})) for name in kept],
        items=items,
        older=_query({**kept, "before": older}) if older else "",
        latest=_query(kept) if before is not None else "",
    )


def _query(values: dict[str, Any]) -> str:
    """Return the query of an address, of the values that are not None."""
    return "?" + urlencode({name: value for name, value in values.items() if value is not None})


def _start_of(day: date | None) -> datetime | None:
    """Return the moment at which a day begins where the business is; None without a day."""
    return datetime.combine(day, time.min, tzinfo=get_current_timezone()) if day else None
