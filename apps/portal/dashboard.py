"""What a seller's page shows, read from the apps that know it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.applications.models import Application
from apps.applications.selectors import applications_of, deadline_of
from apps.applications.states import SITUATIONS, Situation
from apps.core import clock
from apps.evaluation.explain import FindingText, path_to_next, sentences, summary
from apps.evaluation.models import Evaluation
from apps.evaluation.selectors import evaluation_latest
from apps.ledger.models import Shipment, Violation
from apps.ledger.selectors import months_of, shipments_of, violations_of
from apps.policy.terms import TOP
from apps.portal.charts import BarChart, bar_chart
from apps.portal.wording import ChangeText, change_text
from apps.shippers.models import Shipper
from apps.shippers.roles import Ability
from apps.shippers.selectors import abilities_of
from apps.standing.models import ProposedChange, Standing
from apps.standing.selectors import BenefitText, benefits_of, changes_of, proposals_open

type MonthSum = dict[str, int | date]

MONTHS = 12
RECENT = 10
LATELY = 5


@dataclass(frozen=True, slots=True)
class Why:
    """The evaluation behind a tier, in sentences, and what leads to the tier above the one held."""

    evaluation: Evaluation
    summary: str
    findings: list[FindingText]
    next_tier: int | None
    path: list[str]


@dataclass(frozen=True, slots=True)
class Dashboard:
    shipper: Shipper
    standing: Standing | None
    application: Application | None = None
    situation: Situation | None = None
    deadline: datetime | None = None
    benefits: Sequence[BenefitText] = ()
    why: Why | None = None
    proposals: Sequence[ProposedChange] = ()
    may_respond: bool = False
    changes: Sequence[ChangeText] = ()
    months: Sequence[MonthSum] = ()
    chart: BarChart | None = None
    violations: Sequence[Violation] = ()
    shipments: Sequence[Shipment] = ()


def dashboard_of(user: User, shipper: Shipper) -> Dashboard:
    """The page of one of the user's `businesses_of`. The size of its history does not change the number of queries."""
    standing = getattr(shipper, "standing", None)
    if standing is None:
        application = applications_of(user).filter(shipper=shipper).first()
        if application is None:
            return Dashboard(shipper=shipper, standing=None)
        return Dashboard(
            shipper=shipper,
            standing=None,
            application=application,
            situation=SITUATIONS[application.state],
            deadline=deadline_of(application),
        )
    this = clock.month_of(clock.today())
    span = [clock.add_months(this, -back) for back in reversed(range(MONTHS))]
    months = _months(shipper.pk, span)
    proposals = list(proposals_open(shipper.pk))
    return Dashboard(
        shipper=shipper,
        standing=standing,
        benefits=benefits_of(standing),
        why=_why(standing),
        proposals=proposals,
        may_respond=bool(proposals) and Ability.ATTEST in abilities_of(user, shipper.pk),
        changes=[change_text(change) for change in changes_of(shipper.pk)[:LATELY]],
        months=months,
        chart=_chart(months) if any(month["shipments"] for month in months) else None,
        violations=list(violations_of(shipper.pk)[:RECENT]),
        shipments=list(shipments_of(shipper.pk).filter(date__gte=span[0])[:RECENT]),
    )


def _why(standing: Standing) -> Why | None:
    evaluation = evaluation_latest(standing.shipper_id)
    if evaluation is None:
        return None
    above = standing.tier + 1 if standing.tier < TOP else None
    return Why(
        evaluation=evaluation,
        summary=_why_held(standing, evaluation),
        findings=sentences(evaluation),
        next_tier=above,
        path=path_to_next(evaluation, above) if above else [],
    )


def _why_held(standing: Standing, evaluation: Evaluation) -> str:
    """One sentence for the member itself, who asks about the tier that is held."""
    if evaluation.suspend:
        return _("A sustained critical violation with a recorded basis suspends you at once.")
    if evaluation.enter < standing.tier <= evaluation.keep:
        return _("You keep tier %(held)s. Keeping a tier asks less than entering it.") % {"held": standing.tier}
    return summary(evaluation)


def _months(shipper_id: int, span: Sequence[date]) -> list[MonthSum]:
    """Those months, also the ones without a parcel."""
    found = {row["month"]: row for row in months_of(shipper_id, since=span[0])}
    none = {"shipments": 0, "evidence": 0, "examined": 0, "discrepant": 0}
    return [found.get(month, none | {"month": month}) for month in span]


def _chart(months: Sequence[MonthSum]) -> BarChart:
    return bar_chart([(date_format(row["month"], "M"), row["shipments"], row["discrepant"]) for row in months])
