"""The tone of each state: which of six things the color of a state says. A state is always a word as well."""

from enum import StrEnum
from functools import cache
from typing import Any

from django.db.models import Choices, Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _lazy

from apps.agencies.models import FirmState, HoldState, QuestionState
from apps.agencies.operations.models import OperationState
from apps.agencies.watchlists.models import GoodsState, SightingState
from apps.allegations.models import TipState
from apps.applications.models import ApplicationState, Check
from apps.core.lazy import Promise
from apps.correspondence.models import ThreadState
from apps.disputes.models import SourceCheckState, StatementState
from apps.events.models import DeliveryState
from apps.jobs.models import JobState
from apps.ledger.vocabulary import Determination
from apps.partners.grants.models import GrantState
from apps.partners.imports.models import ImportState
from apps.partners.webhooks.models import DeliveryState as WebhookDeliveryState
from apps.partners.webhooks.models import EndpointState
from apps.policy.models import CommentState, PolicyState
from apps.screening.models import HitState
from apps.shippers.models import WaitingState
from apps.staff.models import RequestState as AccountRequestState
from apps.standing.models import (
    AppealState,
    CallState,
    ControlState,
    DepartureState,
    ExtensionState,
    PlanItemState,
    PlanState,
    ProposalState,
    ReviewState,
    SeparationState,
    Status,
)
from apps.targeting.models import ModelState
from apps.upkeep.models import RequestState
from apps.validations.models import ExamRequestState, VisitFindingState, VisitState
from apps.work.models import Severity


class Tone(StrEnum):
    """The meaning of a color; the value is the end of the class `ks-state-` in the style sheet."""

    NEUTRAL = "neutral"
    STAFF = "staff"
    OUTSIDE = "outside"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


MEANS: dict[Tone, Promise] = {
    Tone.STAFF: _lazy("Waits on a member of staff"),
    Tone.OUTSIDE: _lazy("Waits on somebody outside: the business, an agency, a source"),
    Tone.GOOD: _lazy("Granted, met, in good standing, or done"),
    Tone.WARNING: _lazy("Something was taken away in part, is in doubt, or was missed by the program"),
    Tone.BAD: _lazy("Refused, taken away, not met, or failed"),
    Tone.NEUTRAL: _lazy("Over, or running by itself: nothing to do"),
}

