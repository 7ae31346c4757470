"""The questions and reports of partners, for the checks and the OpenAPI document. `answers.py` and
`report_answers.py` have the answers.
"""

import re
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django_countries import countries
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.core import clock
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
from apps.partners.reports.models import FactKind
from apps.partners.rosters.lines import MAX_SELLER
from apps.policy.services.comments import MAX_COMMENT
from apps.shippers.ksn import MAX_TYPED
from apps.tariff.costs import CURRENCY, FIRST_DAY, LAST_DAY, MODES

MAX_CHECKS = 1_000
MAX_NAME = 200
MAX_CHANGES = 1_000
MAX_DISPUTES = 500
MAX_REJECTIONS = 1_000
MAX_WAIT_SECONDS = 25


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "maxLength": MAX_TYPED},
            {
                "type": "object",
                "properties": {
                    "ksn": {"type": "string", "maxLength": MAX_TYPED},
                    "name": {"type": "string", "minLength": 1, "maxLength": MAX_NAME},
                },
                "required": ["ksn"],
                "additionalProperties": False,
            },
        ]
    }
)
class CheckField(serializers.CharField):
    """A number, or an object that holds a number and perhaps a name."""


# For the document alone: `api.status` reads the request by hand, since it may hold a thousand items.
class ChecksAskedSerializer(serializers.Serializer):
    """The numbers, each with a name where the question is also whether that is the name of the business."""

    ksns = serializers.ListField(
        child=CheckField(), min_length=1, max_length=MAX_CHECKS, help_text="In the order of the answer."
    )


@extend_schema_field({"type": "string", "maxLength": 40, "minLength": 10})
class MomentField(serializers.Field):
    """A day of the program, which stands for its last moment, or a moment by RFC 3339. The day or moment must not lie
    in the future.
    """

    MESSAGE = "Send a day (2026-01-31) or a moment with its offset (2026-01-31T12:00:00Z; + is %2B in an address)."
    FORM = re.compile(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2}))?"
    )
    FUTURE = "This is still to come. Leave it out, or send a day or a moment that has come."

    def to_internal_value(self, data: Any) -> datetime:
        text, now = str(data), clock.now()
        if not self.FORM.fullmatch(text):
            raise serializers.ValidationError(self.MESSAGE)
        try:
            if "T" in text:
                moment = datetime.fromisoformat(text)
                # The first and last hours of the calendar have no day in New York.
                clock.day_of(moment)
            else:
                day = date.fromisoformat(text)
                moment = now if day == clock.day_of(now) else clock.end_of(day)
        except (ValueError, OverflowError) as error:
            raise serializers.ValidationError(self.MESSAGE) from error
        if moment > now:
            raise serializers.ValidationError(self.FUTURE)
        return moment


@extend_schema_field({"type": "string", "format": "date"})
class PastDayField(serializers.Field):
    """A day of the program that has come."""

    MESSAGE = "Send a day (2026-01-31)."
    FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
    FUTURE = "This is still to come. Leave it out to ask for today."

    def to_internal_value(self, data: Any) -> date:
        text = str(data)
        if not self.FORM.fullmatch(text):
            raise serializers.ValidationError(self.MESSAGE)
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise serializers.ValidationError(self.MESSAGE) from error
        if day > clock.today():
            raise serializers.ValidationError(self.FUTURE)
        return day


def _plain_number(decimals: int) -> dict[str, str]:
    return {"type": "string", "pattern": rf"^[0-9]{{1,7}}(\.[0-9]{{1,{decimals}}})?$"}


class _PlainField(serializers.DecimalField):
    """A number of at most seven digits, in digits and a point alone."""

    def __init__(self, *, decimals: int, **kwargs: Any) -> None:
        super().__init__(max_digits=7 + decimals, decimal_places=decimals, min_value=0, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", str(data)):
            raise serializers.ValidationError("Send a number in digits, such as 60 or 59.90.")
        return super().to_internal_value(data)


@extend_schema_field(_plain_number(2))
class PriceField(_PlainField):
    """A price in US dollars."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(decimals=2, **kwargs)


@extend_schema_field(_plain_number(3))
class MeasuredField(_PlainField):
    """A weight, a number, a volume or an area, which a rate of duty may count beside the value."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(decimals=3, required=False, **kwargs)


class PastQuerySerializer(StrictSerializer):
    as_of = PastDayField(required=False, help_text="The day for which to answer; left out, today.")
    known_at = MomentField(
        required=False,
        help_text="The day or moment until which entries were known; left out, the end of the day `as_of`.",
    )


class StatusQuerySerializer(StrictSerializer):
    name = serializers.CharField(
        max_length=MAX_NAME, required=False, help_text="Is this the name of the business? It needs consent."
    )
    as_of = MomentField(
        required=False,
        help_text="A past day or moment for which to answer. It needs consent, and goes without `name`.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) > 1:
            raise serializers.ValidationError({"name": ["Ask for a name without as_of: names are compared as of now."]})
        return attrs


class CostsQuerySerializer(StrictSerializer):
    hs = serializers.RegexField(
        r"^[0-9]{8}(?:[0-9]{2})?$",
        help_text="The code of the tariff, of ten digits, or of the eight to which rates belong.",
        error_messages={"invalid": "Send the code of the tariff in ten digits, or in eight, without dots."},
    )
    origin = serializers.ChoiceField(list(dict(countries)), help_text="ISO 3166-1 alpha-2.")
    mode = serializers.ChoiceField(list(MODES))
    value = PriceField(help_text="The price of the goods of the shipment, in US dollars.")
    currency = serializers.ChoiceField([CURRENCY], default=CURRENCY)
    day = serializers.DateField(required=False, help_text="The day of entry; left out, today.")
    weight_kg = MeasuredField(help_text="The net weight, if the rate counts it.")
    quantity = MeasuredField(help_text="The pieces or pairs, if the rate counts them.")
    liters = MeasuredField(help_text="The volume, if the rate counts it.")
    square_meters = MeasuredField(help_text="The area, if the rate counts it.")
    preference = serializers.BooleanField(
        default=False, help_text="The importer claims the rate of a trade agreement, and the goods keep its rules."
    )

    def validate_day(self, day: date) -> date:
        if not FIRST_DAY <= day <= LAST_DAY:
            raise serializers.ValidationError(f"The tables hold the days from {FIRST_DAY} to {LAST_DAY}.")
        return day


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
    facts = serializers.ChoiceField(FactKind.choices, help_text="What each line is.")


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
    """A violation: whose it is, and what was found."""

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
    found_origin = serializers.CharField(
        required=False,
        help_text="The country of origin that was found, beside the one that was declared of the shipment: ISO 3166-1 "
        "alpha-2. Another code is an error.",
    )
    found_hs = serializers.CharField(
        required=False, help_text="The HS code of the goods that were found: 4, 6, 8 or 10 digits."
    )
    note = serializers.CharField(required=False)


class SourceAnswerSerializer(StrictSerializer):
    """The answer of a source to the dispute of its report."""

    answer = serializers.ChoiceField(["confirm", "correct", "withdraw", "certify"])
    text = serializers.CharField(max_length=8000, help_text="On what you base it. The business reads it.")
    language = serializers.ChoiceField([code for code, _name in settings.LANGUAGES], required=False)
    correction = serializers.DictField(
        # Numbers are read as decimals, which JSON as Python writes it does not know.
        child=serializers.JSONField(encoder=DjangoJSONEncoder),
        required=False,
        help_text="With `correct`: the fields of the violation that change, named as in a report.",
    )
