"""The people who may not hold a sighting, all on the team of a business that sent one of its parcels; and who proposed
a watch, which somebody else confirms.
"""

from apps.accounts.models import User
from apps.agencies.watchlists import work
from apps.agencies.watchlists.selectors import facts_of, goods_proposed_by
from apps.agencies.watchlists.states import impartial
from apps.core.lifecycle import Text
from apps.work.kinds import holder_bar_register, participants_register


def sighting_bar(user: User, sighting_id: int) -> Text | None:
    """Return why a person may not hold the work of a sighting, or None if they may."""
    return impartial(facts_of(sighting_id, user))


holder_bar_register(work.SIGHTING.code, sighting_bar)
participants_register(work.WATCH.code, goods_proposed_by)
