"""The end of a watch whose last day has passed."""

from apps.events.models import Event
from apps.events.registry import on
from apps.watchlists.services import goods_expire


@on("watchlists.goods_over")
def expire(event: Event) -> None:
    """End the watch."""
    goods_expire(goods_id=event.subject_id)
