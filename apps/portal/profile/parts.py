"""The profile of a business, part by part, and requests to change a part."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.requests import UserRequest
from apps.accounts.second_factor import factor_ask, factor_link, factor_require, factor_use, is_factor_shown_again
from apps.applications.sections import SectionDefinition, Typed
from apps.applications.sections.sealed_fields import is_sealed
from apps.core.days_text import zone_text
from apps.core.errors import Conflict
from apps.portal.access import TeamBusiness, business_for, business_page, for_sellers, team_file
from apps.portal.forms import form_submit, number_in, refusals_told
from apps.portal.profile.forms import ReasonForm, ZoneForm
from apps.screening.selectors import screening_told
from apps.shippers.roles import Ability
from apps.shippers.selectors import wait_hours
from apps.shippers.services import moment_in_words, time_zone_set
from apps.shippers.zones import zone_of
from apps.upkeep import selectors, services
from apps.upkeep.models import OPEN, ChangeRequest, RequestState
from apps.upkeep.parts import GUARDED, SALE, compare_parts, part_of
from apps.upkeep.states import LIFECYCLE
from apps.upkeep.texts import CHANGE_DECIDED

METHODS = require_http_methods(["GET", "POST"])
TAB = "portal:profile"


@for_sellers
@require_safe
def profile(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Show the parts of the profile, the requests to change them, and the time zone."""
    business = business_for(request.user, shipper_id)
    return _profile(request, business, ZoneForm(shipper=business.shipper))


