"""The lifecycle of a member's status, and the reasons of changes."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle
from apps.standing.members.models import Status
from apps.standing.roles import APPEALS, OFFICER, OWNER, PROGRAM, transition

MEMBER = frozenset({Status.ACTIVE, Status.CONDITIONAL})
RESTRICTED = frozenset({Status.CONDITIONAL, Status.SUSPENDED})
ENROLLED = MEMBER | RESTRICTED
FORMER = frozenset({Status.REMOVED, Status.WITHDRAWN})


class ChangeReason(StrEnum):
    """The reason of a change of standing. Partners see these codes, so no code tells a category or a finding."""

    ENROLLED = "enrolled"
    VALIDATED = "validated"
    VALIDATION_ENDED = "validation_ended"
    TIER_EARNED = "tier_earned"
    TIER_NOT_KEPT = "tier_not_kept"
    SUSPENDED = "suspended"
    ON_CONDITIONS = "on_conditions"
    REINSTATED = "reinstated"
    RESTORED = "restored"
    STAYED = "stayed"
    REMOVED = "removed"
    LEFT = "left"
    EXAMINED_FULLY = "examined_fully"
    EXAMINED_AS_BEFORE = "examined_as_before"


STATUS = Lifecycle(
    _lazy("standing"),
    (
        transition(
            [Status.ACTIVE, Status.CONDITIONAL],
            "suspend",
            Status.SUSPENDED,
            {PROGRAM, OFFICER},
            _lazy("Suspend"),
        ),
        transition([Status.ACTIVE], "put_on_conditions", Status.CONDITIONAL, {OFFICER}, _lazy("Put on conditions")),
        transition(
            [Status.CONDITIONAL, Status.SUSPENDED],
            "reinstate",
            Status.ACTIVE,
            {PROGRAM, OFFICER},
            _lazy("Reinstate"),
        ),
        transition(
            [Status.SUSPENDED],
            "reinstate_conditionally",
            Status.CONDITIONAL,
            {PROGRAM, OFFICER},
            _lazy("Reinstate on conditions"),
        ),
        transition(
            [Status.ACTIVE, Status.CONDITIONAL, Status.SUSPENDED],
            "remove",
            Status.REMOVED,
            {OFFICER},
            _lazy("Remove"),
        ),
        transition(
            [Status.WITHDRAWN],
            "remove_departed",
            Status.REMOVED,
            {OFFICER},
            _lazy("Remove, after it left"),
        ),
        transition(
            [Status.CONDITIONAL, Status.SUSPENDED, Status.REMOVED],
            "restore",
            Status.ACTIVE,
            {APPEALS, PROGRAM},
            _lazy("Restore on appeal"),
        ),
        transition(
            [Status.SUSPENDED, Status.REMOVED],
            "restore_conditionally",
            Status.CONDITIONAL,
            {APPEALS, PROGRAM},
            _lazy("Restore on appeal, with the earlier conditions"),
        ),
        transition(
            [Status.REMOVED],
            "restore_suspended",
            Status.SUSPENDED,
            {APPEALS, PROGRAM},
            _lazy("Restore on appeal to the earlier suspension"),
        ),
        transition(
            [Status.REMOVED],
            "restore_withdrawn",
            Status.WITHDRAWN,
            {APPEALS, PROGRAM},
            _lazy("Restore on appeal: it had left by itself"),
        ),
        transition(
            [Status.ACTIVE, Status.CONDITIONAL, Status.SUSPENDED],
            "withdraw",
            Status.WITHDRAWN,
            {OWNER, PROGRAM},
            _lazy("Leave the program"),
        ),
        transition([Status.WITHDRAWN, Status.REMOVED], "readmit", Status.ACTIVE, {PROGRAM}, _lazy("Readmit")),
        transition(
            [Status.WITHDRAWN],
            "readmit_conditionally",
            Status.CONDITIONAL,
            {PROGRAM},
            _lazy("Readmit on the conditions that had not ended"),
        ),
        transition(
            [Status.WITHDRAWN],
            "readmit_suspended",
            Status.SUSPENDED,
            {PROGRAM},
            _lazy("Readmit to the suspension that had not ended"),
        ),
    ),
)
