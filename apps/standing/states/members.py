"""The lifecycle of a member's status."""

from enum import StrEnum

from django.utils.translation import gettext_lazy

from apps.core.lifecycle import Lifecycle
from apps.standing.models import Status
from apps.standing.states.acting import APPEALS, OFFICER, PROGRAM, SELLER, transition


class Reason(StrEnum):
    """Why a standing changed, in the codes that partners see: they never tell a category or a finding."""

    ENROLLED = "enrolled"
    VALIDATED = "validated"
    VALIDATION_ENDED = "validation_ended"
    TIER_EARNED = "tier_earned"
    TIER_NOT_KEPT = "tier_not_kept"
    SUSPENDED = "suspended"
    ON_CONDITIONS = "on_conditions"
    REINSTATED = "reinstated"
    RESTORED = "restored"
    REMOVED = "removed"
    LEFT = "left"


STATUS = Lifecycle(
    gettext_lazy("standing"),
    (
        transition(
            [Status.ACTIVE, Status.CONDITIONAL],
            "suspend",
            Status.SUSPENDED,
            {PROGRAM, OFFICER},
            gettext_lazy("Suspend"),
        ),
        transition(
            [Status.ACTIVE], "put_on_conditions", Status.CONDITIONAL, {OFFICER}, gettext_lazy("Put on conditions")
        ),
        transition(
            [Status.CONDITIONAL, Status.SUSPENDED],
            "reinstate",
            Status.ACTIVE,
            {PROGRAM, OFFICER},
            gettext_lazy("Reinstate"),
        ),
        transition(
            [Status.SUSPENDED],
            "reinstate_conditionally",
            Status.CONDITIONAL,
            {PROGRAM, OFFICER},
            gettext_lazy("Reinstate on conditions"),
        ),
        transition(
            [Status.ACTIVE, Status.CONDITIONAL, Status.SUSPENDED],
            "remove",
            Status.REMOVED,
            {OFFICER},
            gettext_lazy("Remove"),
        ),
        transition(
            [Status.CONDITIONAL, Status.SUSPENDED, Status.REMOVED],
            "restore",
            Status.ACTIVE,
            {APPEALS},
            gettext_lazy("Restore on appeal"),
        ),
        transition(
            [Status.SUSPENDED, Status.REMOVED],
            "restore_conditionally",
            Status.CONDITIONAL,
            {APPEALS},
            gettext_lazy("Restore on appeal, on the conditions of before"),
        ),
        transition(
            [Status.REMOVED],
            "restore_suspended",
            Status.SUSPENDED,
            {APPEALS},
            gettext_lazy("Restore on appeal, suspended as before"),
        ),
        transition(
            [Status.ACTIVE, Status.CONDITIONAL, Status.SUSPENDED],
            "withdraw",
            Status.WITHDRAWN,
            {SELLER, OFFICER},
            gettext_lazy("Leave the program"),
        ),
        transition([Status.WITHDRAWN, Status.REMOVED], "readmit", Status.ACTIVE, {PROGRAM}, gettext_lazy("Readmit")),
    ),
)
