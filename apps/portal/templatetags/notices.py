from django import template

from apps.evaluation.explain import FindingText
from apps.standing import notice
from apps.standing.models import ProposedChange

register = template.Library()


@register.filter
def findings(proposal: ProposedChange) -> list[FindingText]:
    """What a proposed change rests on, in the reader's language."""
    return notice.findings_shown(proposal)


@register.filter
def reasons_language(proposal: ProposedChange) -> str:
    """In which language the officer's reasons are."""
    return notice.reasons_language(proposal)
