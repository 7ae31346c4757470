"""The consequences of an act for a business, read from what the act and its followers have just written.

The act was done in this transaction, which is rolled back. So the sentences come from the code that acts.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
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
        yield _("%(business)s is not a member: no status and no tier changes.") % {"business": business}
        return
    changes = list(Change.objects.filter(shipper=business, at__gte=since).order_by("pk"))
    status = Status(changes[0].status_before) if changes else Status(standing.status)
    tier = changes[0].tier_before if changes else standing.tier
    words = {"business": business, "before": status.label, "after": standing.get_status_display()}
    if status == standing.status:
        yield _("%(business)s stays %(before)s.") % words
    else:
        yield _("%(business)s: %(before)s becomes %(after)s. Partners see it within seconds.") % words
    if tier == standing.tier:
        yield _("Its tier stays %(tier)s.") % {"tier": tier}
    else:
        yield _("Its tier: %(before)s becomes %(after)s.") % {"before": tier, "after": standing.tier}
    before = Change.objects.filter(shipper=business, at__lt=since).order_by("-pk").first()
    if before and before.validated != standing.validated:
        yield _("It is validated from now on.") if standing.validated else _("It is validated no longer.")
    if standing.ends_at and changes:
        day = date_format(localtime(standing.ends_at), "DATE_FORMAT")
        yield _("This ends by itself on %(day)s.") % {"day": day}


def _proposal_sentences(business: Shipper, since: datetime) -> Iterator[str]:
    for change in ProposedChange.objects.filter(shipper=business, proposed_at__gte=since).order_by("pk"):
        yield _("Proposed: %(change)s. The team may respond before it is decided.") % {"change": _change_text(change)}
    for change in ProposedChange.objects.filter(shipper=business, decided_at__gte=since).order_by("pk"):
        yield _("No longer open: %(change)s. It is %(state)s.") % {
            "change": _change_text(change),
            "state": change.get_state_display().lower(),
        }
    for call in AssuranceCall.objects.filter(shipper=business, opened_at__gte=since).order_by("pk"):
        yield _("An officer calls the member by %(day)s, before this is proposed: %(kind)s.") % {
            "day": date_format(localtime(call.due_at), "DATE_FORMAT"),
            "kind": call.get_kind_display(),
        }


def _change_text(change: ProposedChange) -> str:
    kind = change.get_kind_display()
    return kind if change.tier is None else _("%(kind)s to tier %(tier)s") % {"kind": kind, "tier": change.tier}


def _message_sentences(business: Shipper, since: datetime) -> Iterator[str]:
    sent = Message.objects.filter(shipper_id=business.pk, created_at__gte=since)
    told = list(sent.order_by("subject").values_list("subject").annotate(people=Count("recipient", distinct=True)))
    if not told:
        yield _("Nobody on its team gets a message.")
    for subject, people in told:
        text = ngettext(
            "%(people)d person gets the message “%(subject)s”.",
            "%(people)d people get the message “%(subject)s”.",
            people,
        )
        yield text % {"people": people, "subject": subject}
