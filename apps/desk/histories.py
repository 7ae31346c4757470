"""Reported histories: which of them an officer links to a business, or unlinks, beside the panel of vetting."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core.forms import choice_field
from apps.core.lifecycle import Text
from apps.desk.actions import StaffAction, StaffActions
from apps.desk.forms import StaffForm, language_field, text_field
from apps.ledger.facts import KSN_SOURCE
from apps.ledger.models import Seller
from apps.ledger.selectors import identities_reported
from apps.shippers.models import Shipper
from apps.shippers.roles import ON_TEAM
from apps.upkeep import services
from apps.upkeep.states import OFFICER

# The panel beside which these actions stand.
PANEL = "vetting"


class HistoriesForm(StaffForm):
    """A choice among identities, by their ids."""

    seller_ids = forms.TypedMultipleChoiceField(
        label=_lazy("Which histories?"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, sellers: Iterable[Seller] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "seller_ids").choices = [(seller.pk, identity_text(seller)) for seller in sellers]


class LinkForm(HistoriesForm):
    grounds = text_field(_lazy("What shows that this is the same business? The business reads this."), rows=3)
    language = language_field(required=False)


class UnlinkForm(HistoriesForm):
    text = text_field(_lazy("Why is this not the same business? The business reads this."), rows=3)
    language = language_field(required=False)


def identity_text(seller: Seller) -> str:
    """Return an identity in words, with the counts that `identities_reported` adds."""
    # pyrefly: ignore[missing-attribute] (annotated by `identities_reported`)
    parcels, violations = seller.parcels or 0, seller.violations_standing or 0
    counts = (
        ngettext("%(count)d parcel", "%(count)d parcels", parcels) % {"count": parcels},
        ngettext("%(count)d violation", "%(count)d violations", violations) % {"count": violations},
    )
    name = f" ({seller.name})" if seller.name else ""
    return f"{seller.source} {seller.code}{name}: {', '.join(counts)}"


def identities_for(request: HttpRequest, shipper: Shipper) -> list[Seller]:
    """Return the identities that are, or may be, those of a business, read once in a request."""
    kept: Any = request
    if getattr(kept, "identities_of", None) != shipper.pk:
        kept.identities_of, kept.identities = shipper.pk, identities_reported(shipper)
    return kept.identities


def history_actions(request: HttpRequest, shipper: Shipper, *, on_team: bool) -> StaffActions:
    """Return what an officer may do about the histories of a business, on whose team the officer is or was lately."""
    if OFFICER not in held(user_of(request)):
        return {}
    reported = identities_for(request, shipper)
    blocked: Text = ON_TEAM if on_team else ""
    strangers = [seller for seller in reported if seller.shipper_id is None]
    linked = [seller for seller in reported if seller.shipper_id == shipper.pk and seller.source != KSN_SOURCE]
    return {
        **_action(
            *("link", _lazy("Link histories to this business"), strangers, blocked),
            service=partial(services.histories_link, shipper_id=shipper.pk),
            form=LinkForm,
            effect=_lazy(
                "They count as the business's, which is evaluated again within seconds. The team reads what you write, "
                "and may object. Somebody else decides the objection."
            ),
        ),
        **_action(
            *("unlink", _lazy("Unlink histories"), linked, blocked),
            service=partial(services.histories_unlink, shipper_id=shipper.pk),
            form=UnlinkForm,
            effect=_lazy("They no longer count for the business, which is evaluated again. The team reads why."),
        ),
    }


def _action(code: str, label: Text, sellers: Sequence[Seller], blocked: Text, **more: Any) -> StaffActions:
    """Return an action on identities; none where there are no identities."""
    if not sellers:
        return {}
    return {code: StaffAction(label=label, blocked=blocked, confirmed=True, **more).with_form(sellers=sellers)}
