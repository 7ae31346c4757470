"""The events that end a suspension or a removal, by when, and the one thing to do about it now."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.days_text import deadline_text
from apps.core.lazy import Promise
from apps.evaluation.formats import day
from apps.portal.access import TeamBusiness
from apps.portal.changes import wording
from apps.shippers.roles import Ability
from apps.standing.models import AppealState, ProposedChange, Status
from apps.standing.restrictions.selectors import Restriction


@dataclass(frozen=True, slots=True)
class WaysToEnd:
    """The ways in which a suspension or a removal ends, each in a sentence or two, and the button of the page."""

    ways: list[str]
    label: str | Promise
    link: str


def endings_of(business: TeamBusiness, restriction: Restriction) -> WaysToEnd:
    """Return what ends the suspension or the removal of a business. The first way that is open to it has the button."""
    shipper_id, decision = business.shipper.pk, restriction.decision
    is_removed = restriction.standing.status == Status.REMOVED
    ways: list[str] = []
    # Most urgent first; writing to the program is always possible.
    buttons: list[tuple[str | Promise, str]] = []
    if decision:
        ways += _decision_endings(decision)
        may_sign = Ability.ATTEST in business.abilities
        if wording.notice_status(decision).waits_on_business and may_sign:
            buttons.append((_lazy("Read and respond"), wording.notice_address(decision)))
        if wording.appeal_day(decision) and may_sign:
            address = reverse("portal:change_appeal", args=[shipper_id, decision.pk])
            buttons.append((_lazy("Appeal the decision"), address))
    if restriction.plan:
        ways.append(_("Your corrective plan: when an officer has accepted every item, you are in full standing again."))
        buttons.append((_lazy("See the plan"), reverse("portal:plan", args=[shipper_id, restriction.plan.pk])))
    if is_removed:
        ways += _by_application(business)
        if business.shipper.barred_until and not business.shipper.is_barred:
            buttons.append((_lazy("Apply again"), reverse("portal:apply")))
    else:
        ways.append(
            _(
                "An officer can end it on any day before: at once, or with a corrective plan and conditions. Write "
                "what you have mended since, and send what shows it."
            )
        )
        if restriction.until:
            ways.append(
                _(
                    "If nobody acts before, it ends by itself after %(day)s. You are a member on conditions then, and "
                    "no longer suspended."
                )
                % {"day": deadline_text(restriction.until)}
            )
    buttons.append((_lazy("Write to the program"), reverse("portal:questions", args=[shipper_id])))
    return WaysToEnd(ways, *buttons[0])


def _decision_endings(decision: ProposedChange) -> list[str]:
    """Return how the decision behind a restriction can still end it: while it is not made, and by an appeal."""
    if decision.is_undecided:
        status = wording.notice_status(decision)
        return [f"{status.sentence} {status.more}".strip()]
    if until := wording.appeal_day(decision):
        return [
            _(
                "An appeal, until %(day)s. Somebody who took no part in the decision hears it. If it is granted, you "
                "get back what was taken away."
            )
            % {"day": deadline_text(until)}
        ]
    appeal = getattr(decision, "appeal", None)
    if appeal is None:
        return [_("The time to appeal the decision is over.")] if decision.takes_away else []
    if appeal.state == AppealState.OPEN:
        return [wording.appeal_status(appeal)]
    if appeal.state == AppealState.DENIED and appeal.decided_at:
        return [
            _(
                "Your appeal was denied on %(day)s, and a decision can be appealed once. So an appeal does not end it "
                "any more; what follows here does."
            )
            % {"day": day(wording.day_here(appeal.decided_at))}
        ]
    return [wording.appeal_status(appeal)]


def _by_application(business: TeamBusiness) -> list[str]:
    """Return when a removed business may apply again."""
    again = business.shipper.barred_until
    if again is None:
        return [_("A new application. Write to the program to learn from which day you can apply.")]
    if business.shipper.is_barred:
        return [_("A new application, from %(day)s on. Your record counts in it.") % {"day": day(again)}]
    return [_("A new application. You can apply again now, and your record counts in it.")]
