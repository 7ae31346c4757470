"""Partner systems: the list, the page of one with its roster and its scopes, and the scopes that take two people."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.staff_admin import refusals_shown
from apps.core import clock
from apps.core.mail_addresses import MailAddressFormField
from apps.desk.actions import ActionTable, StaffAction, StaffActions
from apps.desk.forms import StaffForm, text_field
from apps.desk.pages import PageAdmin
from apps.partners.credentials.selectors import good_at
from apps.partners.credentials.services import client_secret_add
from apps.partners.grants.selectors import grant_facts, grants_of, is_scope_askable
from apps.partners.grants.services import grant_ask, grant_decline, grant_end, grant_give, grant_withdraw
from apps.partners.grants.states import MANAGE_PARTNERS, SCOPE_GRANT
from apps.partners.models import Partner, ScopeGrant
from apps.partners.rosters.selectors import roster_counts
from apps.partners.scopes import SCOPES, STATUS_ALL
from apps.partners.scorecards.selectors import questions_per_minute, repeat_days, scorecards_beside, tier_held
from apps.partners.snapshots.selectors import snapshot_latest
from apps.partners.systems.services import partner_contact_set, partner_switch

ACTIONS = {
    "grant": StaffAction(
        main=True, effect=_lazy("The agency follows every shipper of the program from now on."), service=grant_give
    ),
    "decline": StaffAction(effect=_lazy("Nothing is changed."), service=grant_decline),
    "withdraw": StaffAction(effect=_lazy("Nothing is changed."), service=grant_withdraw),
    "end": StaffAction(
        effect=_lazy("From now on the agency follows the shippers on its roster alone."), service=grant_end
    ),
}


class ContactForm(StaffForm):
    contact_email = MailAddressFormField(label=_lazy("Contact e-mail"), required=False)


class AskForm(StaffForm):
    reason = text_field(_lazy("For which task does the agency need to follow every shipper?"), rows=3)


@admin.register(Partner)
class PartnerAdmin(PageAdmin):
    help = _lazy(
        "Systems of others that ask how a business stands, or report facts, and what each may do. The contact is told "
        "when messages to the system are not taken, and when the quota changes."
    )
    help_about = "partners-scope_grant"
    page_template = "admin/desk/partner.html"
    list_display = ["name", "scopes", "reporter", "active", "created_at"]
    list_filter = ["active"]
    list_select_related = ["reporter"]
    search_fields = ["name"]
    actions = ["shut_out", "let_in", "give_secret"]

    @admin.action(description=_lazy("Shut out"), permissions=["manage_partners"])
    def shut_out(self, request: HttpRequest, partners: QuerySet[Partner]) -> None:
        self._switch(request, partners, active=False)

    @admin.action(description=_lazy("Let in again"), permissions=["manage_partners"])
    def let_in(self, request: HttpRequest, partners: QuerySet[Partner]) -> None:
        self._switch(request, partners, active=True)

    @admin.action(description=_lazy("Give a second secret, shown once"), permissions=["manage_partners"])
    def give_secret(self, request: HttpRequest, partners: QuerySet[Partner]) -> HttpResponse | None:
        if len(partners) != 1:
            messages.error(request, _("Select one system: its new secret is shown on the next page."))
            return None
        with refusals_shown(request):
            partner = partners.select_related("client")[0]
            secret, text = client_secret_add(client_id=partner.client.pk, actor=user_of(request))
            others = partner.client.secrets.exclude(pk=secret.pk).filter(good_at(clock.now()))
            shown = {"title": partner.name, "partner": partner, "secret": text, "others": others, "opts": self.opts}
            context = self.admin_site.each_context(request) | shown
            return render(request, "admin/partners/secret.html", context)
        return None

    def _switch(self, request: HttpRequest, partners: QuerySet[Partner], *, active: bool) -> None:
        for partner in partners.order_by("pk"):
            partner_switch(actor=user_of(request), partner_id=partner.pk, active=active)

    def page(self, request: HttpRequest, shown: Partner) -> dict[str, Any]:
        tier = tier_held(shown.reporter_id)
        return {
            "scopes": [(scope, SCOPES.get(scope, "")) for scope in shown.scopes],
            "roster": roster_counts(shown.pk),
            "grants": grants_of(shown.pk),
            "follows_all": STATUS_ALL in shown.scopes,
            "snapshot": snapshot_latest(shown.pk),
            "tier": tier,
            "questions": questions_per_minute(tier.tier),
            "repeat_days": repeat_days(tier.tier),
            "scorecards": scorecards_beside(shown.reporter_id),
        }

    def staff_actions(self, request: HttpRequest, shown: Partner) -> StaffActions:
        if MANAGE_PARTNERS not in held(user_of(request)):
            return {}
        contact = StaffAction(
            label=_lazy("Set the contact"),
            effect=_lazy(
                "The program tells this address when messages to the system are not taken, and when its quota changes; "
                "nobody, if empty."
            ),
            service=partial(partner_contact_set, partner_id=shown.pk),
            form=partial(ContactForm, initial={"contact_email": shown.contact_email}),
        )
        ask = StaffAction(
            label=_lazy("Ask that it may follow every shipper"),
            effect=_lazy("Another member of staff is asked to grant it."),
            service=partial(grant_ask, partner_id=shown.pk),
            form=AskForm,
        )
        return {"contact": contact} | ({"ask": ask} if is_scope_askable(shown) else {})


@admin.register(ScopeGrant)
class ScopeGrantAdmin(PageAdmin):
    help = _lazy(
        "Scopes that take two members of staff: one asks, with a reason, that an agency may follow every shipper of "
        "the program, another grants it, and either may take it away again."
    )
    help_about = "partners-scope_grant"
    acts = ActionTable(SCOPE_GRANT, ACTIONS, "grant_id", grant_facts)
    page_template = "admin/desk/scope_grant.html"
    list_display = ["partner", "scope", "state", "asked_by", "asked_at", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["partner", "asked_by", "decided_by"]
    search_fields = ["partner__name"]
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ScopeGrant]:
        return super().get_queryset(request).select_related("partner__reporter", "asked_by", "decided_by", "ended_by")

    def page(self, request: HttpRequest, shown: ScopeGrant) -> dict[str, Any]:
        return {
            "scope": SCOPES[shown.scope],
            "roster": roster_counts(shown.partner_id),
        }
