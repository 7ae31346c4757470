"""The kinds of event that this app records, with the words for them."""

from apps.events.kinds import declare

declare(
    staff={
        "staff.request_confirmed": "Change of an account confirmed",
        "staff.request_declined": "Change of an account declined",
        "staff.request_due": "The time to confirm the change of an account is over",
        "staff.request_lapsed": "Change of an account lapsed: nobody confirmed it",
        "staff.request_opened": "Change of an account asked for",
        "staff.request_withdrawn": "Change of an account withdrawn",
    },
)
