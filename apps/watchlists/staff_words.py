"""Words about watched goods, which only staff read."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

STAFF_LABELS: dict[str, Promise] = {
    "watchlists.goods_proposed": _lazy("A watch for goods was proposed"),
    "watchlists.goods_confirmed": _lazy("A second person confirmed the watch for goods"),
    "watchlists.goods_over": _lazy("The last day of the watch for goods has passed"),
    "watchlists.goods_ended": _lazy("Goods are no longer watched for"),
    "watchlists.sighting_recorded": _lazy("Reported parcels may hold watched goods: %(found)s"),
    "watchlists.sighting_closed": _lazy("An officer looked at the parcels and closed the sighting"),
}
