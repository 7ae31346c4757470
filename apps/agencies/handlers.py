"""Events that agencies follow: days of holds and watches that are over, and businesses to compare with filed firms."""

from collections.abc import Sequence

from apps.agencies.services import businesses_compare, enrolled_suggest, hold_end
from apps.agencies.watchlists.services import goods_expire
from apps.events.models import Event, Lane
from apps.events.registry import on, on_many


@on_many(
    *("application.submitted", "application.info_replied", "upkeep.change_request_accepted"),
    *("shippers.name_corrected", "shippers.address_corrected", "shippers.absorbed"),
    batch_size=50,
)
def compare_changed(events: Sequence[Event]) -> None:
    """Compare businesses that applied, or whose name or address may have changed."""
    businesses_compare(shipper_ids={event.business_id for event in events})


@on("ledger.enrolled", lane=Lane.BULK)
def compare_enrolled(event: Event) -> None:
    """Compare businesses that were enrolled, and bring back the firms that were found to be one of them before."""
    enrolled_suggest(shipper_ids=event.payload["shipper_ids"], since=event.at)
    businesses_compare(shipper_ids=event.payload["shipper_ids"])


@on("agencies.hold_over", lane=Lane.URGENT)
def end_hold(event: Event) -> None:
    """End a hold whose day is over."""
    hold_end(hold_id=event.subject_id)


@on("watchlists.goods_over")
def expire_watch(event: Event) -> None:
    """End a watch for goods whose last day has passed."""
    goods_expire(goods_id=event.subject_id)
