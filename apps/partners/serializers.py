"""The shapes of the API, for its OpenAPI document: answers are built by selectors, without these."""

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
from apps.policy.terms import BENEFITS
from apps.standing.models import Status

MAX_CHECKS = 1_000
MAX_CHANGES = 1_000


class ProblemSerializer(serializers.Serializer):
    type = serializers.URLField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors = serializers.DictField(required=False, help_text="By field: what must be put right.")


class BenefitSerializer(serializers.Serializer):
    code = serializers.ChoiceField(list(BENEFITS))
    value = serializers.FloatField(
        help_text="The exam rate's multiple, the share waived or offset, or 1 where it is had."
    )


class StatusSerializer(serializers.Serializer):
    ksn = serializers.CharField()
    known = serializers.BooleanField()
    status = serializers.ChoiceField(Status.values)
    validated = serializers.BooleanField(help_text="Verified on site, and not on paper only.")
    tier = serializers.IntegerField(min_value=0, max_value=3)
    benefits = BenefitSerializer(many=True)
    examine_all = serializers.BooleanField(
        required=False, help_text="True, and told only then: on conditions under which every parcel is examined."
    )
    as_of = serializers.DateTimeField()
    valid_until = serializers.DateTimeField(help_text="How long this answer may be relied on without asking again.")
    policy_version = serializers.IntegerField()


class CheckSerializer(StatusSerializer):
    status = serializers.ChoiceField(Status.values, required=False)
    validated = serializers.BooleanField(required=False)
    tier = serializers.IntegerField(min_value=0, max_value=3, required=False)
    benefits = BenefitSerializer(many=True, required=False)
    examine_all = serializers.BooleanField(required=False)
    as_of = serializers.DateTimeField(required=False)
    valid_until = serializers.DateTimeField(required=False)
    policy_version = serializers.IntegerField(required=False)
    error = serializers.CharField(required=False, help_text="Why this can't be a Known Shipper Number.")


class ChecksAskedSerializer(serializers.Serializer):
    ksns = serializers.ListField(
        child=serializers.CharField(), min_length=1, max_length=MAX_CHECKS, help_text="In the order of the answer."
    )


class ChecksSerializer(serializers.Serializer):
    results = CheckSerializer(many=True)


class StatusChangeSerializer(serializers.Serializer):
    seq = serializers.IntegerField()
    ksn = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(Status.values)
    tier = serializers.IntegerField()
    changed_at = serializers.DateTimeField()
    reasons = serializers.ListField(child=serializers.CharField())


class StatusChangesSerializer(serializers.Serializer):
    results = StatusChangeSerializer(many=True)
    next = serializers.IntegerField(help_text="Give this as `after` to go on.")


class FeedQuerySerializer(serializers.Serializer):
    after = serializers.IntegerField(
        min_value=0, max_value=2**63 - 1, default=0, help_text="`next` of the last answer."
    )
    limit = serializers.IntegerField(min_value=1, max_value=MAX_CHANGES, default=100)


class NumberSerializer(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()
    value = serializers.FloatField()
    unit = serializers.CharField()
    authority = serializers.CharField()
    reason = serializers.CharField()


class SectionSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()
    numbers = NumberSerializer(many=True)


class PolicySerializer(serializers.Serializer):
    version = serializers.IntegerField()
    state = serializers.CharField()
    effective_from = serializers.DateField()
    summary = serializers.CharField()
    sections = SectionSerializer(many=True)


class RejectedSerializer(serializers.Serializer):
    index = serializers.IntegerField(help_text="Place in the array, or line, counted from 0.")
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))


class RecordingSerializer(serializers.Serializer):
    recording = serializers.IntegerField()
    accepted = serializers.IntegerField()
    amended = serializers.IntegerField()
    duplicates = serializers.IntegerField()
    rejected = RejectedSerializer(many=True)


class RecordingDetailSerializer(RecordingSerializer):
    kind = serializers.CharField()
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    reverses = serializers.IntegerField(allow_null=True, help_text="The recording that this one takes back.")
    reversed_by = serializers.IntegerField(allow_null=True, help_text="The recording that takes this one back.")


class ReversalSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class FindingSerializer(serializers.Serializer):
    rule = serializers.CharField()
    title = serializers.CharField()
    observed = serializers.JSONField()
    required = serializers.JSONField()
    enter = serializers.IntegerField(help_text="The highest tier that this rule lets one enter.")
    keep = serializers.IntegerField(help_text="The highest tier that this rule lets one keep.")
    binding = serializers.BooleanField(help_text="Whether the tier is as it is because of this rule.")
    explanation = serializers.CharField()


class EvaluationSerializer(serializers.Serializer):
    ksn = serializers.CharField()
    as_of = serializers.DateField()
    policy_version = serializers.IntegerField()
    enter = serializers.IntegerField()
    keep = serializers.IntegerField()
    suspend = serializers.BooleanField()
    quiet_until = serializers.DateField(allow_null=True)
    findings = FindingSerializer(many=True)
    path_to_next = serializers.ListField(child=serializers.CharField())


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
