"""Carriers and brokers seen shipping under the number of a shipper: recorded, reported to its team, and answered."""

from collections import defaultdict
from itertools import islice
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext_lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.codes import code_form
from apps.core.lifecycle import Text
from apps.core.rows import row_get
from apps.events import services as events
from apps.ledger.facts import KSN_SOURCE
from apps.ledger.models import Recording, ShippingSeen
from apps.ledger.selectors import parties_seen, references_of
from apps.ledger.services.recordings import batch_time
from apps.ledger.statements import statement
from apps.notices.services import message_send
from apps.shippers.models import Shipper
from apps.shippers.roles import Ability
from apps.shippers.selectors import people_of, require

Answer = ShippingSeen.Answer
# Files of the past and the shipper's own files notify nobody.
SILENT_KINDS = (Recording.Kind.IMPORT, Recording.Kind.UPLOAD)
# A message names this many parties, each with this many tracking numbers. The page shows all.
MAX_NAMED = 10
MAX_NUMBERS = 3


def parties_record(cursor: Any, recording: Recording) -> None:
    """Record the carriers and brokers that the staged reports show under a KSN for the first time.

    Records one event `ledger.unlisted_party` for each shipper that has new parties which its profile does not list.
    """
    reporter = recording.reporter
    cursor.execute(
        statement("parties"),
        {
            "ksn": KSN_SOURCE,
            "reporter_role": reporter.kind,
            "reporter_code": code_form(reporter.code) if reporter.kind in ShippingSeen.Role else "",
            "recording": recording.pk,
            "now": batch_time(recording),
        },
    )
    new = [pk for (pk,) in cursor.fetchall()]
    if not new or recording.kind in SILENT_KINDS:
        return
    unlisted: dict[int, list[int]] = defaultdict(list)
    for seen in parties_seen().filter(pk__in=new, listed=False).order_by("shipper_id", "pk"):
        unlisted[seen.shipper_id].append(seen.pk)
    happenings = [
        events.NewEvent(("shippingseen", parties[0]), shipper_id, {"recording_id": recording.pk, "parties": parties})
        for shipper_id, parties in unlisted.items()
    ]
    events.record_many("ledger.unlisted_party", events=happenings)


@transaction.atomic
def parties_notify(*, shipper_id: int, parties: list[int]) -> None:
    """Send the team one message about the parties that ship under its number and are not in its profile.

    Parties that were listed or answered meanwhile are left out.
    """
    shipper = Shipper.objects.get(pk=shipper_id)
    seen = list(parties_seen().filter(shipper=shipper, pk__in=parties, listed=False, answer="").order_by("pk"))
    if not seen:
        return
    message_send(
        recipients=people_of(shipper_id),
        kind="ledger.unlisted_party",
        subject=ngettext_lazy(
            "A carrier or broker that you did not list ships under your number",
            "Carriers or brokers that you did not list ship under your number",
            len(seen),
        ),
        body=format_lazy(
            _lazy(
                "These carriers or brokers were reported under your Known Shipper Number, {ksn}, and are not in your "
                "profile:\n\n{parties}\n\nIf they ship for you, say “It ships for us” or add them to your profile. If "
                "they don't, somebody may be using your number: say “It does not ship for us”, and an officer will "
                "look at the shipments."
            ),
            ksn=shipper.ksn or "",
            parties=_party_lines(seen),
        ),
        link=reverse("portal:shipping_parties", args=[shipper_id]),
        shipper_id=shipper_id,
    )


@transaction.atomic
def party_answer(*, actor: User, shipper_id: int, party_id: int, answer: str) -> ShippingSeen:
    """Record whether a party seen under the number ships for the business, as an owner or a signatory answers.

    The person and the moment are kept. The answer may change; the same answer again changes nothing. Raises NotFound
    for a party of another shipper, NotAllowed for other roles.
    """
    require(actor, shipper_id, Ability.ATTEST)
    party = row_get(
        ShippingSeen.objects.select_for_update(no_key=True),
        _("This party was not seen shipping under your number."),
        pk=party_id,
        shipper=shipper_id,
    )
    answer = Answer(answer)
    if party.answer == answer:
        return party
    party.answer, party.answered_by, party.answered_at = answer, actor, clock.now()
    party.save(update_fields=["answer", "answered_by", "answered_at"])
    kind = "ledger.party_owned" if answer == Answer.OURS else "ledger.party_disowned"
    events.record(kind, subject=("shippingseen", party.pk), shipper_id=shipper_id, actor=actor)
    return party


def _party_lines(seen: list[ShippingSeen]) -> Text:
    """Return one line for each party: its role, its name and its first tracking numbers."""
    lines = []
    for party in islice(seen, MAX_NAMED):
        numbers = ", ".join(references_of(party, limit=MAX_NUMBERS))
        lines.append(
            format_lazy(
                _lazy("{role}: {name} (shipments: {numbers})"),
                role=party.Role(party.role).label,
                # pyrefly: ignore[missing-attribute] (annotated by `parties_seen`)
                name=party.name,
                numbers=numbers,
            )
        )
    if len(seen) > MAX_NAMED:
        lines.append(format_lazy(_lazy("And {count} more."), count=len(seen) - MAX_NAMED))
    return format_lazy("\n".join("{}" for _line in lines), *lines)
