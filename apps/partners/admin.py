from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.requests import user_of
from apps.accounts.staff_admin import StaffModelAdmin
from apps.partners.models import FeedEntry, Look, Partner, SigningKey
from apps.partners.systems.services import partner_switch


@admin.register(Partner)
class PartnerAdmin(StaffModelAdmin):
    help = _lazy("Systems of others that ask how a business stands, or report facts, and what each may do.")
    list_display = ["name", "scopes", "reporter", "active", "created_at"]
    list_filter = ["active"]
    list_select_related = ["reporter"]
    search_fields = ["name"]
    actions = ["shut_out", "let_in"]

    @admin.action(description=_lazy("Shut out"), permissions=["manage_partners"])
    def shut_out(self, request: HttpRequest, partners: QuerySet[Partner]) -> None:
        self._switch(request, partners, active=False)

    @admin.action(description=_lazy("Let in again"), permissions=["manage_partners"])
    def let_in(self, request: HttpRequest, partners: QuerySet[Partner]) -> None:
        self._switch(request, partners, active=True)

    def _switch(self, request: HttpRequest, partners: QuerySet[Partner], *, active: bool) -> None:
        for partner in partners.order_by("pk"):
            partner_switch(actor=user_of(request), partner_id=partner.pk, active=active)


@admin.register(Look)
class LookAdmin(StaffModelAdmin):
    help = _lazy("Which partner asked about which business, and when.")
    help_about = "logged"
    list_display = ["at", "partner", "ksn"]
    list_filter = ["partner"]
    list_select_related = ["partner"]


@admin.register(FeedEntry)
class FeedEntryAdmin(StaffModelAdmin):
    help = _lazy("What partners were told of changes of standing and of policies, in the order in which they read it.")
    help_about = "standing-reasons"
    list_display = ["seq", "change", "policy"]
    list_select_related = ["change", "policy"]


@admin.register(SigningKey)
class SigningKeyAdmin(StaffModelAdmin):
    help = _lazy("The keys by which answers to partners are signed. They change by themselves, in good time.")
    list_display = ["kid", "signs_from", "signs_until", "published_until", "withdrawn_at"]
    exclude = ["private"]
