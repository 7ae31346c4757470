"""Counts of work in words."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

# Counting stops here, so that a page stays quick however much work there is.
MAX_COUNTED = 10_000


def count_words(count: int) -> str:
    """Return a count of work, "more than" for one that went beyond the bound."""
    return intcomma(count) if count <= MAX_COUNTED else _("more than %(most)s") % {"most": intcomma(MAX_COUNTED)}
