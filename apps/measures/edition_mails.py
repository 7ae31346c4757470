"""The mails that tell subscribers of an edition: a row for each, then the mail, in the language of the subscription."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from apps.core import clock
from apps.events.models import Lane
from apps.events.services import NewEvent, record_many
from apps.measures.models import Edition, EditionMail, Subscription
from apps.measures.selectors import measures_met, measures_missed, measures_revised
from apps.measures.subscriptions import end_link
from apps.notices.services import mails_send, message_id

DUE = "measures.edition_mail_due"
ROWS_PER_INSERT = 5_000


@dataclass(frozen=True, slots=True)
class EditionNews:
    """The numbers of measures of an edition that met their targets, missed one, and differ from the edition before."""

    met: int
    missed: int
    revised: int


@transaction.atomic
def edition_mails_make(*, edition_id: int) -> int:
    """Make a mail about an edition for each subscription that was confirmed by the release and has no mail yet.

    Returns how many were made.
    """
    released_at = Edition.objects.values_list("released_at", flat=True).get(pk=edition_id)
    confirmed = Subscription.objects.filter(confirmed_at__lte=released_at).exclude(mails__edition=edition_id)
    # Locked, so that a subscription that ends meanwhile takes its mail along.
    ids = list(confirmed.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    made = EditionMail.objects.bulk_create(
        (EditionMail(edition_id=edition_id, subscription_id=subscription_id) for subscription_id in ids),
        batch_size=ROWS_PER_INSERT,
    )
    record_many(DUE, events=[NewEvent(("editionmail", mail.pk)) for mail in made], lane=Lane.BULK)
    return len(made)


@transaction.atomic
def edition_mails_send(*, mail_ids: Collection[int]) -> dict[int, Exception]:
    """Send mails about editions, each once; return the errors, by mail that failed. Ended subscriptions get none."""
    waiting = EditionMail.objects.filter(pk__in=mail_ids, mailed_at=None)
    mails = list(waiting.select_for_update(of=("self",)).select_related("subscription").order_by("pk"))
    editions = Edition.objects.select_related("release").in_bulk({mail.edition_id for mail in mails})
    news = {edition.pk: news_of(edition) for edition in editions.values()}
    failed = mails_send(
        {mail.pk: partial(_mail_of, mail, editions[mail.edition_id], news[mail.edition_id]) for mail in mails}
    )
    sent = [mail.pk for mail in mails if mail.pk not in failed]
    EditionMail.objects.filter(pk__in=sent).update(mailed_at=clock.now())
    return failed


def news_of(edition: Edition) -> EditionNews:
    """Count the measures of an edition by what is new about them."""
    return EditionNews(len(measures_met(edition)), len(measures_missed(edition)), len(measures_revised(edition)))


def _mail_of(mail: EditionMail, edition: Edition, news: EditionNews) -> EmailMessage:
    end = end_link(mail.subscription_id)
    site, release = settings.SITE, edition.release
    with translation.override(mail.subscription.language):
        texts = {"period": release.period}
        context = {
            "period": release.period,
            "is_first": release.number == 1,
            "news": news,
            "page": site["url"] + reverse("portal:performance_edition", args=[edition.code]),
            "data": site["url"] + reverse("portal:performance_csv", args=[edition.code]),
            "end": end,
            "site": site,
        }
        first, revised = _("New figures of the program: %(period)s"), _("Revised figures of the program: %(period)s")
        return EmailMessage(
            subject=(first if release.number == 1 else revised) % texts,
            body=render_to_string("measures/edition_mail.txt", context),
            to=[mail.subscription.email],
            headers={
                "Message-ID": message_id(f"edition-mail-{mail.pk}"),
                # The program of the reader ends the subscription by one POST to this address (RFC 8058).
                "List-Unsubscribe": f"<{end}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
