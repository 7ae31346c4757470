"""The writes of a seller's business, by subject."""

from apps.shippers.services.keys import match_keys_refresh
from apps.shippers.services.profile import ksn_issue, profile_part_replace, profile_replace, shipper_create
from apps.shippers.services.team import (
    OWN_ROLES,
    delegation_end,
    invitation_accept,
    invitation_mail,
    invitation_read,
    invitation_resend,
    invitation_send,
    invitation_withdraw,
    member_change,
    member_remove,
)
from apps.shippers.services.visits import visit_record

__all__ = [
    "OWN_ROLES",
    "delegation_end",
    "invitation_accept",
    "invitation_mail",
    "invitation_read",
    "invitation_resend",
    "invitation_send",
    "invitation_withdraw",
    "ksn_issue",
    "match_keys_refresh",
    "member_change",
    "member_remove",
    "profile_part_replace",
    "profile_replace",
    "shipper_create",
    "visit_record",
]
