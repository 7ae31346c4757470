"""Numbers in the reader's form."""

from django import template
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def percent(share: float, digits: int = 1) -> str:
    """0.985 as "98.5%"; digits that are zero are left out."""
    return _("%(number)s%%") % {"number": floatformat(round(share * 100, digits), -digits)}
