"""The kinds of event that this app records, with the words for them."""

from apps.events.kinds import declare

declare(
    staff={
        "measures.edition_released": "Figures of the program released",
        "measures.explained": "A measure of an edition was explained",
        "measures.explanation_approved": "The explanation of a measure was approved",
        "measures.register_released": "Decisions added to the public register of reasons",
        "measures.release_due": "Figures of the program are due",
        "measures.target_approved": "The target of a measure was approved",
        "measures.target_proposed": "A target of a measure was proposed",
        "measures.edition_mail_due": "Readers are to be told of new figures",
        "measures.subscription_asked": "Somebody asked for mail about new figures",
        "measures.subscription_expired": "A request for mail about new figures was never confirmed",
    },
)
