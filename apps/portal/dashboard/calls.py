"""The account manager of a member and its calls, as the overview shows them."""

from dataclasses import dataclass

from apps.portal.access import Business
from apps.standing.models import AccountManager, AssuranceCall, Standing
from apps.standing.selectors import AssuranceFigures, assurance_figures, calls_running
from apps.standing.states import MEMBER


@dataclass(frozen=True, slots=True)
class AssurancePanel:
    """The account manager of a member, its calls that run, and how many calls were kept and missed, if it had any."""

    manager: AccountManager
    calls: list[AssuranceCall]
    figures: AssuranceFigures | None


def assurance_panel(business: Business, standing: Standing) -> AssurancePanel | None:
    """Return what the overview of a member shows of its account manager and its calls; None where it has no manager."""
    manager = getattr(business.shipper, "account_manager", None)
    if standing.status not in MEMBER or manager is None:
        return None
    if not business.has_calls:
        return AssurancePanel(manager, [], None)
    figures = assurance_figures(shipper_id=standing.pk)
    calls = list(calls_running(standing.pk)) if figures.running else []
    return AssurancePanel(manager, calls, figures)
