"""The requests of partners about endpoints and deliveries."""

from rest_framework import serializers

from apps.partners.endpoints import StrictSerializer
from apps.partners.webhooks.models import CHOSEN_KINDS, MAX_URL, DeliveryState, EndpointState
from apps.policy.terms import TOP
from apps.standing.models import Status

MAX_CONCURRENCY = 10
MAX_DELIVERIES = 100
MAX_OVERLAP_HOURS = 7 * 24
DAY_HOURS = 24


class EndpointSerializer(StrictSerializer):
    """An endpoint as a partner wants it. An empty list limits nothing."""

    url = serializers.CharField(max_length=MAX_URL, help_text="An address of HTTPS on the public internet.")
    description = serializers.CharField(max_length=200, allow_blank=True, required=False)
    kinds = serializers.ListField(
        child=serializers.ChoiceField([str(kind) for kind in CHOSEN_KINDS]),
        max_length=len(CHOSEN_KINDS),
        required=False,
        help_text="What messages tell.",
    )
    statuses = serializers.ListField(
        child=serializers.ChoiceField(Status.values),
        max_length=len(Status),
        required=False,
        help_text="Only changes to one of these statuses.",
    )
    tiers = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=TOP),
        max_length=TOP + 1,
        required=False,
        help_text="Only changes to one of these tiers.",
    )
    concurrency = serializers.IntegerField(
        min_value=1, max_value=MAX_CONCURRENCY, required=False, help_text="How many messages you take at once."
    )


class EndpointChangeSerializer(EndpointSerializer):
    """The changes of an endpoint; a field that is left out stays."""

    url = serializers.CharField(max_length=MAX_URL, required=False)
    state = serializers.ChoiceField(EndpointState.values, required=False)


class RotationSerializer(StrictSerializer):
    """The time for which the present secret goes on signing beside the new one."""

    overlap_hours = serializers.IntegerField(min_value=0, max_value=MAX_OVERLAP_HOURS, default=DAY_HOURS)


class DeliveriesQuerySerializer(StrictSerializer):
    before = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, help_text="`next` of the last answer."
    )
    limit = serializers.IntegerField(min_value=1, max_value=MAX_DELIVERIES, default=50)
    state = serializers.ChoiceField(DeliveryState.values, required=False)
