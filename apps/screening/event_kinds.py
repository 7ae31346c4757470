"""The kinds of event that this app records, with the words for them."""

from apps.events.kinds import declare

declare(
    staff={
        "screening.hit_found": "A name is like one on a list of restricted parties",
        "screening.hit_cleared": "Screening hit cleared: another party",
        "screening.hit_confirmed": "Screening hit confirmed: the party on the list",
        "screening.hit_reopened": "Screening hit opened again by an officer",
        "screening.hit_returned": "Screening hit opened again: the party or the entry changed",
        "screening.hit_lapsed": "Screening hit lapsed: the names are no longer alike",
        "screening.hit_overturned": "Screening hit cleared: the violation was reversed",
        "screening.signer_renamed": "Somebody who signs for the business has another name now",
        "screening.list_loaded": "A list of restricted parties was loaded",
    },
)
