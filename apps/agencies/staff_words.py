"""Words about agencies, special operations and watched goods that only staff read."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

STAFF_LABELS: dict[str, Promise] = {
    "agencies.officer_bound": _lazy("The agency of a person was set: %(agency)s"),
    "agencies.hold_placed": _lazy("%(agency)s placed a hold on a parcel"),
    "agencies.hold_extended": _lazy("%(agency)s holds a parcel longer"),
    "agencies.hold_ended": _lazy("The hold of %(agency)s on a parcel ended with its day"),
    "agencies.hold_over": _lazy("The day of a hold on a parcel is over"),
    "agencies.hold_lifted": _lazy("%(agency)s lifted its hold on a parcel"),
    "agencies.question_asked": _lazy("An officer asked %(agency)s a question"),
    "agencies.question_answered": _lazy("%(agency)s answered a question"),
    "agencies.question_withdrawn": _lazy("A question to %(agency)s was taken back"),
    "agencies.question_closed": _lazy("The answer of %(agency)s was read"),
    "agencies.violation_reported": _lazy("%(agency)s reported a violation"),
    "agencies.firm_suggested": _lazy("A firm of a file of %(agency)s may be this business"),
    "agencies.firm_confirmed": _lazy("A firm of an agency's file is this business; findings alleged: %(alleged)s"),
    "agencies.firm_dismissed": _lazy("A firm of an agency's file is another business"),
    "operations.planned": _lazy("A special operation was planned"),
    "operations.called_off": _lazy("A special operation was called off"),
    "operations.reported": _lazy("The results of a special operation were recorded"),
    "watchlists.goods_proposed": _lazy("A watch for goods was proposed"),
    "watchlists.goods_confirmed": _lazy("A second person confirmed the watch for goods"),
    "watchlists.goods_over": _lazy("The last day of the watch for goods has passed"),
    "watchlists.goods_ended": _lazy("Goods are no longer watched for"),
    "watchlists.sighting_recorded": _lazy("Reported parcels may hold watched goods: %(found)s"),
    "watchlists.sighting_closed": _lazy("An officer looked at the parcels and closed the sighting"),
}
