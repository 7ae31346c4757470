"""The words for what happened to a seller's team and record; all of it is shown to the seller."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHOWN: dict[str, Promise] = {
    "shippers.invited": _("Somebody invited to the team"),
    "shippers.invitation_withdrawn": _("Invitation to the team withdrawn"),
    "shippers.member_joined": _("Team: somebody joined"),
    "shippers.member_role_changed": _("Team: a role changed"),
    "shippers.member_delegation_changed": _("Team: an agent's last day changed"),
    "shippers.member_left": _("Team: somebody left"),
    "shippers.identifier_corrected": _("The program corrected a number on the record"),
    "shippers.name_corrected": _("The program corrected the legal name on the record"),
    "shippers.address_corrected": _("The program corrected an address on the record"),
    "shippers.time_zone_set": _("The time zone of the business was chosen"),
    "shippers.merged": _("This record was merged into another record of the business"),
    "shippers.absorbed": _("Another record of the business was merged into this one"),
}
