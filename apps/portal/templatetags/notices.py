from django import template

from apps.evaluation.explain import FindingText
from apps.standing.models import ProposedChange
from apps.standing.notice import findings_shown

register = template.Library()


@register.filter
def findings(proposal: ProposedChange) -> list[FindingText]:
    """What a proposed change rests on, in the reader's language."""
    return findings_shown(proposal)
