"""The requests of partners about endpoints and deliveries."""

from typing import Annotated

from msgspec import Meta

from apps.partners.inputs import MAX_PLACE, Input, about, choice_of, number_of, text_of
from apps.partners.webhooks.models import CHOSEN_KINDS, MAX_URL, DeliveryState, EndpointState
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
