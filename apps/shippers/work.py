"""The rule that nobody holds work about a business on whose team they are, or were until lately."""

from apps.accounts.models import User
from apps.core.lifecycle import Text
from apps.shippers.roles import ON_TEAM
from apps.shippers.selectors import has_conflict
from apps.work.kinds import holder_rule_register


def team_bars(user: User, shipper_id: int) -> Text | None:
    """Return why a person may hold no work about a business, or None."""
    return ON_TEAM if has_conflict(user, shipper_id) else None


holder_rule_register(team_bars)
