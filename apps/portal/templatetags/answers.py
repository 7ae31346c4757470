"""Template filters for the answers of a section."""

from collections.abc import Iterable, Sequence

from django import template

register = template.Library()
MAX_GLANCE_LENGTH = 60


@register.filter
def glance(rows: Iterable[Sequence[tuple[str, str]]]) -> str:
    """Return the beginning of the answers of a section, on one line, by which a reader knows a section that is closed.

    `rows` are (question, answer) pairs: one list for each row of a repeated section.
    """
    given = (" ".join(str(answer).split()) for pairs in rows for _question, answer in pairs if answer)
    told = ""
    for answer in given:
        told = f"{told}; {answer}" if told else answer
        if len(told) > MAX_GLANCE_LENGTH:
            return f"{told[:MAX_GLANCE_LENGTH].rstrip(' ;')}…"
    return told
