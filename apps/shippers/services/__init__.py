"""The writes of a seller's business, by subject."""

from apps.shippers.services.profile import ksn_issue, profile_replace, shipper_create
from apps.shippers.services.team import (
    invitation_accept,
    invitation_mail,
    invitation_read,
    invitation_send,
    member_change,
    member_remove,
)

__all__ = [
    "invitation_accept",
    "invitation_mail",
    "invitation_read",
    "invitation_send",
    "ksn_issue",
    "member_change",
    "member_remove",
    "profile_replace",
    "shipper_create",
]
