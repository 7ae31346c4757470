"""Limits of invitations: how many mails an address may get, and a team and a person may send, within a day.

An invitation goes to an address that nobody has proved, so the limits keep strangers from being sent mail without end
in our name. They count mails, whatever an invitation's fate: replaced, withdrawn, accepted or sent again.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.fields import blind_index
from apps.core.locks import lock_take
from apps.core.mail_addresses import mailbox_of
from apps.shippers.models import InvitationMail

PERIOD = timedelta(days=1)
# An invitation, and two more where it was overlooked.
MAX_TO_ADDRESS_BY_TEAM = 3
# The clerk of a broker may be wanted by several businesses on one day.
MAX_TO_ADDRESS = 5
# More than the whole team of a small business.
MAX_BY_TEAM = 20
# An agent manages the teams of several businesses.
MAX_BY_SENDER = 40
# Any number that no other advisory lock of this program uses as its first.
_LOCK = 0x6B7369


class TooManyMails(Conflict):
    """The address, the team or the sender has had as many mails of invitations as there may be in a day."""


@transaction.atomic
def invitation_mail_record(*, sender: User, shipper_id: int, email: str) -> None:
    """Count a mail that invites an address to a team. Raises TooManyMails."""
    digest = blind_index(f"invited {mailbox_of(email)}")
    # If two invitations to one address are sent at the same time, the second waits, also if another team sends it.
    lock_take(_LOCK, int.from_bytes(digest[:4], signed=True))
    mails = InvitationMail.objects.filter(at__gt=clock.now() - PERIOD)
    to_address = mails.filter(address_digest=digest)
    if (
        to_address.count() >= MAX_TO_ADDRESS
        or to_address.filter(shipper_id=shipper_id).count() >= MAX_TO_ADDRESS_BY_TEAM
    ):
        raise TooManyMails(
            _(
                "This address has got as many invitations as it may in a day. Ask the person to look into their spam, "
                "or try again tomorrow."
            )
        )
    if (
        mails.filter(shipper_id=shipper_id).count() >= MAX_BY_TEAM
        or mails.filter(sender=sender).count() >= MAX_BY_SENDER
    ):
        raise TooManyMails(_("You and your team have sent as many invitations as you may in a day. Go on tomorrow."))
    InvitationMail.objects.create(sender=sender, shipper_id=shipper_id, address_digest=digest)
