"""The questions about declared parcels and the answers to what is asked, for the checks and the OpenAPI document."""

from django.core.serializers.json import DjangoJSONEncoder
from rest_framework import serializers

from apps.partners.endpoints import StrictSerializer
from apps.partners.serializers import ShipmentSerializer
from apps.targeting.declarations import CORRECTED, LATER
from apps.targeting.vocabulary import ScreeningResult

MAX_ASSESSED = 1_000
MAX_TEXT = 4_000


class DeclarationSerializer(ShipmentSerializer):
    """A parcel as it is declared before it is loaded, in the words of a shipment."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {name: field for name, field in super().get_fields().items() if name not in LATER}


class AssessmentsQuerySerializer(StrictSerializer):
    after = serializers.IntegerField(
        min_value=0, max_value=2**63 - 1, default=0, help_text="`next` of the last answer."
    )
    limit = serializers.IntegerField(min_value=1, max_value=MAX_ASSESSED, default=100)


class ScreenedSerializer(StrictSerializer):
    """The result of a carrier's screening of a parcel."""

    result = serializers.ChoiceField(
        ScreeningResult.values, help_text="`alarm` where anything was found or could not be ruled out."
    )
    text = serializers.CharField(max_length=MAX_TEXT, help_text="How it was screened, and what was seen.")


class InformationSerializer(StrictSerializer):
    """The information that is asked for: in words, and as fields of the declaration that it puts right."""

    text = serializers.CharField(max_length=MAX_TEXT, help_text="On what the information is based.")
    correction = serializers.DictField(
        # Numbers are read as decimals, which JSON as Python writes it does not know.
        child=serializers.JSONField(encoder=DjangoJSONEncoder),
        required=False,
        help_text=f"The fields that change, named as in a shipment: {', '.join(CORRECTED)}.",
    )
