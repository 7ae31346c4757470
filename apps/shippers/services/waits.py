"""The wait of a change that a thief would make: how long, and who is told so that somebody can stop the change.

Every owner is told in the inbox and by mail, and the contact address on record by mail: a thief who has one session or
one mailbox does not have them all (ADR 0077).
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime

from apps.core import clock
from apps.core.days_text import with_zone
from apps.core.lazy import Promise, later
from apps.core.mail_addresses import mail_address
from apps.events.services import record
from apps.notices.services import Text, message_send
from apps.shippers.models import Shipper
from apps.shippers.selectors import owners_of, wait_hours
from apps.shippers.zones import zone_of


def wait_end() -> datetime | None:
    """Return the moment until which a change waits that is asked for now; None if the policy lets none wait."""
    hours = wait_hours()
    return clock.now() + timedelta(hours=hours) if hours else None


def moment_in_words(moment: datetime, shipper: Shipper | None) -> Promise:
    """Return a moment in words with its zone, where a business is, in the language of the reader.

    Without a business, the zone is that of the program.
    """
    zone = zone_of(shipper) if shipper else clock.PROGRAM_ZONE
    return later(lambda: with_zone(date_format(localtime(moment, zone), "DATETIME_FORMAT"), zone))


@transaction.atomic
def wait_announce(
    *, shipper: Shipper, subject: Text, body: Text, kind: str, link: str, about: tuple[str, int], until: datetime
) -> None:
    """Tell every owner of a business that a change waits, and mail the contact address of the business.

    `link` is the page on which an owner stops the change, `about` the record of the change.
    """
    message_send(
        recipients=owners_of(shipper.pk),
        kind=kind,
        subject=subject,
        body=body,
        link=link,
        shipper_id=shipper.pk,
        about=about,
    )
    record("shippers.wait_announced", subject=about, shipper_id=shipper.pk, link=link, until=until.isoformat())


def wait_mail(*, shipper_id: int, link: str, until: datetime) -> None:
    """Mail the contact address of a business that a change waits, unless an owner has the address.

    Raises the errors of the mail server, so that the outbox tries again.
    """
    shipper = Shipper.objects.get(pk=shipper_id)
    owners = list(owners_of(shipper_id))
    if not shipper.email or mail_address(shipper.email) in {owner.email for owner in owners}:
        return
    with translation.override((owners[0].language if owners else "") or settings.LANGUAGE_CODE):
        about = {"business": shipper, "until": moment_in_words(until, shipper), "link": settings.SITE["url"] + link}
        EmailMessage(
            subject=translation.gettext("A change of your business waits: %(business)s") % {"business": shipper},
            body=render_to_string("shippers/wait.txt", about),
            to=[shipper.email],
        ).send()
