"""The writes of the public: a tip, and what its sender adds by the receipt code.

Nothing about the sender is written but what the sender typed: these services take no request and no account. They
write no event and no work, which would lie among those of people who are signed in: `intake` does this later.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.allegations import rules
from apps.allegations.models import Tip, TipFile
from apps.allegations.selectors import tip_of_code
from apps.allegations.services.records import TIPS, post_create
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.files import IdentifiedFile
from apps.core.languages import language_check
from apps.core.locks import lock_take
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, files_limit_check, upload_columns

type Files = Sequence[IdentifiedFile]

# The limits of everything that a sender adds to a tip, beside the limits of the form.
MAX_FILES = 10
MAX_POSTS = 100
# The first number of the advisory locks of forms; the second is a part of the digest of the receipt code.
_LOCK = 0x71B5


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
    """Receive a tip from anybody. Officers get the tip when its quarter of an hour is over (`tips_take_in`).

    `once` is the secret number of the form, from which the receipt code follows: the same form sent twice is one tip.
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
        received_at=rules.quarter_of(clock.now()),
    )
    # Two requests with one form wait for each other, so that a sender who presses the button twice sends one tip.
    lock_take(_LOCK, int.from_bytes(tip.code_digest[:4], signed=True))
    if known := Tip.objects.filter(code_digest=tip.code_digest).first():
        return Receipt(known, code)
    tip.save()
    _files_store(tip, files)
    return Receipt(tip, code)


@atomic_with_files()
def tip_write(*, code: str, text: str, language: str, files: Files = ()) -> Tip:
    """Add to a tip, by whoever has its receipt code. The same text sent twice, with the same files, is one message.

    Raises NotFound for an unknown code, Conflict for a tip that is closed.
    """
    tip = TIPS.lock(tip_of_code(code).pk)
    if not tip.is_open:
        raise Conflict(_("This report is closed. If you know something new, send another report."), code="closed")
    text = text_required(text, "text", _("Write your message."))
    last = tip.posts.order_by("pk").last()
    has_files = {file.sha256 for file in files} <= set(tip.files.values_list("sha256", flat=True))
    if last is not None and not last.from_program and last.text == text and has_files:
        return tip
    files_limit_check(tip.files.count() + len(files), MAX_FILES)
    if tip.posts.count() >= MAX_POSTS:
        raise Conflict(_("This report has as many messages as it may have."), code="too_many_messages")
    post_create(tip, None, text, language)
    _files_store(tip, files)
    return tip


def _files_store(tip: Tip, files: Files) -> None:
    """Keep the files of a sender, whose rows and bytes bear the quarter of an hour as well."""
    at = rules.quarter_of(clock.now())
    for file in files:
        kept = TipFile.objects.create(tip=tip, uploaded_at=at, **upload_columns(file))
        # A storage that is no folder has its own times, of which nobody here knows.
        with suppress(NotImplementedError):
            os.utime(kept.file.path, (at.timestamp(), at.timestamp()))
