"""The kinds of event that this app records, with the words for them."""

from django.utils.translation import gettext_lazy as _lazy

from apps.events.kinds import declare

declare(
    members={
        "shippers.invited": _lazy("Team: somebody was invited"),
        "shippers.invitation_withdrawn": _lazy("Team: an invitation was withdrawn"),
        "shippers.member_joined": _lazy("Team: somebody joined"),
        "shippers.member_role_changed": _lazy("Team: a role changed"),
        "shippers.member_delegation_changed": _lazy("Team: an agent's last day changed"),
        "shippers.member_left": _lazy("Team: somebody left"),
        "shippers.identifier_corrected": _lazy("The program corrected a number on the record"),
        "shippers.name_corrected": _lazy("The program corrected the legal name on the record"),
        "shippers.address_corrected": _lazy("The program corrected an address on the record"),
        "shippers.waiting_change_asked": _lazy("Team: a change of who signs was asked for and waits"),
        "shippers.waiting_change_stopped": _lazy("Team: a change of who signs was stopped"),
        "shippers.waiting_change_done": _lazy("Team: a change of who signs was done after its wait"),
        "shippers.waiting_change_lapsed": _lazy("Team: a change of who signs was no longer possible"),
        "shippers.wait_announced": _lazy("The owners were told of a change that waits"),
        "shippers.time_zone_set": _lazy("The time zone of the business was chosen"),
        "shippers.consent_given": _lazy("Partners: a consent was given to see more"),
        "shippers.consent_withdrawn": _lazy("Partners: a consent was withdrawn"),
        "shippers.merged": _lazy("This record was merged into another record of the business"),
        "shippers.absorbed": _lazy("Another record of the business was merged into this one"),
    },
    staff={
        "shippers.exported": "List of businesses copied to a file",
        "shippers.wait_over": "Team: the wait of a change is over",
        "shippers.match_dismissed": "Match with business %(other_shipper_id)s dismissed: not the same business",
        "shippers.match_dismissal_undone": "Match with business %(other_shipper_id)s taken up again",
        "shippers.tie_dismissed": "Tie with business %(other_shipper_id)s dismissed: not related",
        "shippers.tie_dismissal_undone": "Tie with business %(other_shipper_id)s taken up again",
        "shippers.external_check_recorded": "External check recorded",
        "shippers.external_check_withdrawn": "External check withdrawn",
    },
)
