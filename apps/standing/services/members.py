"""What the program does by itself: enroll, follow evaluations, follow validations."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.evaluation.models import Evaluation
from apps.events.models import Lane
from apps.events.services import Happening, record_many
from apps.ledger.models import ProgramEntry
from apps.ledger.vocabulary import ProgramEntryKind
from apps.notices.services import message_send
from apps.shippers.selectors import people_of
from apps.standing.models import Change, Standing, Status
from apps.standing.selectors import spared_tiers
from apps.standing.services.following import Following, evaluations_follow, is_short
from apps.standing.services.moves import standing_move, standings_lock
from apps.standing.services.proposals import proposals_lock
from apps.standing.states import Reason

# More than so many at once are an import: what it brings may wait for what people wait for.
MANY = 100
ROWS_PER_INSERT = 5_000

_ENROLL = """
INSERT INTO standing_standing (shipper_id, status, validated, tier, since)
SELECT id, %(status)s, false, 0, %(now)s FROM unnest(%(shippers)s::bigint[]) AS id ORDER BY id
ON CONFLICT (shipper_id) DO NOTHING RETURNING shipper_id
"""


@transaction.atomic
def standing_enroll(*, shipper_ids: Sequence[int]) -> int:
    """Make these shippers active members of tier 0 and tell their teams. Says how many were not members before."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_ENROLL, {"status": Status.ACTIVE, "now": now, "shippers": list(shipper_ids)})
        enrolled = sorted(row[0] for row in cursor.fetchall())
    changes = Change.objects.bulk_create(
        [
            Change(
                shipper_id=shipper_id,
                at=now,
                action="enroll",
                status=Status.ACTIVE,
                validated=False,
                tier=0,
                reasons=[Reason.ENROLLED],
            )
            for shipper_id in enrolled
        ],
        batch_size=ROWS_PER_INSERT,
    )
    record_many(
        "standing.changed",
        events=[Happening(("change", change.pk), change.shipper_id) for change in changes],
        lane=Lane.BULK if len(changes) > MANY else None,
    )
    message_send(
        recipients=people_of(*enrolled),
        kind="standing.enrolled",
        subject=_lazy("You are a member of the program"),
        body=_lazy(
            "Your business is enrolled as a known shipper. Your page shows its number, what it is promised now, "
            "and what leads to the next tier."
        ),
        link=reverse("portal:home"),
    )
    return len(enrolled)


@transaction.atomic
def standings_apply(*, evaluations: Mapping[int, int]) -> None:
    """Let each shipper's standing follow its evaluation (ids, by shipper), unless it has followed a later one.

    Promotes at once; proposes a demotion; suspends at once where the evaluation says so.
    """
    members = set(_present_entries(evaluations, ProgramEntryKind.ENROLLED).values_list("shipper_id", flat=True))
    # The events of an enrollment and of the first evaluation come in any order: whichever is first enrolls.
    if strangers := members.difference(Standing.objects.filter(pk__in=members).values_list("pk", flat=True)):
        standing_enroll(shipper_ids=sorted(strangers))
    following = [
        standing for standing in standings_lock(members) if (standing.evaluation_id or 0) < evaluations[standing.pk]
    ]
    news = Evaluation.objects.in_bulk([evaluations[standing.pk] for standing in following])
    spared = spared_tiers([standing.pk for standing in following if is_short(standing)])
    for standing in following:
        standing.evaluation = news[evaluations[standing.pk]]
    Standing.objects.bulk_update(following, ["evaluation"])
    opened = proposals_lock(standing.pk for standing in following)
    evaluations_follow(Following.of(standing, opened[standing.pk], spared.get(standing.pk)) for standing in following)


@transaction.atomic
def standing_validate(*, shipper_id: int) -> None:
    """Let `validated` follow the ledger: whether a validation is entered there that was not taken back, and that none
    has ended since."""
    standing = Standing.objects.select_for_update().filter(shipper_id=shipper_id).first()
    kinds = (ProgramEntryKind.VALIDATED, ProgramEntryKind.VALIDATION_ENDED)
    last = _present_entries([shipper_id], *kinds).order_by("-date", "-pk").first()
    validated = last is not None and last.kind == ProgramEntryKind.VALIDATED
    if standing is None or standing.validated == validated:
        return
    if validated:
        standing_move(standing, "validate", Reason.VALIDATED, validated=True)
    else:
        standing_move(standing, "end_validation", Reason.VALIDATION_ENDED, validated=False)


def _present_entries(shipper_ids: Iterable[int], *kinds: ProgramEntryKind) -> QuerySet[ProgramEntry]:
    return ProgramEntry.objects.filter(shipper__in=shipper_ids, kind__in=kinds, takes_back=None, taken_back_by=None)
