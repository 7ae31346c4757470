"""The list of all that waits for staff, and a page for each piece of it: who holds it, and by when it is due."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.views.main import ORDER_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.roles import ACT_FOR_AGENCY, ADMINISTER
from apps.accounts.selectors import staff_with
from apps.accounts.staff_admin import AdministeredModelAdmin, refusals_shown
from apps.core import clock
from apps.core.forms import row_field
from apps.core.lifecycle import Text
from apps.core.spreadsheets import Row, csv_stream
from apps.desk.actions import StaffAction, StaffActions
from apps.desk.forms import StaffForm
from apps.desk.impartiality import is_on_team
from apps.desk.pages import PageAdmin
from apps.desk.work.filters import FILTERS, FILTERS_OF_AGENCIES
from apps.desk.work.searches import filters_of, rows_filtered
from apps.desk.work.wording import age_words, aside_words, due_words, state_drawn, state_words, target_words
from apps.events.selectors import events_of_subject
from apps.shippers.roles import ON_TEAM
from apps.work import services
from apps.work.kinds import holder_barred, kind_of
from apps.work.models import Item
from apps.work.selectors import (
    first_in_order,
    item_beside,
    items_barred,
    items_seen,
    kinds_seen,
    subject_barred,
    work_order,
)

type Shown = Callable[[Item], Any]
# The words for the events of a work item.
EVENT_TEXTS = {
    "work.opened": _lazy("Opened"),
    "work.claimed": _lazy("Taken"),
    "work.taken_over": _lazy("Taken over from a colleague"),
    "work.released": _lazy("Given back"),
    "work.assigned": _lazy("Assigned"),
    "work.put_aside": _lazy("Put aside until %(until)s"),
    "work.taken_up": _lazy("Taken up again"),
    "work.paused": _lazy("It waits on the seller: its time to decide is paused"),
    "work.reopened": _lazy("Open again: not done after all"),
    "work.resumed": _lazy("Its time to decide runs again"),
    "work.closed": _lazy("Done"),
}
HEAD = (
    *("number", "kind", "what", "state", "country", "hs_chapters", "held_by"),
    *("waits_since", "due", "internal_target", "waits_on_seller_since"),
)


def _officers() -> QuerySet[User]:
    return staff_with("review_applications")


class AssignForm(StaffForm):
    holder = forms.ModelChoiceField(queryset=User.objects.none(), label=_lazy("To whom?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "holder").queryset = _officers()


class AssignManyForm(ActionForm):
    holder = forms.ModelChoiceField(queryset=User.objects.none(), required=False, label=_lazy("To:"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "holder").queryset = _officers()


@admin.register(Item)
class ItemAdmin(AdministeredModelAdmin, PageAdmin):
    """The open work items in the order of work; the title of an item leads to the page where its work is done."""

    seen_by = frozenset({ADMINISTER, ACT_FOR_AGENCY})
    page_template = "admin/work/item/page.html"
    change_list_template = "admin/work/item/change_list.html"
    action_form = AssignManyForm
    list_display = ("subject", "state_label", "country", "holder", "due", "target", "age")
    list_display_links = None
    list_select_related = ("holder",)
    list_filter = FILTERS
    sortable_by = ("due", "target", "age")
    search_help_text = _lazy("Title has")
    search_fields = ("title",)
    actions = ("claim", "release", "assign")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        return items_seen(user_of(request), super().get_queryset(request)).filter(closed_at__isnull=True)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Item | None:
        """Return a work item, open or closed."""
        seen = items_seen(user_of(request), Item.objects.select_related("holder"))
        return seen.filter(pk=object_id).first() if object_id.isdecimal() else None

    def get_list_filter(self, request: HttpRequest) -> tuple[type[admin.SimpleListFilter], ...]:
        may = held(user_of(request))
        return FILTERS_OF_AGENCIES if ACT_FOR_AGENCY in may and self.view_permission not in may else FILTERS

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return work_order()

    def get_paginator(self, request: HttpRequest, queryset: Any, *given: Any, **more: Any) -> Paginator:
        """Return the pages of the list, which sort the items that they can show and not all open work."""
        if ORDER_VAR not in request.GET:
            queryset = first_in_order(queryset, self.paginator.limit + 1)
        return super().get_paginator(request, queryset, *given, **more)

    def get_list_display(self, request: HttpRequest) -> tuple[str | Shown, ...]:
        return (*self.list_display, _buttons(request))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        chosen, may, seen = request.GET.get("kind"), held(user_of(request)), kinds_seen(user_of(request))
        shown = {
            "title": _lazy("Work that waits"),
            "kinds": seen,
            "kind": next((kind for kind in seen if kind.code == chosen), None),
            "may_export": "export_data" in may,
            "may_take": "review_applications" in may,
            "may_assign": "assign_work" in may,
        }
        response = super().changelist_view(request, shown | (extra_context or {}))
        if changelist := getattr(response, "context_data", {}).get("cl"):
            kept: Any = request
            kept.barred = items_barred(user_of(request), changelist.result_list)
        form = getattr(response, "context_data", {}).get("action_form")
        if form and "assign_work" not in may:
            # Only who assigns work is asked to whom.
            del form.fields["holder"]
        return response

    @admin.display(description=_lazy("what waits"))
    def subject(self, item: Item) -> str:
        kind = kind_of(item.kind)
        return format_html('<a href="{}">{}</a><br><span class="quiet">{}</span>', kind.url(item), item, kind.label)

    @admin.display(description=_lazy("state"))
    def state_label(self, item: Item) -> str:
        return state_drawn(item)

    @admin.display(description=_lazy("due"), ordering="due_at")
    def due(self, item: Item) -> str:
        said = aside_words(item)
        return format_html('{}<br><span class="quiet">{}</span>', due_words(item), said) if said else due_words(item)

    @admin.display(description=_lazy("internal target"), ordering="target_on")
    def target(self, item: Item) -> str:
        return target_words(item)

    @admin.display(description=_lazy("waits for"), ordering="-opened_at")
    def age(self, item: Item) -> str:
        return age_words(item)

    @admin.action(description=_lazy("Take"), permissions=["review_applications"])
    def claim(self, request: HttpRequest, items: QuerySet[Item]) -> None:
        for item in items:
            _take(request, item)

    @admin.action(description=_lazy("Give back"), permissions=["review_applications"])
    def release(self, request: HttpRequest, items: QuerySet[Item]) -> None:
        for item in items:
            _give_back(request, item)

    @admin.action(description=_lazy("Assign"), permissions=["assign_work"])
    def assign(self, request: HttpRequest, items: QuerySet[Item]) -> None:
        chosen = request.POST.get("holder", "")
        holder = _officers().filter(pk=chosen).first() if chosen.isdecimal() else None
        if holder is None:
            messages.error(request, _("Choose to whom, beside the action."))
            return
        for item in items:
            with refusals_shown(request):
                services.work_assign(actor=user_of(request), item_id=item.pk, holder=holder)
                message = _("%(name)s holds “%(title)s” now.")
                messages.success(request, message % {"name": holder, "title": item.title})

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("next/", wrap(require_POST(self.next_view)), name="work_item_next"),
            path("export/", wrap(require_POST(self.export_view)), name="work_item_export"),
            path("<int:item_id>/before/", wrap(partial(self.beside_view, is_before=True)), name="work_item_before"),
            path("<int:item_id>/after/", wrap(partial(self.beside_view, is_before=False)), name="work_item_after"),
            path("<int:item_id>/take/", wrap(require_POST(partial(self.hand, _take))), name="work_item_take"),
            path(
                "<int:item_id>/take-over/",
                wrap(require_POST(partial(self.hand, _take_over))),
                name="work_item_take_over",
            ),
            path("<int:item_id>/give-back/", wrap(require_POST(partial(self.hand, _give_back))), name="work_item_back"),
            *super().get_urls(),
        ]

    def hand(self, act: Callable[[HttpRequest, Item], None], request: HttpRequest, item_id: int) -> HttpResponse:
        """Take a work item, take it over or give it back by a button, and go back to the case or list of the button."""
        item = self.get_object(request, str(item_id))
        if item is None:
            return self.no_such_page(request, str(item_id))
        act(request, item)
        back = request.POST.get("back", "")
        if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            return HttpResponseRedirect(back)
        return HttpResponseRedirect(f"{reverse('admin:work_item_changelist')}?{request.GET.urlencode()}")

    def next_view(self, request: HttpRequest) -> HttpResponse:
        """Take the unassigned item that is due first, and go to the page where its work is done."""
        with refusals_shown(request):
            item = services.work_claim_next(actor=user_of(request))
            messages.success(request, _("You hold “%(title)s” now.") % {"title": item.title})
            return HttpResponseRedirect(kind_of(item.kind).url(item))
        return HttpResponseRedirect(reverse("admin:index"))

    def beside_view(self, request: HttpRequest, item_id: int, *, is_before: bool) -> HttpResponse:
        """Go to the case before or after one in the queue of its kind; stay where the queue ends."""
        item = self.get_object(request, str(item_id))
        if item is None:
            return self.no_such_page(request, str(item_id))
        found = item_beside(user_of(request), item, is_before=is_before)
        if found is None:
            message = _("This is the first of “%(kind)s”.") if is_before else _("This is the last of “%(kind)s”.")
            messages.info(request, message % {"kind": kind_of(item.kind).label})
        return HttpResponseRedirect(kind_of(item.kind).url(found or item))

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Export all rows of the filtered list for spreadsheets."""
        if not self.holds("export_data", request):
            raise PermissionDenied
        rows = rows_filtered(self, request)
        services.export_record(actor=user_of(request), filters=filters_of(request.GET, without=("q",)))
        name = f"work-{clock.today().isoformat()}.csv"
        response = StreamingHttpResponse(csv_stream(HEAD, _lines(rows)), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def staff_actions(self, request: HttpRequest, shown: Item) -> StaffActions:
        user = user_of(request)
        rights = held(user)
        actions: StaffActions = {}
        if shown.closed_at:
            return actions
        if shown.holder_id is None and kind_of(shown.kind).permission in rights:
            actions["take"] = StaffAction(
                label=_lazy("Take"),
                effect=_lazy("It is yours until you give it back."),
                service=partial(services.work_claim, item_id=shown.pk),
                blocked=holder_barred(user, shown.shipper_id) or subject_barred(user, shown) or "",
            )
        if shown.holder_id == user.pk or (shown.holder_id and "assign_work" in rights):
            actions["back"] = StaffAction(
                label=_lazy("Give back"),
                effect=_lazy("Anybody may take it now. Its due days stay the same."),
                service=partial(services.work_release, item_id=shown.pk),
            )
        if "assign_work" in rights:
            actions["assign"] = StaffAction(
                label=_lazy("Assign"),
                effect=_lazy("They find it in their work. Nobody is told by e-mail."),
                service=partial(services.work_assign, item_id=shown.pk),
                form=AssignForm,
            )
        return actions

    def page(self, request: HttpRequest, shown: Item) -> dict[str, Any]:
        kind = kind_of(shown.kind)
        happened = events_of_subject(("item", shown.pk)).filter(kind__in=EVENT_TEXTS)
        return {
            "kind": kind,
            "url": kind.url(shown),
            "state": state_drawn(shown),
            "due": due_words(shown),
            "target": target_words(shown),
            "aside": aside_words(shown),
            "happened": [(event, str(EVENT_TEXTS[event.kind]) % event.payload) for event in happened],
        }


def _take(request: HttpRequest, item: Item) -> None:
    with refusals_shown(request):
        services.work_claim(actor=user_of(request), item_id=item.pk)
        messages.success(request, _("You hold “%(title)s” now.") % {"title": item.title})


def _take_over(request: HttpRequest, item: Item) -> None:
    with refusals_shown(request):
        services.work_take_over(actor=user_of(request), item_id=item.pk)
        message = _("You hold “%(title)s” now, and %(name)s does not any more. They find a note of this on their home.")
        messages.success(request, message % {"title": item.title, "name": item.holder})


def _give_back(request: HttpRequest, item: Item) -> None:
    with refusals_shown(request):
        services.work_release(actor=user_of(request), item_id=item.pk)
        messages.success(request, _("Nobody holds “%(title)s” now.") % {"title": item.title})


def _buttons(request: HttpRequest) -> Shown:
    """Return the column with the button that the reader may use on each row."""
    may, filters = held(user_of(request)), filters_of(request.GET)

    @admin.display(description=_lazy("act"))
    def buttons(item: Item) -> str:
        if item.holder_id is None and kind_of(item.kind).permission in may:
            if reason := _bar_reason(request, item):
                return format_html('<span class="quiet">{}</span>', reason)
            return _button(reverse("admin:work_item_take", args=[item.pk]), filters, _("Take"), item)
        if item.holder_id == request.user.pk:
            return _button(reverse("admin:work_item_back", args=[item.pk]), filters, _("Give back"), item)
        if "assign_work" in may:
            page = reverse("admin:work_item_change", args=[item.pk])
            return format_html('<a href="{}">{}</a>', page, _("Reassign"))
        return ""

    return buttons


def _bar_reason(request: HttpRequest, item: Item) -> Text:
    """Return why the reader may not take an item of a list, of which `changelist_view` read who took part."""
    if is_on_team(request, item.shipper_id):
        return ON_TEAM
    return getattr(request, "barred", {}).get(item.pk, "")


def _button(address: str, filters: str, label: str, item: Item) -> str:
    return format_html(
        '<button type="submit" class="button" formaction="{}?{}" aria-label="{}: {}">{}</button>',
        *(address, filters, label, item, label),
    )


def _lines(items: QuerySet[Item]) -> Iterator[Row]:
    for item in items.iterator(chunk_size=500):
        yield (
            *(item.pk, str(kind_of(item.kind).label), item.title, state_words(item)),
            *(item.country, " ".join(item.chapters), item.holder.email if item.holder else None),
            clock.day_of(item.opened_at),
            item.due_at and clock.day_of(item.due_at),
            item.target_on,
            item.paused_at and clock.day_of(item.paused_at),
        )
