"""The intake of tips: officers get what senders wrote, with the work and the events, a quarter of an hour at a time.

Whoever reads the log, the events or the versions finds rows of people who are signed in, each with its moment. A tip
among them, told to the microsecond, would be one request away from a name. So nothing is written when a tip comes but
the tip, with its quarter of an hour; the rest is written for all tips of a quarter together, when the quarter is over.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from apps.allegations import work
from apps.allegations.models import Tip, TipPost, TipState
from apps.allegations.rules import QUARTER
from apps.allegations.selectors import wave_joined
from apps.allegations.services.records import TIPS
from apps.allegations.states import SENDER
from apps.core import clock
from apps.work.services import item_resume

# How many tips and threads are taken in by one transaction.
MAX_TAKEN_IN = 500


@transaction.atomic
def tips_take_in(*, until: datetime | None = None) -> int:
    """Give officers the tips and messages that came in a quarter of an hour that is over; return how many.

    `until` is the last quarter that is taken in, by its beginning; without it, the last one that is over. The order in
    which officers get them says nothing of the order in which they came.
    """
    until = until or clock.now() - QUARTER
    waiting = Tip.objects.filter(taken_in_at=None, received_at__lte=until)
    tips = list(waiting.select_for_update(skip_locked=True).order_by("code_digest")[:MAX_TAKEN_IN])
    for tip in tips:
        _tip_take_in(tip)
    written = TipPost.objects.filter(author=None, at__lte=until, tip=OuterRef("pk"), pk__gt=OuterRef("last_post"))
    heard = Tip.objects.filter(Exists(written), taken_in_at__isnull=False)
    threads = list(heard.select_for_update(skip_locked=True).order_by("code_digest")[:MAX_TAKEN_IN])
    last = TipPost.objects.filter(tip__in=threads, author=None, at__lte=until).order_by()
    posts = dict(last.values_list("tip").annotate(Max("pk")))
    for tip in threads:
        _message_take_in(tip, posts[tip.pk])
    return len(tips) + len(threads)


def _tip_take_in(tip: Tip) -> None:
    tip.taken_in_at, tip.wave = clock.now(), wave_joined(tip)
    tip.save(update_fields=["taken_in_at", "wave"])
    TIPS.opened(tip, "received", None, wave_id=tip.wave_id)


def _message_take_in(tip: Tip, last_post: int) -> None:
    """Note the last message of a sender. The answer to a question resumes the work."""
    tip.last_post = last_post
    tip.save(update_fields=["last_post"])
    if tip.state == TipState.ASKED:
        TIPS.act("answer", tip, by=SENDER)
        item_resume(kind=work.TIP.code, subject=TIPS.subject(tip))
    else:
        TIPS.record(tip, "answered", None)
