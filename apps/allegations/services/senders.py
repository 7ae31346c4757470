"""The writes of the public: a tip, and what its sender adds by the receipt code.

Nothing about the sender is written but what the sender typed: these services take no request and no account.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils.translation import gettext as _

from apps.allegations import rules, work
from apps.allegations.groups import Group
from apps.allegations.models import Tip, TipFile, TipState
from apps.allegations.selectors import tip_of_code, wave_joined
from apps.allegations.services.records import event_record, post_create, state_set, subject_of, tip_lock
from apps.allegations.states import LIFECYCLE, SENDER, Facts
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.files import IdentifiedFile
from apps.core.languages import language_check
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, files_limit_check, upload_columns
from apps.work.models import Severity
from apps.work.services import item_open, item_resume

type Files = Sequence[IdentifiedFile]

# The limits of everything that a sender adds to a tip, beside the limits of the form.
MAX_FILES = 10
MAX_POSTS = 100
# The first number of the advisory locks of forms; the second is a part of the digest of the receipt code.
_LOCK = 0x71B5
# Danger to somebody is looked into within this time.
DANGER_WITHIN = timedelta(days=1)
# The severity of a tip before anybody has read it. Danger to somebody is graver than all groups.
SEVERITIES: dict[str, Severity] = {
    Group.FORCED_LABOR: Severity.MAJOR,
    Group.MERCHANDISE: Severity.MAJOR,
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """A tip that was received, and the code that opens its thread: told to the sender once, and kept nowhere."""

    tip: Tip
    code: str


@atomic_with_files()
def tip_receive(
    *,
    once: str,
    group: str,
    text: str,
    language: str,
    danger: bool = False,
    company: str = "",
    address: str = "",
    site: str = "",
    product: str = "",
    parcel: str = "",
    sender: str = "",
    files: Files = (),
) -> Receipt:
    """Receive a tip from anybody, and open work for staff. `once` is the secret number of the form, from which the
    receipt code follows: the same form sent twice is one tip.
    """
    code = rules.receipt_code(once)
    files_limit_check(len(files), MAX_FILES)
    tip = Tip(
        group=group,
        danger=danger,
        text=text_required(text, "text", _("Say what happened.")),
        language=language_check(language),
        company=company.strip(),
        address=address.strip(),
        site=site.strip(),
        product=product.strip(),
        parcel=parcel.strip(),
        company_key=rules.company_key(company),
        site_key=rules.site_key(site),
        parcel_key=rules.parcel_key(parcel),
        sender=sender.strip(),
        code_digest=rules.code_digest(code),
        received_at=clock.now(),
    )
    # Two requests with one form wait for each other, so that a sender who presses the button twice sends one tip.
    with connection.cursor() as cursor:
        place = int.from_bytes(tip.code_digest[:4], signed=True)
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, place])
    if known := Tip.objects.filter(code_digest=tip.code_digest).first():
        return Receipt(known, code)
    tip.wave = wave_joined(tip)
    tip.save()
    _files_store(tip, files)
    item_open(
        kind=work.TIP.code,
        subject=subject_of(tip),
        title=str(tip),
        state=tip.state,
        severity=Severity.CRITICAL if danger else SEVERITIES.get(group, Severity.MODERATE),
        due_at=tip.received_at + DANGER_WITHIN if danger else None,
    )
    event_record("received", tip, wave_id=tip.wave_id)
    return Receipt(tip, code)


@atomic_with_files()
def tip_write(*, code: str, text: str, language: str, files: Files = ()) -> Tip:
    """Add to a tip, by whoever has its receipt code. The same text sent twice is one message.

    Raises NotFound for an unknown code, Conflict for a tip that is closed.
    """
    tip = tip_lock(tip_of_code(code).pk)
    if not tip.is_open:
        raise Conflict(_("This report is closed. If you know something new, send another report."), code="closed")
    text = text_required(text, "text", _("Write your message."))
    last = tip.posts.order_by("pk").last()
    if last is not None and not last.from_program and last.text == text and not files:
        return tip
    files_limit_check(tip.files.count() + len(files), MAX_FILES)
    if tip.posts.count() >= MAX_POSTS:
        raise Conflict(_("This report has as many messages as it may have."), code="too_many_messages")
    post_create(tip, None, text, language)
    _files_store(tip, files)
    if tip.state == TipState.ASKED:
        transition = LIFECYCLE.check(state=tip.state, action="answer", held={SENDER}, facts=Facts(actor_on_team=False))
        state_set(tip, TipState(transition.target))
        item_resume(kind=work.TIP.code, subject=subject_of(tip))
    event_record("answered", tip)
    return tip


def _files_store(tip: Tip, files: Files) -> None:
    for file in files:
        TipFile.objects.create(tip=tip, **upload_columns(file))
