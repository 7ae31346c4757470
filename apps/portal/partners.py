"""Partners of the program and a business: consents, what partners asked, and corrections that they were sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.core.errors import NotFound
from apps.core.forms import choice_field
from apps.core.languages import day_in_words
from apps.core.lazy import Promise
from apps.partners.corrections.selectors import corrections_about
from apps.partners.looks.selectors import further_looks_on, looks_on, looks_until, standings_told
from apps.partners.models import Partner, PartnerCorrection
from apps.partners.questions.models import NO_CONSENT, TOLD
from apps.partners.scopes import LEDGER_WRITE, STATUS_READ
from apps.partners.systems.selectors import partners_with
from apps.portal.access import business_for, business_page, for_sellers
from apps.portal.forms import SellerForm, form_submit, number_in
from apps.shippers.matches.asked_names import NameMatch, NameReason
from apps.shippers.models import Consent
from apps.shippers.roles import Ability
from apps.shippers.selectors import consents_of
from apps.shippers.services import consent_give, consent_withdraw
from apps.standing.selectors import changes_of

Scope = Consent.Scope

# What a partner sees by each consent, in the order of the page.
SCOPE_WORDS: dict[str, Promise] = {
    Scope.NAME: _lazy(
        "They send the name that they know, and we answer yes, close or no. We never show them your name. It lets them "
        "tell that a number is really yours, so that nobody can pass off your number as their own."
    ),
    Scope.PAST: _lazy(
        "They see the status, the tier and the benefits that you had on a day in the past. Without this they see those "
        "of today alone."
    ),
    Scope.EVALUATION: _lazy(
        "They see what each rule of the policy found in your record and what it requires, and your path to the next "
        "tier. This tells much about you: give it to a partner that you trust."
    ),
    Scope.FACTS: _lazy(
        "They see all numbers and facts that the rules read: your parcels and exams by month, each violation that "
        "counts or counted, the codes under which you are reported, and every evaluation. Nothing tells more about you."
    ),
    Scope.DISCLOSE: _lazy(
        "They may report a violation as one that you disclose yourself, which counts as if you had said it. Without "
        "this, only your team can. Give it to a partner that you have asked to do so."
    ),
}
NAME_WORDS: dict[str, Promise] = {
    NameReason.EXACT: _lazy("Asked whether a name is yours: yes, it is your legal name"),
    NameReason.NORMAL_FORM: _lazy("Asked whether a name is yours: yes, it is your legal name in another spelling"),
    NameReason.TRADE_NAME: _lazy("Asked whether a name is yours: yes, it is your trade name"),
    NameReason.SIMILAR: _lazy("Asked whether a name is yours: close, it is similar"),
    NameReason.DIFFERENT: _lazy("Asked whether a name is yours: no"),
    NameReason.OTHER_SCRIPT: _lazy("Asked whether a name is yours: no, it is written in other letters than yours"),
    NameReason.NO_CONSENT: _lazy("Asked whether a name is yours. Not answered, since you did not consent"),
    NameReason.TOO_MANY_NAMES: _lazy("Asked for too many names on one day. Not answered"),
}
READ_WORDS: dict[str, Promise] = {
    Scope.EVALUATION: _lazy("Read the findings behind your tier"),
    Scope.FACTS: _lazy("Read all facts behind your tier"),
}
REFUSED_WORDS: dict[str, Promise] = {
    Scope.PAST: _lazy("Asked for your status on a past day. Not told, since you did not consent"),
    Scope.EVALUATION: _lazy("Asked for the findings behind your tier. Not told, since you did not consent"),
    Scope.FACTS: _lazy("Asked for all facts behind your tier. Not told, since you did not consent"),
}
CORRECTION_WORDS: dict[str, Promise] = {
    PartnerCorrection.Reason.RECORD: _lazy("Something that counted against you no longer counts"),
    PartnerCorrection.Reason.STANDING: _lazy("Your standing was restored"),
}


def told_text(kind: str, told: str) -> str:
    """Return in words what a partner asked beyond the status, and what it was told (`FurtherLook`)."""
    if kind == Scope.NAME:
        return str(NAME_WORDS[NameMatch.of_told(told).reason])
    if told == NO_CONSENT:
        return str(REFUSED_WORDS[kind])
    if told == TOLD:
        return str(READ_WORDS[kind])
    return _("Read your status and tier of %(day)s") % {"day": day_in_words(date.fromisoformat(told))}


Audience = Consent.Audience
# How a choice names one partner; the other choices are kinds of partners.
ONE = "partner-"


class ConsentForm(SellerForm):
    """The choice of who else may see or do what a scope names."""

    who = forms.ChoiceField(
        label=_lazy("Who may see this?"), error_messages={"required": _lazy("Choose who may see this.")}
    )

    def __init__(self, data: Any = None, *, partners: Iterable[Partner], scope: Consent.Scope) -> None:
        self.scope = scope
        super().__init__(data, auto_id=f"id_{scope}_%s")
        kinds = [choice for choice in Audience.choices if choice[0] != Audience.PARTNER]
        choices: list[Any] = [("", _lazy("Choose one")), (_lazy("All partners of a kind"), kinds)]
        if scope == Consent.Scope.DISCLOSE:
            self.fields["who"].label = _lazy("Who may do this?")
            choices.pop()
        one = (_lazy("One partner"), [(f"{ONE}{partner.pk}", partner.name) for partner in partners])
        choice_field(self, "who").choices = [*choices, one]

    @property
    def audience(self) -> dict[str, Any]:
        """The audience that was chosen, as the arguments of the service."""
        who: str = self.cleaned_data["who"]
        if who.startswith(ONE):
            return {"audience": Audience.PARTNER, "partner_id": int(who.removeprefix(ONE))}
        return {"audience": who}


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


PAGE_SIZE = 50


@for_sellers
@require_safe
def corrections(request: UserRequest, shipper_id: int) -> HttpResponse:
    """List which partners were told of a correction, when, and which of them acknowledged it."""
    business = business_for(request.user, shipper_id)
    page = Paginator(corrections_about(shipper_id), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "corrections": [
            (correction, [CORRECTION_WORDS[reason] for reason in correction.reasons]) for correction in page
        ],
    }
    return business_page(request, business, "portal/partners/corrections.html", context, tab="portal:profile")


TAB = "portal:profile"


@for_sellers
@require_safe
def looks(request: UserRequest, shipper_id: int) -> HttpResponse:
    """List the looks at a business by day and partner, a week on a page; `?until=` leads to earlier weeks."""
    business = business_for(request.user, shipper_id)
    until = _day_in(request.GET["until"]) if "until" in request.GET else clock.today()
    week = looks_until(business.shipper, until)
    context = {
        "days": [
            (looks, [(told_text(further.kind, further.told), further.count) for further in looks.further])
            for looks in week.days
        ],
        "earlier": week.earlier,
        "is_latest": until >= clock.today(),
    }
    return business_page(request, business, "portal/partners/looks.html", context, tab=TAB)


@for_sellers
@require_safe
def day(request: UserRequest, shipper_id: int, day: str, partner_id: int) -> HttpResponse:
    """List each look of a partner on a day with the standing that was told, and what was told beyond the standing."""
    business, on = business_for(request.user, shipper_id), _day_in(day)
    found = looks_on(business.shipper, partner_id, on)
    partner = Partner.objects.filter(pk=partner_id).first()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    if partner is None or not page.object_list:
        raise NotFound(_("This partner did not ask about you on this day."))
    changes = list(changes_of(shipper_id))[::-1]
    further = further_looks_on(business.shipper, partner_id, on)
    context = {
        "day": on,
        "program_zone": clock.PROGRAM_ZONE,
        "partner": partner,
        "page": page,
        "looks": [(look, standings_told(changes, look.at, look.at)) for look in page],
        "further": [(told_text(look.kind, look.told), look) for look in further],
    }
    return business_page(request, business, "portal/partners/day.html", context, tab=TAB)


def _day_in(text: str) -> date:
    """Return the day of an address; raise NotFound if it names none that the log can hold."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotFound(_("There is no such day.")) from None
    if not 2000 <= day.year <= clock.today().year + 1:
        raise NotFound(_("There is no such day."))
    return day
