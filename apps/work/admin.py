from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.staff_admin import StaffModelAdmin, refusals_shown
from apps.core import clock
from apps.work import services
from apps.work.kinds import kind_of, kinds
from apps.work.models import Item

SOON = timedelta(days=7)


class WhoseFilter(admin.SimpleListFilter):
    title = _("whose")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("mine", _("My work")), ("nobody", _("Unassigned"))]

    def queryset(self, request: HttpRequest, items: QuerySet[Item]) -> QuerySet[Item]:
        match self.value():
            case "mine":
                return items.filter(holder=request.user)
            case "nobody":
                return items.filter(holder__isnull=True)
        return items


class DueFilter(admin.SimpleListFilter):
    title = _("due")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("overdue", _("Overdue")), ("soon", _("Due soon")), ("paused", _("Paused"))]

    def queryset(self, request: HttpRequest, items: QuerySet[Item]) -> QuerySet[Item]:
        running = Q(paused_at__isnull=True)
        match self.value():
            case "overdue":
                return items.filter(running, due_at__lt=clock.now())
            case "soon":
                return items.filter(running, due_at__range=(clock.now(), clock.now() + SOON))
            case "paused":
                return items.filter(~running)
        return items


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [(kind.code, kind.label) for kind in kinds()]

    def queryset(self, request: HttpRequest, items: QuerySet[Item]) -> QuerySet[Item]:
        return items.filter(kind=self.value()) if self.value() else items


class AssignForm(ActionForm):
    holder = forms.ModelChoiceField(
        User.objects.filter(is_staff=True, is_active=True).order_by("email"), required=False, label=_("To:")
    )


@admin.register(Item)
class ItemAdmin(StaffModelAdmin):
    """All that waits for staff, due first. The title leads to where the work is done."""

    action_form = AssignForm
    list_display = ("subject", "kind_label", "holder", "due_at", "is_overdue", "paused_at", "opened_at")
    list_display_links = None
    list_select_related = ("holder",)
    list_filter = (WhoseFilter, DueFilter, KindFilter)
    search_fields = ("title",)
    ordering = ("due_at", "id")
    actions = ("claim", "release", "assign")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        return super().get_queryset(request).filter(closed_at__isnull=True)

    @admin.display(description=_("title"), ordering="title")
    def subject(self, item: Item) -> str:
        return format_html('<a href="{}">{}</a>', kind_of(item.kind).url(item), item.title)

    @admin.display(description=_("kind"), ordering="kind")
    def kind_label(self, item: Item) -> Any:
        return kind_of(item.kind).label

    @admin.display(description=_("overdue"))
    def is_overdue(self, item: Item) -> str:
        overdue = item.paused_at is None and item.due_at is not None and item.due_at < clock.now()
        return gettext("Overdue") if overdue else ""

    @admin.action(description=_("Take"))
    def claim(self, request: HttpRequest, items: QuerySet[Item]) -> None:
        for item in items:
            with refusals_shown(request):
                services.item_claim(actor=request.user, item_id=item.pk)
                messages.success(request, gettext("You hold “%(title)s” now.") % {"title": item.title})

    @admin.action(description=_("Give back"))
    def release(self, request: HttpRequest, items: QuerySet[Item]) -> None:
        for item in items:
            with refusals_shown(request):
                services.item_release(actor=request.user, item_id=item.pk)
                messages.success(request, gettext("Nobody holds “%(title)s” now.") % {"title": item.title})

    @admin.action(description=_("Assign"), permissions=["assign_work"])
    def assign(self, request: HttpRequest, items: QuerySet[Item]) -> None:
        holder = User.objects.filter(pk=request.POST.get("holder") or None, is_staff=True).first()
        if holder is None:
            messages.error(request, gettext("Choose to whom, beside the action."))
            return
        for item in items:
            with refusals_shown(request):
                services.item_assign(actor=request.user, item_id=item.pk, holder=holder)
                messages.success(
                    request, gettext("%(name)s holds “%(title)s” now.") % {"name": holder, "title": item.title}
                )
