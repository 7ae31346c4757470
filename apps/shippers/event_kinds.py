"""The kinds of event of shippers and their teams."""

from apps.events.kinds import declare

declare(
    "shippers",
    "absorbed",
    "address_corrected",
    "consent_given",
    "consent_withdrawn",
    "exported",
    "external_check_recorded",
    "external_check_withdrawn",
    "identifier_corrected",
    "invitation_withdrawn",
    "invited",
    "match_dismissal_undone",
    "match_dismissed",
    "member_delegation_changed",
    "member_joined",
    "member_left",
    "member_role_changed",
    "merged",
    "name_corrected",
    "tie_dismissal_undone",
    "tie_dismissed",
    "time_zone_set",
    "wait_announced",
    "wait_over",
    "waiting_change_asked",
    "waiting_change_done",
    "waiting_change_lapsed",
    "waiting_change_stopped",
)
