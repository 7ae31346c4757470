"""The release of an edition when its moment has come, and the mails to those who subscribe."""

from collections.abc import Sequence

from apps.events.models import Event, Lane
from apps.events.registry import on, on_many
from apps.measures.edition_mails import edition_mails_make, edition_mails_send
from apps.measures.services import edition_release
from apps.measures.subscriptions import links_mail, subscription_forget

# If a worker is killed before it has written that its mails are sent, this number may reach their readers twice.
MAILS_AT_ONCE = 20


@on("measures.release_due")
def release(event: Event) -> None:
    """Release the edition that the calendar announced for this moment."""
    edition_release(release_id=event.subject_id)


@on("measures.edition_released")
def make_mails(event: Event) -> None:
    """Make a mail for each subscriber after an edition was released."""
    edition_mails_make(edition_id=event.subject_id)


@on_many("measures.edition_mail_due", lane=Lane.BULK, batch_size=MAILS_AT_ONCE)
def send_mails(events: Sequence[Event]) -> dict[int, Exception]:
    """Send mails about editions; return the errors, by event whose mail failed."""
    of_mails = {event.subject_id: event.pk for event in events}
    failed = edition_mails_send(mail_ids=of_mails)
    return {of_mails[mail_id]: error for mail_id, error in failed.items()}


@on_many("measures.subscription_asked", batch_size=MAILS_AT_ONCE)
def send_links(events: Sequence[Event]) -> dict[int, Exception]:
    """Mail the links that confirm subscriptions; return the errors, by event whose mail failed."""
    # Of two events of one subscription, the later one stands for both: one mail answers them.
    of_subscriptions = {event.subject_id: event.pk for event in events}
    failed = links_mail(subscription_ids=of_subscriptions)
    return {of_subscriptions[subscription_id]: error for subscription_id, error in failed.items()}


@on("measures.subscription_expired")
def forget(event: Event) -> None:
    """Delete an address that was not confirmed in time."""
    subscription_forget(subscription_id=event.subject_id)
