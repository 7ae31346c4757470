"""The consequences of an act for a business, read from what the act and its followers have just written.

The act was done in this transaction, which is rolled back. So the sentences come from the code that acts.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import ngettext

from apps.notices.models import Message
from apps.shippers.models import Shipper
from apps.standing.models import AssuranceCall, Change, ProposedChange, Standing, Status
from apps.standing.services import standing_follow


def business_consequences(business: Shipper, *, since: datetime) -> list[str]:
    """Return in sentences what an act changes for a business: its standing, what is proposed, and who is told.

    The act was done after the moment `since`. Writes the next evaluation, which the caller rolls back.
    """
    standing_follow(shipper_id=business.pk)
    return [
        *_standing_sentences(business, since),
        *_proposal_sentences(business, since),
        *_message_sentences(business, since),
    ]


def _standing_sentences(business: Shipper, since: datetime) -> Iterator[str]:
    standing = Standing.objects.filter(pk=business.pk).first()
    if standing is None:
        yield f"{business} is not a member: no status and no tier changes."
        return
    changes = list(Change.objects.filter(shipper=business, at__gte=since).order_by("pk"))
    status = Status(changes[0].status_before) if changes else Status(standing.status)
    tier = changes[0].tier_before if changes else standing.tier
    if status == standing.status:
        yield f"{business} stays {status.label}."
    else:
        yield f"{business}: {status.label} becomes {standing.get_status_display()}. Partners see it within seconds."
    if tier == standing.tier:
        yield f"Its tier stays {tier}."
    else:
        yield f"Its tier: {tier} becomes {standing.tier}."
    before = Change.objects.filter(shipper=business, at__lt=since).order_by("-pk").first()
    if before and before.validated != standing.validated:
        yield "It is validated from now on." if standing.validated else "It is validated no longer."
    if standing.ends_at and changes:
        day = date_format(localtime(standing.ends_at), "DATE_FORMAT")
        yield f"This ends by itself on {day}."


def _proposal_sentences(business: Shipper, since: datetime) -> Iterator[str]:
    for change in ProposedChange.objects.filter(shipper=business, proposed_at__gte=since).order_by("pk"):
        yield f"Proposed: {_change_text(change)}. The team may respond before it is decided."
    for change in ProposedChange.objects.filter(shipper=business, decided_at__gte=since).order_by("pk"):
        yield f"No longer open: {_change_text(change)}. It is {change.get_state_display().lower()}."
    for call in AssuranceCall.objects.filter(shipper=business, opened_at__gte=since).order_by("pk"):
        day = date_format(localtime(call.due_at), "DATE_FORMAT")
        yield f"An officer calls the member by {day}, before this is proposed: {call.get_kind_display()}."


def _change_text(change: ProposedChange) -> str:
    kind = change.get_kind_display()
    return kind if change.tier is None else f"{kind} to tier {change.tier}"


def _message_sentences(business: Shipper, since: datetime) -> Iterator[str]:
    sent = Message.objects.filter(shipper_id=business.pk, created_at__gte=since)
    told = list(sent.order_by("subject").values_list("subject").annotate(people=Count("recipient", distinct=True)))
    if not told:
        yield "Nobody of its team gets a message."
    for subject, people in told:
        text = ngettext(
            "%(people)d person gets the message “%(subject)s”.",
            "%(people)d people get the message “%(subject)s”.",
            people,
        )
        yield text % {"people": people, "subject": subject}
