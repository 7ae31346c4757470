"""Cases of common control on the overview of a business: one in which it is heard, and the one by which it is bound."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.days_text import deadline_text
from apps.portal.access import TeamBusiness
from apps.portal.dashboard.cards import Card
from apps.shippers.roles import Ability


def control_cards(business: TeamBusiness) -> Iterator[Card]:
    """Yield a card for each case of common control that concerns a business now. Takes no query."""
    for row in business.controls:
        link = reverse("portal:control", args=[business.shipper.pk, row["control_id"]])
        yield _bound_card(link) if row["bound_at"] else _heard_card(business, row, link)


def _bound_card(link: str) -> Card:
    return Card(
        title=_lazy("Judged together"),
        sentences=[_lazy("Your exams and violations count together with those of other numbers in the same hands.")],
        ask=_lazy("You can ask at any time to be judged alone."),
        link=link,
        label=_lazy("See with whom, and why"),
        tone="info",
        waits_on_business=False,
        is_settled=True,
    )


def _heard_card(business: TeamBusiness, row: dict[str, Any], link: str) -> Card:
    respond_by = datetime.fromisoformat(row["respond_by"])
    waits = not row["position"] and clock.now() < respond_by
    return Card(
        title=_lazy("Common control"),
        sentences=[_lazy("It was proposed to judge you together with other numbers.")],
        ask=_("Agree or contest it by %(day)s.") % {"day": deadline_text(respond_by)}
        if waits
        else _lazy("An officer decides. You will be told."),
        limit=respond_by if waits else None,
        link=link,
        label=_lazy("Read and respond") if waits and Ability.ATTEST in business.abilities else _lazy("Read the notice"),
        waits_on_business=waits,
    )