# The tones of the states of each kind. States that are not named are neutral.
TONES: dict[type[Choices], dict[Tone, tuple[Any, ...]]] = {
    ApplicationState: {
        Tone.STAFF: (
            *(ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW, ApplicationState.DENIAL_PROPOSED),
            ApplicationState.APPEALED,
        ),
        Tone.OUTSIDE: (ApplicationState.DRAFT, ApplicationState.INFO_REQUESTED),
        Tone.GOOD: (ApplicationState.APPROVED,),
        Tone.BAD: (ApplicationState.DENIED,),
    },
    Check.Outcome: {Tone.GOOD: (Check.Outcome.MET,), Tone.BAD: (Check.Outcome.NOT_MET,)},
    ThreadState: {Tone.STAFF: (ThreadState.WAITING,), Tone.OUTSIDE: (ThreadState.ANSWERED,)},
    StatementState: {
        Tone.STAFF: (StatementState.OPEN,),
        Tone.GOOD: (StatementState.ACCEPTED,),
        Tone.BAD: (StatementState.DECLINED,),
    },
    SourceCheckState: {
        Tone.OUTSIDE: (SourceCheckState.OPEN,),
        Tone.WARNING: (SourceCheckState.CORRECTED, SourceCheckState.UNCONFIRMED),
    },
    DeliveryState: {Tone.GOOD: (DeliveryState.DONE,), Tone.BAD: (DeliveryState.PARKED,)},
    JobState: {Tone.GOOD: (JobState.DONE,), Tone.BAD: (JobState.FAILED,)},
    Determination: {
        Tone.STAFF: (Determination.ALLEGED,),
        Tone.GOOD: (Determination.REVERSED,),
        Tone.WARNING: (Determination.MITIGATED,),
        Tone.BAD: (Determination.SUSTAINED,),
    },
    WebhookDeliveryState: {Tone.GOOD: (WebhookDeliveryState.DELIVERED,), Tone.BAD: (WebhookDeliveryState.FAILED,)},
    EndpointState: {Tone.GOOD: (EndpointState.ACTIVE,), Tone.BAD: (EndpointState.DISABLED,)},
    GrantState: {Tone.STAFF: (GrantState.WAITING,), Tone.GOOD: (GrantState.GRANTED,), Tone.BAD: (GrantState.DECLINED,)},
    ImportState: {
        Tone.OUTSIDE: (ImportState.RECEIVING,),
        Tone.GOOD: (ImportState.FINISHED,),
        Tone.BAD: (ImportState.FAILED,),
    },
    CommentState: {Tone.STAFF: (CommentState.RECEIVED, CommentState.SHOWN), Tone.GOOD: (CommentState.ANSWERED,)},
    PolicyState: {
        Tone.STAFF: (PolicyState.DRAFT, PolicyState.IN_REVIEW),
        Tone.OUTSIDE: (PolicyState.OPEN,),
        Tone.GOOD: (PolicyState.PUBLISHED,),
    },
    WaitingState: {Tone.OUTSIDE: (WaitingState.WAITING,), Tone.GOOD: (WaitingState.DONE,)},
    AccountRequestState: {
        Tone.STAFF: (AccountRequestState.WAITING,),
        Tone.GOOD: (AccountRequestState.CONFIRMED,),
        Tone.BAD: (AccountRequestState.DECLINED,),
    },
    AppealState: {Tone.STAFF: (AppealState.OPEN,), Tone.GOOD: (AppealState.GRANTED,), Tone.BAD: (AppealState.DENIED,)},
    CallState: {
        Tone.STAFF: (CallState.WAITING,),
        Tone.GOOD: (CallState.REACHED,),
        Tone.WARNING: (CallState.NOT_REACHED,),
    },
    ControlState: {Tone.OUTSIDE: (ControlState.PROPOSED,), Tone.WARNING: (ControlState.BOUND,)},
    DepartureState: {Tone.STAFF: (DepartureState.SIGNED,), Tone.OUTSIDE: (DepartureState.OPEN,)},
    ExtensionState: {
        Tone.STAFF: (ExtensionState.OPEN,),
        Tone.GOOD: (ExtensionState.GRANTED,),
        Tone.BAD: (ExtensionState.DECLINED,),
    },
    PlanItemState: {
        Tone.STAFF: (PlanItemState.ANSWERED,),
        Tone.OUTSIDE: (PlanItemState.OPEN,),
        Tone.GOOD: (PlanItemState.ACCEPTED,),
    },
    PlanState: {Tone.OUTSIDE: (PlanState.OPEN,), Tone.GOOD: (PlanState.COMPLETED,), Tone.BAD: (PlanState.MISSED,)},
    ProposalState: {
        Tone.STAFF: (ProposalState.TO_CONFIRM, ProposalState.RESPONDED, ProposalState.TO_AGREE),
        Tone.OUTSIDE: (ProposalState.PROPOSED,),
        Tone.GOOD: (ProposalState.OVERTURNED,),
        Tone.WARNING: (ProposalState.REDUCED, ProposalState.LAPSED),
        Tone.BAD: (ProposalState.UPHELD,),
    },
    ReviewState: {
        Tone.STAFF: (ReviewState.OPEN,),
        Tone.GOOD: (ReviewState.LIFTED,),
        Tone.WARNING: (ReviewState.LAPSED,),
        Tone.BAD: (ReviewState.KEPT,),
    },
    SeparationState: {
        Tone.STAFF: (SeparationState.OPEN,),
        Tone.GOOD: (SeparationState.GRANTED,),
        Tone.BAD: (SeparationState.DENIED,),
    },
    Status: {
        Tone.GOOD: (Status.ACTIVE,),
        Tone.WARNING: (Status.CONDITIONAL,),
        Tone.BAD: (Status.SUSPENDED, Status.REMOVED),
    },
    RequestState: {
        Tone.STAFF: (RequestState.SUBMITTED,),
        Tone.OUTSIDE: (RequestState.WAITING,),
        Tone.GOOD: (RequestState.ACCEPTED,),
        Tone.BAD: (RequestState.DECLINED,),
    },
    ExamRequestState: {
        Tone.STAFF: (ExamRequestState.ASKED,),
        Tone.OUTSIDE: (ExamRequestState.GRANTED,),
        Tone.GOOD: (ExamRequestState.DONE,),
        Tone.BAD: (ExamRequestState.DECLINED,),
    },
    VisitFindingState: {
        Tone.STAFF: (VisitFindingState.ANSWERED,),
        Tone.OUTSIDE: (VisitFindingState.OPEN,),
        Tone.GOOD: (VisitFindingState.ACCEPTED,),
    },
    VisitState: {
        Tone.STAFF: (VisitState.PLANNED, VisitState.VISITED),
        Tone.GOOD: (VisitState.VALIDATED,),
        Tone.BAD: (VisitState.NOT_VALIDATED,),
    },
    TipState: {
        Tone.STAFF: (TipState.RECEIVED, TipState.IN_TRIAGE),
        Tone.OUTSIDE: (TipState.ASKED,),
        Tone.GOOD: (TipState.REFERRED,),
        Tone.WARNING: (TipState.SUBSTANTIATED,),
    },
    HitState: {
        Tone.STAFF: (HitState.POTENTIAL,),
        Tone.GOOD: (HitState.CLEARED,),
        Tone.BAD: (HitState.CONFIRMED,),
    },
    HoldState: {Tone.OUTSIDE: (HoldState.IN_FORCE,), Tone.GOOD: (HoldState.LIFTED,)},
    OperationState: {Tone.STAFF: (OperationState.PLANNED,), Tone.GOOD: (OperationState.REPORTED,)},
    QuestionState: {Tone.OUTSIDE: (QuestionState.ASKED,), Tone.STAFF: (QuestionState.ANSWERED,)},
    GoodsState: {Tone.STAFF: (GoodsState.WAITING, GoodsState.WATCHED)},
    SightingState: {Tone.STAFF: (SightingState.OPEN,), Tone.GOOD: (SightingState.CLOSED,)},
    ModelState: {Tone.STAFF: (ModelState.PROPOSED,), Tone.GOOD: (ModelState.CHAMPION,)},
    FirmState: {Tone.STAFF: (FirmState.SUGGESTED,), Tone.WARNING: (FirmState.CONFIRMED,)},
    Severity: {Tone.WARNING: (Severity.MODERATE,), Tone.BAD: (Severity.MAJOR, Severity.CRITICAL)},
}
# Fields of a record give the values of their choices and not the class, so the class is found by its values. A test
# asserts that no two kinds with the same values have different tones.
_BY_VALUES = {frozenset(kind.values): kind for kind in TONES}


