"""The requests of partners about endpoints and deliveries, and the answers to them."""

from typing import Annotated, Self

from msgspec import UNSET, Meta, UnsetType

from apps.partners.answers import Answer, Moment
from apps.partners.inputs import MAX_PLACE, Input, about, choice_of, number_of, text_of
from apps.partners.webhooks.models import (
    CHOSEN_KINDS,
    MAX_URL,
    AttemptError,
    DeliveryState,
    DisabledBecause,
    EndpointState,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookKind,
)
from apps.partners.webhooks.services.endpoints import NewSecret
from apps.policy.terms import TOP
from apps.standing.models import Status

MAX_CONCURRENCY = 10
MAX_DELIVERIES = 100
MAX_OVERLAP_HOURS = 7 * 24
DAY_HOURS = 24
Kind = Annotated[str, choice_of(CHOSEN_KINDS)]
StatusCode = Annotated[str, choice_of(Status.values)]
Tier = Annotated[int, number_of(0, TOP)]


class _EndpointFields(Input, frozen=True, kw_only=True):
    description: Annotated[str, Meta(max_length=200)] | None = None
    kinds: Annotated[list[Kind], Meta(max_length=len(CHOSEN_KINDS)), about("What messages tell.")] | None = None
    statuses: (
        Annotated[list[StatusCode], Meta(max_length=len(Status)), about("Only changes to one of these statuses.")]
        | None
    ) = None
    tiers: Annotated[list[Tier], Meta(max_length=TOP + 1), about("Only changes to one of these tiers.")] | None = None
    concurrency: Annotated[int, number_of(1, MAX_CONCURRENCY, "How many messages you take at once.")] | None = None


class EndpointInput(_EndpointFields, frozen=True, kw_only=True):
    """An endpoint as a partner wants it. An empty list limits nothing."""

    url: Annotated[str, text_of(MAX_URL, "An address of HTTPS on the public internet.")]


class EndpointChangeInput(_EndpointFields, frozen=True, kw_only=True):
    """The changes of an endpoint; a field that is left out stays."""

    url: Annotated[str, text_of(MAX_URL)] | None = None
    state: Annotated[str, choice_of(EndpointState.values)] | None = None


class RotationInput(Input, frozen=True, kw_only=True):
    """The time for which the present secret goes on signing beside the new one."""

    overlap_hours: Annotated[int, number_of(0, MAX_OVERLAP_HOURS)] = DAY_HOURS


class DeliveriesInput(Input, frozen=True, kw_only=True):
    before: Annotated[int, number_of(1, MAX_PLACE, "`next` of the last answer.")] | None = None
    limit: Annotated[int, number_of(1, MAX_DELIVERIES)] = 50
    state: Annotated[str, choice_of(DeliveryState.values)] | None = None


class EndpointAnswer(Answer, frozen=True, kw_only=True):
    """An endpoint of yours."""

    id: int
    url: str
    description: str
    kinds: list[str]
    statuses: list[str]
    tiers: list[int]
    concurrency: int
    state: Annotated[str, Meta(extra_json_schema={"enum": EndpointState.values})]
    reason: Annotated[
        str,
        Meta(
            description=(
                "Why it is disabled: `asked`, by you; `gone`, it answered 410; `failing`, nothing was taken for three "
                "days. Empty while it is active."
            ),
            extra_json_schema={"enum": ["", *DisabledBecause.values]},
        ),
    ]
    since: Annotated[Moment, Meta(description="Since when it is in this state.")]
    failing_since: Annotated[
        Moment | None, Meta(description="The first failed attempt after the last that was taken; null if none failed.")
    ]
    created_at: Moment
    secret: Annotated[
        str | UnsetType, Meta(description="Told once, when it is made. Keep it: it proves that a message is ours.")
    ] = UNSET

    @classmethod
    def of(cls, endpoint: WebhookEndpoint, secret: str | UnsetType = UNSET) -> Self:
        return cls(
            id=endpoint.pk,
            url=endpoint.url,
            description=endpoint.description,
            kinds=endpoint.kinds,
            statuses=endpoint.statuses,
            tiers=endpoint.tiers,
            concurrency=endpoint.concurrency,
            state=str(endpoint.state),
            reason=str(endpoint.reason),
            since=endpoint.since,
            failing_since=endpoint.failing_since,
            created_at=endpoint.created_at,
            secret=secret,
        )

    @classmethod
    def of_new(cls, made: NewSecret) -> Self:
        return cls.of(made.endpoint, made.secret)


class EndpointsAnswer(Answer, frozen=True, kw_only=True):
    results: list[EndpointAnswer]


class AttemptAnswer(Answer, frozen=True, kw_only=True):
    """An attempt to deliver a message, and the answer of your server."""

    at: Moment
    status: Annotated[int | None, Meta(description="Null where no answer came.")]
    milliseconds: int
    text: Annotated[str, Meta(description="The first of the content.")]
    error: Annotated[
        str,
        Meta(
            description=(
                f"Why no answer came: {', '.join(f'`{error}`' for error in AttemptError)}. Empty where one came."
            )
        ),
    ]

    @classmethod
    def of(cls, attempt: WebhookAttempt) -> Self:
        return cls(
            at=attempt.at,
            status=attempt.status,
            milliseconds=attempt.milliseconds,
            text=attempt.text,
            error=attempt.error,
        )


class DeliveryAnswer(Answer, frozen=True, kw_only=True):
    """A message to an endpoint, and what came of it."""

    id: int
    message: Annotated[str, Meta(description="The `webhook-id` of the message, the same at each attempt.")]
    type: Annotated[str, Meta(extra_json_schema={"enum": WebhookKind.values})]
    seq: Annotated[int | None, Meta(description="The place of the feed that it tells of; null if it tells of none.")]
    state: Annotated[str, Meta(extra_json_schema={"enum": DeliveryState.values})]
    created_at: Moment
    due_at: Annotated[Moment | None, Meta(description="When it is tried next; null when it is not.")]
    done_at: Moment | None
    attempts: Annotated[list[AttemptAnswer], Meta(description="The latest first.")]

    @classmethod
    def of(cls, delivery: WebhookDelivery) -> Self:
        log = sorted(delivery.log.all(), key=lambda attempt: -attempt.pk)
        return cls(
            id=delivery.pk,
            message=delivery.name,
            type=str(delivery.kind),
            seq=delivery.seq,
            state=str(delivery.state),
            created_at=delivery.created_at,
            due_at=delivery.due_at if delivery.state == DeliveryState.PENDING else None,
            done_at=delivery.done_at,
            attempts=[AttemptAnswer.of(attempt) for attempt in log],
        )


class DeliveriesAnswer(Answer, frozen=True, kw_only=True):
    results: list[DeliveryAnswer]
    next: Annotated[int | None, Meta(description="Send it as `before` for the next page; null at the end.")]
