"""The questions and reports of partners, for the checks and the OpenAPI document. `answers.py` and
`report_answers.py` have the answers.
"""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from apps.disputes.models import SourceCheckState
from apps.ledger.schema import FIELDS, FieldKind, ShipmentField
from apps.ledger.vocabulary import (
    Attribution,
    Basis,
    Category,
    Culpability,
    Determination,
)
from apps.partners.endpoints import StrictSerializer
from apps.partners.reports.models import Facts
from apps.partners.rosters.lines import MAX_SELLER
from apps.policy.services.comments import MAX_COMMENT

MAX_CHECKS = 1_000
MAX_CHANGES = 1_000
MAX_DISPUTES = 500
MAX_REJECTIONS = 1_000
MAX_WAIT_SECONDS = 25


class ChecksAskedSerializer(serializers.Serializer):
    ksns = serializers.ListField(
        child=serializers.CharField(), min_length=1, max_length=MAX_CHECKS, help_text="In the order of the answer."
    )


class FeedQuerySerializer(StrictSerializer):
    after = serializers.IntegerField(
        min_value=0, max_value=2**63 - 1, default=0, help_text="`next` of the last answer."
    )
    limit = serializers.IntegerField(min_value=1, max_value=MAX_CHANGES, default=100)
    wait = serializers.IntegerField(
        min_value=0,
        max_value=MAX_WAIT_SECONDS,
        default=0,
        help_text="For how many seconds the answer may wait for a change, if there is none yet.",
    )


class ImportQuerySerializer(StrictSerializer):
    facts = serializers.ChoiceField(Facts.choices, help_text="What each line is.")


class RejectionsQuerySerializer(StrictSerializer):
    after = serializers.IntegerField(
        min_value=0, max_value=2**62, default=0, help_text="`next` of the last answer: a line, counted from 1."
    )
    limit = serializers.IntegerField(min_value=1, max_value=MAX_REJECTIONS, default=100)


class RosterQuerySerializer(StrictSerializer):
    after = serializers.IntegerField(
        min_value=0,
        max_value=2**63 - 1,
        default=0,
        help_text="`next` of the last answer, or `rosters_after` of a snapshot.",
    )
    limit = serializers.IntegerField(min_value=1, max_value=MAX_CHECKS, default=100)


class RosterLineSerializer(serializers.Serializer):
    """A line of a roster: a number, or else your own ID of a seller that has proved the ID to be its own."""

    ksn = serializers.CharField(required=False)
    seller = serializers.CharField(required=False, max_length=MAX_SELLER)


class ReversalSerializer(StrictSerializer):
    reason = serializers.CharField(max_length=300)


class CommentSerializer(StrictSerializer):
    """A comment on a draft of the policy."""

    text = serializers.CharField(max_length=MAX_COMMENT, help_text="Without names, addresses or numbers of people.")
    language = serializers.ChoiceField([code for code, _name in settings.LANGUAGES], default=settings.LANGUAGE_CODE)


class DisputesQuerySerializer(StrictSerializer):
    after = serializers.IntegerField(
        min_value=0, max_value=2**63 - 1, default=0, help_text="`next` of the last answer."
    )
    limit = serializers.IntegerField(min_value=1, max_value=MAX_DISPUTES, default=100)
    state = serializers.ChoiceField(SourceCheckState.values, required=False)


class FactSerializer(serializers.Serializer):
    """The fields of every fact. `ksn` or `seller` is required."""

    reference = serializers.CharField()
    reported_at = serializers.DateTimeField(
        required=False,
        help_text="As of when you report this. A report that is older than another of yours changes nothing.",
    )
    version = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=2**63 - 1,
        help_text="Grows with each report of the matter; goes before `reported_at` where both reports have one.",
    )
    ksn = serializers.CharField(required=False)
    seller = serializers.CharField(required=False, help_text="Your own code for the seller.")
    seller_name = serializers.CharField(required=False)
    date = serializers.DateField()


def _money() -> serializers.Field:
    return serializers.DecimalField(max_digits=16, decimal_places=2, required=False)


class ShipmentSerializer(FactSerializer):
    """A shipment: its number, whose it is, and the fields that the ledger keeps of it."""

    issuer = serializers.CharField(required=False, help_text="Who issued the reference; you by default.")

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {field.name: _shipment_field(field) for field in FIELDS}


_FIELD_TYPES: dict[FieldKind, type[serializers.Field]] = {
    FieldKind.DAY: serializers.DateField,
    FieldKind.MOMENT: serializers.DateTimeField,
    FieldKind.TRUTH: serializers.BooleanField,
}


def _shipment_field(field: ShipmentField) -> serializers.Field:
    """Return how the document of the API describes a field of a shipment."""
    about: dict[str, Any] = {"required": field.required, "help_text": field.help}
    if field.choices:
        return serializers.ChoiceField(field.choices.values, **about)
    if field.kind is FieldKind.AMOUNT:
        return serializers.DecimalField(max_digits=field.digits, decimal_places=field.places, **about)
    return _FIELD_TYPES.get(field.kind, serializers.CharField)(**about)


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


class SourceAnswerSerializer(StrictSerializer):
    """The answer of a source to the dispute of its report."""

    answer = serializers.ChoiceField(["confirm", "correct", "withdraw", "certify"])
    text = serializers.CharField(max_length=8000, help_text="On what you base it. The business reads it.")
    language = serializers.ChoiceField([code for code, _name in settings.LANGUAGES], required=False)
    correction = serializers.DictField(
        child=serializers.JSONField(),
        required=False,
        help_text="With `correct`: the fields of the violation that change, named as in a report.",
    )
