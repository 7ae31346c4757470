from datetime import datetime

from django.dispatch import receiver

from apps.accounts.models import User
from apps.accounts.signals import address_proved, signed_in_by_device
from apps.events.models import Event
from apps.events.registry import on
from apps.shippers.services import address_change_ask, device_record, invitation_mail, wait_mail, waiting_change_do


@on("shippers.invited")
def mail_invitation(event: Event) -> None:
    """Mail an invitation to a team."""
    invitation_mail(invitation_id=event.subject_id)


@on("shippers.wait_announced")
def mail_wait(event: Event) -> None:
    """Mail the contact address of a business that a change waits."""
    until = datetime.fromisoformat(event.payload["until"])
    wait_mail(shipper_id=event.business_id, link=event.payload["link"], until=until)


@on("shippers.wait_over")
def do_waiting_change(event: Event) -> None:
    """Do a change of who signs, or of an address to sign in, whose wait is over."""
    waiting_change_do(change_id=event.subject_id)


@receiver(address_proved, dispatch_uid="shippers.address_waits")
def let_address_wait(user: User, email: str, **_kwargs: object) -> bool:
    """Let a change of the address by which a person signs in wait; return whether the change waits."""
    return address_change_ask(user=user, email=email) is not None


@receiver(signed_in_by_device, dispatch_uid="shippers.device_signed_in")
def keep_device(user: User, digest: bytes, **_kwargs: object) -> None:
    """Keep the browser by which a person signed in."""
    device_record(user=user, digest=digest)
