"""The consents of a business to partners, given and withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.core.lazy import Promise
from apps.partners.models import Partner
from apps.partners.scopes import LEDGER_WRITE, STATUS_READ
from apps.partners.systems.selectors import partners_with
from apps.portal.access import business_for, for_sellers
from apps.portal.forms import form_submit, number_in
from apps.portal.partners.forms import ConsentForm
from apps.portal.partners.wording import SCOPE_WORDS
from apps.shippers.models import Consent
from apps.shippers.roles import Ability
from apps.shippers.selectors import consents_of
from apps.shippers.services import consent_give, consent_withdraw


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """A scope with its words, the consents in force, and the form that gives another one."""

    scope: Consent.Scope
    words: Promise
    given: list[tuple[str, Consent]]
    form: ConsentForm


@for_sellers
@require_http_methods(["GET", "POST"])
def consents(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Show who may see what; a POST gives a consent, or withdraws one."""
    business = business_for(request.user, shipper_id)
    asking, reporting = list(partners_with(STATUS_READ)), list(partners_with(LEDGER_WRITE))
    partners = {scope: reporting if scope == Consent.Scope.DISCLOSE else asking for scope in Consent.Scope}
    sent: ConsentForm | None = None
    if request.method == "POST":
        business.require(Ability.ATTEST)
        if "withdraw" in request.POST:
            consent_withdraw(
                actor=request.user, shipper_id=shipper_id, consent_id=number_in(request.POST, "withdraw") or 0
            )
            messages.success(request, _("The consent was withdrawn. From the next question on, nothing is told by it."))
            return redirect("portal:consents", shipper_id=shipper_id)
        if (scope := request.POST.get("scope")) not in Consent.Scope.values:
            messages.error(request, _("Nothing was changed. Choose below what partners may see."))
        else:
            sent = form = ConsentForm(request.POST, partners=partners[Consent.Scope(scope)], scope=Consent.Scope(scope))
            if form_submit(
                form,
                lambda: consent_give(actor=request.user, shipper_id=shipper_id, scope=form.scope, **form.audience),
            ):
                messages.success(request, _("The consent was given. You can withdraw it at any time."))
                return redirect("portal:consents", shipper_id=shipper_id)
    kept = list(consents_of(shipper_id))
    names = _names(kept)
    in_force = [consent for consent in kept if consent.withdrawn_at is None]
    context = {
        "business": business,
        "tab": "portal:profile",
        "may_sign": Ability.ATTEST in business.abilities,
        "sent": sent,
        "rows": [
            ScopeRow(
                scope,
                words,
                [(_audience(consent, names), consent) for consent in in_force if consent.scope == scope],
                sent if sent and sent.scope == scope else ConsentForm(partners=partners[scope], scope=scope),
            )
            for scope, words in ((Consent.Scope(scope), words) for scope, words in SCOPE_WORDS.items())
        ],
        "withdrawn": [(_audience(consent, names), consent) for consent in kept if consent.withdrawn_at is not None],
    }
    return render(request, "portal/partners/consents.html", context, status=422 if request.method == "POST" else 200)


def _names(consents: list[Consent]) -> Mapping[int, str]:
    """Return the names of the partners that consents name, also of partners that were shut out since."""
    named = {consent.partner_id for consent in consents if consent.partner_id}
    return dict(Partner.objects.filter(pk__in=named).values_list("pk", "name")) if named else {}


def _audience(consent: Consent, names: Mapping[int, str]) -> str:
    """Return in words who may see by a consent."""
    return names[consent.partner_id] if consent.partner_id else str(consent.get_audience_display())
