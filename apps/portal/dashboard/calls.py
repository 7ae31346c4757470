"""The account manager of a member and its calls, as the overview shows them."""

from dataclasses import dataclass
from datetime import datetime

from apps.portal.access import TeamBusiness
from apps.standing.models import AccountManager, AssuranceCall, Standing
from apps.standing.states import MEMBER


@dataclass(frozen=True, slots=True)
class AssurancePanel:
    """The account manager of a member, its calls that run, and how many of its calls were kept and missed."""

    manager: AccountManager
    calls: list[AssuranceCall]
    kept: int
    missed: int


def assurance_panel(business: TeamBusiness, standing: Standing) -> AssurancePanel | None:
    """Return what the overview of a member shows of its account manager and its calls; None where it has no manager."""
    manager = getattr(business.shipper, "account_manager", None)
    if standing.status not in MEMBER or manager is None:
        return None
    calls = [
        AssuranceCall(
            id=row["id"],
            shipper_id=business.shipper.pk,
            kind=row["kind"],
            state=row["state"],
            due_at=datetime.fromisoformat(row["due_at"]),
        )
        for row in business.calls
    ]
    return AssurancePanel(
        manager=manager,
        calls=[call for call in calls if call.is_running],
        kept=sum(row["reached_at"] is not None for row in business.calls),
        missed=sum(row["missed_at"] is not None for row in business.calls),
    )
