"""The questions of the API about the register of reasons."""

from rest_framework import serializers

from apps.measures.reasons.vocabulary import GROUNDS, ActionEnd, action_choices
from apps.partners.endpoints import StrictSerializer

MAX_REASONS = 1_000


class ReasonsQuerySerializer(StrictSerializer):
    after = serializers.IntegerField(
        min_value=0, max_value=2**63 - 1, default=0, help_text="`next` of the last answer."
    )
    limit = serializers.IntegerField(min_value=1, max_value=MAX_REASONS, default=100)
    action = serializers.ChoiceField([code for code, _name in action_choices()], required=False)
    outcome = serializers.ChoiceField(ActionEnd.values, required=False)
    ground = serializers.ChoiceField(list(GROUNDS), required=False)