@cache
def _tones(kind: type[Choices]) -> dict[Any, Tone]:
    return {state: tone for tone, states in TONES[kind].items() for state in states}


def tone_of(kind: type[Choices], state: Any) -> Tone:
    """Return the tone of a state, given the kind of states that the state is one of."""
    return _tones(kind).get(state, Tone.NEUTRAL)


def mark(words: str | Promise, tone: Tone) -> SafeString:
    """Return the words of a state on the ground of a tone."""
    return format_html('<span class="ks-state ks-state-{}">{}</span>', tone.value, words)


def state_mark(shown: Model, name: str = "state") -> SafeString:
    """Return the state of a record in words, on the ground of its tone. `name` is the field that holds the state."""
    kind = kind_of(shown._meta.get_field(name))
    assert kind is not None, f"{shown._meta.label}.{name} has no tones"
    return mark(getattr(shown, f"get_{name}_display")(), tone_of(kind, getattr(shown, name)))


def named_mark(state: Any) -> SafeString:
    """Return the name of a state of a lifecycle, on the ground of its tone."""
    return mark(state.label, tone_of(type(state), state))


def application_mark(state: str) -> SafeString:
    """Return the real state of an application, which only staff may read, on the ground of its tone."""
    real = ApplicationState(state)
    return mark(real.label, tone_of(ApplicationState, real))


@cache
def kind_of(field: Any) -> type[Choices] | None:
    """Return the kind of states that a field holds; None for a field without tones."""
    values = frozenset(value for value, _label in getattr(field, "flatchoices", None) or ())
    return _BY_VALUES.get(values)
