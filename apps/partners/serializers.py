"""What partners may ask and report, for the checks and for the OpenAPI document. `answers.py` has the answers."""

from rest_framework import serializers

from apps.ledger.vocabulary import (
    Attribution,
    Basis,
    Category,
    Culpability,
    Determination,
    Disposition,
    ExamBasis,
    ExamResult,
    Mode,
)

MAX_CHECKS = 1_000
MAX_CHANGES = 1_000


class ChecksAskedSerializer(serializers.Serializer):
    ksns = serializers.ListField(
        child=serializers.CharField(), min_length=1, max_length=MAX_CHECKS, help_text="In the order of the answer."
    )


class FeedQuerySerializer(serializers.Serializer):
    after = serializers.IntegerField(
        min_value=0, max_value=2**63 - 1, default=0, help_text="`next` of the last answer."
    )
    limit = serializers.IntegerField(min_value=1, max_value=MAX_CHANGES, default=100)


class ReversalSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class FactSerializer(serializers.Serializer):
    """What every fact tells: `ksn` or `seller` is required."""

    reference = serializers.CharField()
    ksn = serializers.CharField(required=False)
    seller = serializers.CharField(required=False, help_text="Your own code for the seller.")
    seller_name = serializers.CharField(required=False)
    date = serializers.DateField()


def _money() -> serializers.Field:
    return serializers.DecimalField(max_digits=16, decimal_places=2, required=False)


class ShipmentSerializer(FactSerializer):
    issuer = serializers.CharField(required=False, help_text="Who issued the reference; you by default.")
    description = serializers.CharField(required=False)
    hs = serializers.CharField(required=False)
    origin = serializers.CharField(required=False, help_text="ISO 3166-1 alpha-2.")
    departure = serializers.CharField(required=False, help_text="ISO 3166-1 alpha-2.")
    value = _money()
    currency = serializers.CharField(required=False, help_text="ISO 4217.")
    weight_kg = serializers.DecimalField(max_digits=14, decimal_places=3, required=False)
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3, required=False)
    mode = serializers.ChoiceField(Mode.values, required=False)
    entry_type = serializers.CharField(required=False)
    port = serializers.CharField(required=False)
    carrier = serializers.CharField(required=False)
    broker = serializers.CharField(required=False)
    declarant = serializers.CharField(required=False, help_text="Kept only as a keyed digest.")
    consignee = serializers.CharField(required=False, help_text="Kept only as a keyed digest.")
    storefront = serializers.CharField(required=False)
    lodged_at = serializers.DateTimeField(required=False)
    arrived_at = serializers.DateTimeField(required=False)
    released_at = serializers.DateTimeField(required=False)
    disposition = serializers.ChoiceField(Disposition.values, required=False)
    examined = serializers.BooleanField(required=False)
    exam_basis = serializers.ChoiceField(ExamBasis.values, required=False)
    exam_result = serializers.ChoiceField(ExamResult.values, required=False)


class ViolationSerializer(FactSerializer):
    category = serializers.ChoiceField(Category.values)
    culpability = serializers.ChoiceField(Culpability.values, required=False)
    basis = serializers.ChoiceField(Basis.values, required=False)
    agency = serializers.CharField(required=False)
    attribution = serializers.ChoiceField(Attribution.values, required=False)
    self_disclosed = serializers.BooleanField(required=False)
    determination = serializers.ChoiceField(Determination.values, required=False)
    shipment = serializers.CharField(required=False, help_text="The reference of the shipment.")
    currency = serializers.CharField(required=False)
    revenue_loss = _money()
    penalty_assessed = _money()
    penalty_mitigated = _money()
    collected = _money()
    note = serializers.CharField(required=False)