@for_sellers
@require_POST
def time_zone(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Set the time zone in which the days of notices are counted."""
    business = business_for(request.user, shipper_id)
    business.require(Ability.PREPARE)
    form = ZoneForm(request.POST, shipper=business.shipper)
    if form_submit(form, lambda: time_zone_set(actor=request.user, shipper_id=shipper_id, **form.cleaned_data)):
        messages.success(request, _("Your time zone was changed. Days that were set before stay as they are."))
        return redirect("portal:profile", shipper_id=shipper_id)
    return _profile(request, business, form)


@for_sellers
@METHODS
def part(request: UserRequest, shipper_id: int, part: str) -> HttpResponse:
    """Request a change of a part, in the form of the section in which the part was first given."""
    business = business_for(request.user, shipper_id)
    business.require(Ability.ATTEST)
    section = part_of(part)
    # The form can hold a secret and files, which the session does not keep. So the factor is asked for first.
    if part in GUARDED and request.method == "GET" and (asked := factor_ask(request)):
        return asked
    given = selectors.profile_of(shipper_id).part(part)
    before = given.typed if given else {}
    country = business.shipper.country.code
    context = {
        "business": business,
        "tab": TAB,
        "section": section,
        "part": given,
        "hours": wait_hours() if part in GUARDED else 0,
    }
    if request.method == "GET":
        context |= {
            "strict": section.strict(before, country=country) if before else section.blank(),
            "form": ReasonForm(),
        }
        return render(request, "portal/profile/part.html", context)
    raw = section.typed(request.POST)
    typed = section.sealed(raw, before, country=country)
    if section.repeated and request.POST.keys() & {"add", "remove"}:
        initial = {name: request.POST.get(name, "") for name in ("reason", "language")}
        context |= {
            "strict": section.strict(_rows(request, typed), country=country),
            "form": ReasonForm(initial=initial),
        }
        return render(request, "portal/profile/part.html", context)
    strict, form = section.strict(typed, country=country), ReasonForm(request.POST, request.FILES)
    # Both forms are validated, so that the page shows all faults at once.
    complete = strict.is_valid() & form.is_valid()
    sent = complete and form_submit(form, lambda: _send(request, shipper_id, part, typed, form.cleaned_data))
    if sent:
        messages.success(request, _sent_text(sent))
        return redirect("portal:change_request", shipper_id=shipper_id, request_id=sent.pk)
    confirm = factor_link(request.user, request.path) if part in GUARDED and not is_factor_shown_again(request) else ""
    context |= {"strict": section.strict(_unsaved_part(section, typed, raw), country=country), "form": form}
    context["confirm"] = confirm
    return render(request, "portal/profile/part.html", context, status=422)


@for_sellers
@METHODS
def change_request(request: UserRequest, shipper_id: int, request_id: int) -> HttpResponse:
    """Show a change request with the part before and after; a POST withdraws a request that is undecided."""
    business = business_for(request.user, shipper_id)
    change = selectors.change_request_for(request.user, shipper_id, request_id)
    if request.method == "POST":
        with refusals_told(request, Conflict):
            services.change_request_withdraw(actor=request.user, request_id=change.pk)
            messages.success(request, _stopped_text(change))
        return redirect("portal:change_request", shipper_id=shipper_id, request_id=request_id)
    section = part_of(change.part)
    may_withdraw = bool(LIFECYCLE.open_to(state=change.state, held=business.abilities))
    context = {
        "change": change,
        "decided": CHANGE_DECIDED.get(change.state, ""),
        "section": section,
        "rows": compare_parts(section, change.before, change.after),
        "files": change.files.all(),
        "vetted_now": change.part == SALE.key and selectors.new_owner_waits(change),
        "until": change.waits_until and moment_in_words(change.waits_until, business.shipper),
        "may_withdraw": may_withdraw,
        "may_withdraw_submitted": may_withdraw and change.is_submitted,
    }
    return business_page(request, business, "portal/profile/request.html", context, tab=TAB)


proof = team_file(selectors.proof_for)


def _profile(request: UserRequest, business: TeamBusiness, zone: ZoneForm) -> HttpResponse:
    profile = selectors.profile_of(business.shipper.pk)
    context = {
        "profile": profile,
        "review": selectors.review_due_of(business.shipper.pk),
        "may_ask": profile.is_member and Ability.ATTEST in business.abilities,
        "requests": [(change, part_of(change.part).title) for change in profile.requests],
        "sale": SALE,
        "sale_open": any(change.part == SALE.key and change.state in OPEN for change in profile.requests),
        "screening": screening_told(business.shipper.pk),
        "zone": zone_text(zone_of(business.shipper)),
        "zone_form": zone,
    }
    return business_page(request, business, "portal/profile/profile.html", context, tab=TAB, form=zone)


def _send(request: UserRequest, shipper_id: int, part: str, typed: Typed, words: dict[str, Any]) -> ChangeRequest:
    """Send a change request; for a guarded part the answer with the second factor serves this request alone."""
    if part in GUARDED:
        factor_require(request)
    sent = services.change_request_submit(actor=request.user, shipper_id=shipper_id, part=part, typed=typed, **words)
    if part in GUARDED:
        factor_use(request)
    return sent


def _sent_text(sent: ChangeRequest) -> str:
    if sent.waits_until is None:
        return _("Your request was sent. Nothing changes before an officer has accepted it.")
    return _(
        "Your request was sent and waits until %(until)s. Every owner of the business was told and can stop it."
    ) % {"until": moment_in_words(sent.waits_until, sent.shipper)}


def _stopped_text(change: ChangeRequest) -> str:
    if change.state != RequestState.WAITING:
        return _("Your request was withdrawn. Nothing was changed.")
    return _(
        "You stopped the change, and nothing was changed. If none of you asked for it, all of you must change your "
        "passwords now."
    )


def _unsaved_part(section: SectionDefinition, typed: Typed, raw: Typed) -> Typed:
    """Return a refused part as it was typed, with its secret numbers unsealed, so that the page asks for them again.

    Otherwise the page would not repeat such a number, and the number on record would be sent in its place.
    """
    if not section.seals:
        return typed
    fresh = {name: raw[name] for name, held in typed.items() if is_sealed(held) and raw[name].strip()}
    return typed | fresh


def _rows(request: UserRequest, typed: Typed) -> Typed:
    """Return what was typed, with a row added or removed as a button of the form says."""
    rows = typed["rows"]
    if "add" in request.POST:
        return {"rows": [*rows, {}]}
    removed = number_in(request.POST, "remove")
    return {"rows": [row for number, row in enumerate(rows) if number != removed]}
