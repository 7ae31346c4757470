"""The external checks of a business, which officers make outside of the program: the panel that shows them, and the
acts that record them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Self

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.selectors import name_of_person
from apps.core import clock
from apps.core.forms import DateInput, choice_field
from apps.core.lifecycle import Text
from apps.desk.actions import StaffAction, StaffActions
from apps.desk.forms import StaffForm, files_field, text_field
from apps.shippers import services
from apps.shippers.models import ExternalCheck, ExternalCheckFile

Kind, Result = ExternalCheck.Kind, ExternalCheck.Result
# The most checks of a business that are read, the latest ones.
MAX_CHECKS = 50
# The codes of the two acts.
RECORD, WITHDRAW = "record_check", "withdraw_check"


@dataclass(frozen=True, slots=True)
class CheckFile:
    """A file of an external check."""

    pk: int
    name: str


@dataclass(frozen=True, slots=True)
class CheckShown:
    """An external check as staff read it. `withdrawn_by` and `why` say who found the check wrong, if anybody did."""

    pk: int
    kind: Text
    result: str
    day: date
    note: str
    by: str
    files: list[CheckFile]
    withdrawn_by: str
    why: str

    @property
    def words(self) -> Text:
        """Return the result in words."""
        return Result(self.result).label

    @property
    def counts(self) -> bool:
        return not self.withdrawn_by

    @property
    def is_bad(self) -> bool:
        return self.counts and self.result == Result.DIFFERS

    @classmethod
    def parse(cls, row: Mapping[str, Any]) -> Self:
        """Return the check that a row of `checks_subquery` holds."""
        return cls(
            pk=row["pk"],
            kind=Kind(row["kind"]).label,
            result=row["result"],
            day=date.fromisoformat(row["day"]),
            note=row["note"],
            by=row["by"],
            files=[CheckFile(file["pk"], file["name"]) for file in row["files"]],
            withdrawn_by=row["withdrawn_by"] or "",
            why=row["why"] or "",
        )


def checks_subquery(shipper_id: int) -> ArraySubquery:
    """Read the external checks of a business, the latest first, as part of another query."""
    files = ExternalCheckFile.objects.filter(check_of=OuterRef("pk")).order_by("pk")
    checks = ExternalCheck.objects.filter(shipper=shipper_id).order_by("-date", "-pk")
    return ArraySubquery(
        checks.values(
            said=JSONObject(
                pk="pk",
                kind="kind",
                result="result",
                day="date",
                note="note",
                by=name_of_person("by"),
                files=ArraySubquery(files.values(said=JSONObject(pk="pk", name="name"))),
                withdrawn_by=name_of_person("withdrawal__by"),
                why="withdrawal__reason",
            )
        )[:MAX_CHECKS]
    )


class RecordForm(StaffForm):
    kind = forms.ChoiceField(label=_lazy("What did you do?"), choices=Kind.choices, widget=forms.RadioSelect)
    result = forms.ChoiceField(
        label=_lazy("Does it fit what the business says?"), choices=Result.choices, widget=forms.RadioSelect
    )
    date = forms.DateField(label=_lazy("When did you look?"), widget=DateInput, initial=clock.today)
    note = text_field(
        _lazy("Where you looked and what you found. It may stay empty if everything fits. Only staff read this."),
        required=False,
        rows=2,
    )
    files: Any = files_field()


class WithdrawForm(StaffForm):
    check_id = forms.TypedChoiceField(label=_lazy("Which check?"), coerce=int, widget=forms.RadioSelect)
    reason = text_field(_lazy("What is wrong with it? Only staff read this."), rows=2)

    def __init__(self, *args: Any, checks: list[CheckShown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        message = _("%(kind)s, %(day)s: %(result)s (%(name)s)")
        choice_field(self, "check_id").choices = [
            (one.pk, message % {"kind": one.kind, "day": one.day, "result": one.words, "name": one.by})
            for one in checks
        ]


def check_actions(shipper_id: int, checks: list[CheckShown], blocked: Text = "") -> StaffActions:
    """Return the acts that record an external check of a business, and that withdraw one of its checks."""
    actions = {
        RECORD: StaffAction(
            label=_lazy("Record an external check"),
            effect=_lazy("All staff see it on the page of the business. The business is not told."),
            service=partial(services.external_check_record, shipper_id=shipper_id),
            form=RecordForm,
            blocked=blocked,
        )
    }
    if standing := [one for one in checks if one.counts]:
        actions[WITHDRAW] = StaffAction(
            label=_lazy("Withdraw an external check"),
            effect=_lazy("It stays to be read, marked as withdrawn. Record the right one again."),
            service=services.external_check_withdraw,
            blocked=blocked,
            form=partial(WithdrawForm, checks=standing),
        )
    return actions
