from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Model

from apps.accounts.models import User
from apps.audit.models import View
from apps.core.history.tokens import token_of, versions_since
from apps.core.history.wording import tell

__all__ = ["Changed", "changes_since", "opened_by", "token_of"]


@dataclass(frozen=True, slots=True)
class Changed:
    """A field that somebody changed, in words. `who` is none for the program; `by` names it too.

    `record` is the record itself or a part of it. The values of a `sealed` one, an encrypted number, are not shown.
    """

    who: User | None
    by: str
    when: datetime
    record: str
    field: str
    label: str
    before: str
    after: str
    sealed: bool


def changes_since(instance: Model, token: str) -> list[Changed]:
    """What became of a record and its parts since `token_of` gave that token, the last change first."""
    return [
        Changed(
            who=told.who,
            by=told.by,
            when=told.version.at,
            record=told.record,
            field=difference.field,
            label=difference.label,
            before=difference.before,
            after=difference.after,
            sealed=difference.sealed,
        )
        for told in tell(versions_since(instance, token), personal=True)
        for difference in told.differences
    ]


def opened_by(user: User, subject_type: str, ids: Collection[int]) -> dict[int, datetime]:
    """Which of these records the user has opened, and when last."""
    views = View.objects.filter(actor=user, subject_type=subject_type, subject_id__in=ids)
    return dict(views.values_list("subject_id").annotate(last=Max("at")))
