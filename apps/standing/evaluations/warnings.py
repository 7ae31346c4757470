"""The warning of a member before a tier is lost: sent while one further finding would lead to a proposal."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.lazy import later
from apps.evaluation.selectors import facts_now
from apps.evaluation.tier_risk import StepDown, step_text, tier_outlook
from apps.notices.models import Message
from apps.notices.services import message_send
from apps.policy.selectors import Calendar
from apps.shippers.selectors import teams_of
from apps.standing.members.models import Standing
from apps.standing.members.services import standings_lock
from apps.standing.members.states import MEMBER

KIND = "standing.margin"
# A member close to the line is warned once a quarter, not at each report.
DAYS_BETWEEN = 90


@transaction.atomic
def margins_warn(*, shipper_ids: Collection[int]) -> None:
    """Send a message to the team of each of these members whose tier one further finding would cost.

    Do nothing for other businesses, for those with nobody on the team, and for members that were warned in the last
    `DAYS_BETWEEN` days.
    """
    teams = teams_of(shipper_ids)
    standings = list(standings_lock(teams).filter(status__in=MEMBER, tier__gt=0)) if teams else []
    warned = _warned_lately([standing.pk for standing in standings])
    unwarned = [standing for standing in standings if standing.pk not in warned]
    if not unwarned:
        return
    today = clock.today()
    calendar = Calendar()
    terms = calendar.terms_from(today)
    for standing in unwarned:
        facts = facts_now(standing.pk, first=today, window=terms.longest_window, calendar=calendar)
        # A gross negligence costs most tiers at once, at any record: what everybody knows is no warning.
        near = [
            step
            for step in tier_outlook(facts, terms, today=today, tier=standing.tier).steps
            if step.count == 1 and step.kind != "gross"
        ]
        if near:
            _warning_send(standing, teams[standing.pk], near)


def _warning_send(standing: Standing, team: Sequence[User], near: Sequence[StepDown]) -> None:
    """Tell the team of a member which single findings would cost its tier."""
    message_send(
        recipients=team,
        kind=KIND,
        subject=format_lazy(_lazy("One more finding could cost you tier {tier}"), tier=standing.tier),
        body=format_lazy(
            "{}\n\n{}\n\n{}",
            _lazy("Nothing has been decided, and you keep your tier. Each of these alone would lead to a proposal:"),
            later(lambda: "\n".join(step_text(step) for step in near)),
            _lazy(
                "Look at your open violations and answer those that are wrong. Your page shows what each of them "
                "changes, and what makes your record stronger. Before a tier is taken away, you are told why and can "
                "respond."
            ),
        ),
        link=reverse("portal:shipper", args=[standing.pk]),
        shipper_id=standing.pk,
    )


def _warned_lately(shipper_ids: Collection[int]) -> set[int]:
    """Return those of these businesses that were warned in the last `DAYS_BETWEEN` days."""
    since = clock.now() - timedelta(days=DAYS_BETWEEN)
    warnings = Message.objects.filter(kind=KIND, shipper_id__in=shipper_ids, created_at__gte=since)
    return set(warnings.values_list("shipper_id", flat=True))
