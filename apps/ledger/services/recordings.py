"""Who reports, and the recordings under which entries come in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict, Invalid
from apps.core.fields import max_length_of
from apps.ledger.facts import KSN_SOURCE, Errors
from apps.ledger.models import Recording, Rejection, Reporter
from apps.ledger.vocabulary import Category, ReporterKind

LONGEST_CODE = max_length_of(Reporter, "code")


@dataclass(slots=True)
class Outcome:
    """What became of a batch. `rejected` gives the index of each fact that was refused, and why, field by field."""

    accepted: int = 0
    amended: int = 0
    duplicates: int = 0
    rejected: list[tuple[int, Errors]] = field(default_factory=list)

    def reject(self, errors: Mapping[int, Errors]) -> None:
        self.rejected = sorted([*self.rejected, *errors.items()], key=itemgetter(0))


def reporter_ensure(*, code: str, kind: str, name: str = "") -> Reporter:
    """The reporter of that code, made if it is new. One that is known keeps the kind that it has.

    Raises Invalid for a code that is too long, or that stands for Known Shipper Numbers.
    """
    if len(code) > LONGEST_CODE or code == KSN_SOURCE:
        raise Invalid(
            _("A reporter's code has up to %(longest)s characters, and is not “%(reserved)s”. Choose another.")
            % {"longest": LONGEST_CODE, "reserved": KSN_SOURCE},
            code="reporter_code",
        )
    return Reporter.objects.get_or_create(code=code, defaults={"kind": ReporterKind(kind), "name": name})[0]


def reporter_limit(*, reporter: Reporter, competence: Sequence[str]) -> Reporter:
    """Name the categories of violations that an agency determines by itself: of others its word is an allegation.

    Raises Invalid for an unknown category, or for a reporter that is no agency, which determines none.
    """
    if reporter.kind != ReporterKind.AGENCY:
        raise Invalid(_("Only an agency determines violations by itself."), fields={"competence": list(competence)})
    if unknown := sorted(set(competence) - set(Category.values)):
        message = _("There is no category %(unknown)s.") % {"unknown": ", ".join(unknown)}
        raise Invalid(message, fields={"competence": [message]})
    reporter.competence = sorted(set(competence))
    reporter.save(update_fields=["competence"])
    return reporter


def recording_open(
    *,
    reporter: Reporter,
    kind: str,
    actor: AbstractBaseUser | None = None,
    key: str = "",
    request_digest: bytes | None = None,
    note: str = "",
) -> Recording:
    """A new recording or, where this reporter used the key before, that recording once more.

    Raises Conflict if the key was used for another content.
    """
    new = {
        "kind": Recording.Kind(kind),
        "actor": actor,
        "request_digest": request_digest,
        "note": note,
        "started_at": clock.now(),
    }
    if not key:
        return Recording.objects.create(reporter=reporter, **new)
    recording, created = Recording.objects.get_or_create(reporter=reporter, key=key, defaults=new)
    if not created and _bytes(recording.request_digest) != request_digest:
        raise Conflict(_("This key was used for another request. Use a new key for new content."), code="key_reused")
    return recording


def recording_finish(*, recording: Recording) -> Recording:
    """All of the source is recorded."""
    if recording.finished_at is None:
        recording.finished_at = clock.now()
        recording.save(update_fields=["finished_at"])
    return recording


def recording_lock(recording: Recording) -> Recording:
    """The recording's row, locked: the batches of one recording follow one another. Raises Conflict if taken back."""
    locked = Recording.objects.select_for_update(of=("self",)).select_related("reporter").get(pk=recording.pk)
    if Recording.objects.filter(reverses=locked).exists():
        raise Conflict(_("This recording was taken back. Record the facts anew."), code="taken_back")
    return locked


def recording_count(recording: Recording, outcome: Outcome) -> None:
    """Add a batch to the counts of its recording, which is locked, and keep what was rejected."""
    recording.accepted += outcome.accepted
    recording.amended += outcome.amended
    recording.duplicates += outcome.duplicates
    recording.rejected += len(outcome.rejected)
    recording.save(update_fields=["accepted", "amended", "duplicates", "rejected"])
    Rejection.objects.bulk_create(
        [Rejection(recording=recording, index=index, errors=errors) for index, errors in outcome.rejected],
        ignore_conflicts=True,
    )


def _bytes(value: memoryview | bytes | None) -> bytes | None:
    return None if value is None else bytes(value)
