"""The kinds of event that this app records, with the words for them."""

from apps.events.kinds import declare

declare(
    staff={
        "agencies.officer_bound": "The agency of a person was set: %(agency)s",
        "agencies.hold_placed": "%(agency)s placed a hold on a parcel",
        "agencies.hold_extended": "%(agency)s holds a parcel longer",
        "agencies.hold_ended": "The hold of %(agency)s on a parcel ended with its day",
        "agencies.hold_over": "The day of a hold on a parcel is over",
        "agencies.hold_lifted": "%(agency)s lifted its hold on a parcel",
        "agencies.question_asked": "An officer asked %(agency)s a question",
        "agencies.question_answered": "%(agency)s answered a question",
        "agencies.question_withdrawn": "A question to %(agency)s was taken back",
        "agencies.question_closed": "The answer of %(agency)s was read",
        "agencies.violation_reported": "%(agency)s reported a violation",
        "agencies.firm_suggested": "A firm in a file of %(agency)s may be this business",
        "agencies.firm_confirmed": "A firm in an agency's file is this business; findings alleged: %(alleged)s",
        "agencies.firm_dismissed": "A firm in an agency's file is another business",
        "operations.planned": "A special operation was planned",
        "operations.called_off": "A special operation was called off",
        "operations.reported": "The results of a special operation were recorded",
        "watchlists.goods_proposed": "A watch for goods was proposed",
        "watchlists.goods_confirmed": "A second person confirmed the watch for goods",
        "watchlists.goods_over": "The last day of the watch for goods has passed",
        "watchlists.goods_ended": "Goods are no longer watched for",
        "watchlists.sighting_recorded": "Reported parcels may hold watched goods: %(found)s",
        "watchlists.sighting_closed": "An officer looked at the parcels and closed the sighting",
    },
)
