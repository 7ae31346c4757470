"""Whose page this is: the business that a page is about, and what the person signed in may do there."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.forms import BaseForm
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.accounts.requests import UserRequest
from apps.accounts.sent_forms import taken_once
from apps.applications import selectors as applications
from apps.applications.models import Application
from apps.core.errors import NotAllowed, NotFound
from apps.core.lazy import Promise
from apps.core.uploads import Upload, download
from apps.ledger.selectors import parties_unlisted
from apps.shippers.models import Membership, Shipper
from apps.shippers.roles import ABILITIES, Ability
from apps.shippers.selectors import memberships_of
from apps.shippers.zones import office_places, zone_activate
from apps.standing.departures.selectors import WAITING
from apps.standing.models import Departure
from apps.standing.selectors import calls_of, controlled_waiting
from apps.targeting.selectors import asked_of_seller

type View = Callable[..., HttpResponseBase]

# Labels by the name of their URL, which takes the id of the shipper.
TABS: dict[str, Promise] = {
    "portal:shipper": _lazy("Overview"),
    "portal:shipments": _lazy("Shipments"),
    "portal:violations": _lazy("Violations"),
    "portal:uploads": _lazy("Uploads"),
    "portal:questions": _lazy("Questions"),
    "portal:profile": _lazy("Profile"),
    "portal:team": _lazy("Team"),
}


# What the overview shows of a case of common control, and of a call.
CONTROL_COLUMNS = ("control_id", "served_at", "respond_by", "position", "final_at", "bound_at")
CALL_COLUMNS = ("id", "kind", "state", "due_at", "reached_at", "missed_at")


def for_sellers(view: View) -> View:
    """Return a view for people who are signed in, which takes a form once that is sent twice: NotFound of a service is
    answered with 404, NotAllowed with 403.

    The view tells the time of the program, or of the business whose page it reads (`business_for`).
    """

    @login_required
    @taken_once
    @wraps(view)
    def guarded(request: HttpRequest, **keys: object) -> HttpResponseBase:
        try:
            # A view that reads the page of a business sets its zone, which ends with the view.
            with timezone.override(None):
                return view(request, **keys)
        except NotFound as error:
            raise Http404(error.message) from error
        except NotAllowed as error:
            raise PermissionDenied(error.message) from error

    return guarded


def team_file(find: Callable[[User, int, int], Upload]) -> View:
    """Return the view that gives a file of a business to its team. `find` takes the user, the file and the business."""

    @for_sellers
    @require_safe
    def file(request: UserRequest, shipper_id: int, **file: int) -> FileResponse:
        (file_id,) = file.values()
        return download(find(request.user, file_id, shipper_id))

    return file


@dataclass(frozen=True, slots=True)
class TeamBusiness:
    """A business on whose team the user is. `others` are the further businesses on whose teams the user is."""

    shipper: Shipper
    membership: Membership
    others: list[Shipper]

    @property
    def abilities(self) -> frozenset[str]:
        return ABILITIES[self.membership.role]

    @property
    def tabs(self) -> dict[str, Promise]:
        return TABS

    @property
    def has_unlisted_parties(self) -> bool:
        """Return whether a party ships under the number that the business has neither listed nor answered for."""
        # pyrefly: ignore[missing-attribute] (annotated by `_annotated`)
        return self.membership.has_unlisted_parties

    @property
    def calls(self) -> list[dict[str, Any]]:
        """Return the columns (`CALL_COLUMNS`) of the calls to the business before changes were proposed."""
        # pyrefly: ignore[missing-attribute] (annotated by `_annotated`)
        return self.membership.calls

    @property
    def controls(self) -> list[dict[str, Any]]:
        """Return the columns (`CONTROL_COLUMNS`) of the cases of common control that concern the business now."""
        # pyrefly: ignore[missing-attribute] (annotated by `_annotated`)
        return self.membership.controls

    @property
    def has_departure(self) -> bool:
        """Return whether a departure of the business waits."""
        # pyrefly: ignore[missing-attribute] (annotated by `_annotated`)
        return self.membership.has_departure

    @property
    def is_asked_about_parcels(self) -> bool:
        """Return whether a carrier waits for an answer of the business about a declared parcel."""
        # pyrefly: ignore[missing-attribute] (annotated by `_annotated`)
        return self.membership.is_asked_about_parcels

    def require(self, ability: Ability) -> None:
        """Raise NotAllowed unless the role of the user on the team includes the ability."""
        if ability not in self.abilities:
            raise NotAllowed(_("Your role on the team does not allow this. Ask an owner."), code="wrong_role")


def business_for(user: User, shipper_id: int) -> TeamBusiness:
    """Return a business of the user with its standing, by one query; raise NotFound if the user is not on its team."""
    memberships = _memberships(user)
    own = next((membership for membership in memberships if membership.shipper_id == shipper_id), None)
    if own is None:
        raise NotFound(_("There is no such business on your list."))
    return _business(own, memberships)


def business_page(
    request: HttpRequest,
    business: TeamBusiness,
    template: str,
    context: dict[str, Any],
    *,
    tab: str = "portal:shipper",
    form: BaseForm | None = None,
) -> HttpResponse:
    """Render a page of a business under one of its tabs; with status 422 if a form was sent and is shown again."""
    frame = {
        "business": business,
        "tab": tab,
        "may_sign": Ability.ATTEST in business.abilities,
        "may_prepare": Ability.PREPARE in business.abilities,
    }
    return render(request, template, frame | context, status=422 if form is not None and form.is_bound else 200)


def business_first(user: User) -> TeamBusiness | None:
    """Return the business whose team the user joined first; None if the user is on no team."""
    memberships = _memberships(user)
    return _business(memberships[0], memberships) if memberships else None


def application_for(user: User, application_id: int) -> Application:
    """Return an application of a business on whose team the user is; raise NotFound for any other."""
    application = applications.application_for(user, application_id)
    zone_activate(application.shipper)
    return application


def _memberships(user: User) -> list[Membership]:
    return list(memberships_of(user, among=_annotated_memberships()))


@cache
def _annotated_memberships() -> QuerySet[Membership]:
    """Return the memberships of everybody, each with what the pages show of its business.

    The query is put together once: every page asks it, and putting it together takes longer than running it.
    """
    unlisted = parties_unlisted(OuterRef("shipper_id"))
    calls, office = calls_of(OuterRef("shipper_id")), office_places(OuterRef("shipper_id"))
    return Membership.objects.select_related("shipper__standing", "shipper__account_manager__officer").annotate(
        has_unlisted_parties=Exists(unlisted),
        calls=ArraySubquery(calls.values(row=JSONObject(**{name: name for name in CALL_COLUMNS}))),
        controls=ArraySubquery(
            controlled_waiting(OuterRef("shipper_id")).values(
                row=JSONObject(**{name: name for name in CONTROL_COLUMNS})
            )
        ),
        has_departure=Exists(Departure.objects.filter(shipper=OuterRef("shipper_id"), state__in=WAITING)),
        is_asked_about_parcels=Exists(asked_of_seller(OuterRef("shipper_id"))),
        office_country=Subquery(office.values("country")[:1]),
        office_region=Subquery(office.values("region")[:1]),
    )


def _business(own: Membership, memberships: list[Membership]) -> TeamBusiness:
    # pyrefly: ignore[missing-attribute] (annotated by `_annotated`)
    own.shipper.office = (own.office_country or "", own.office_region or "")
    zone_activate(own.shipper)
    return TeamBusiness(own.shipper, own, [other.shipper for other in memberships if other is not own])
