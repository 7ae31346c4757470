"""Tags for the templates of lists: the saved searches and the bar of filters above a list."""

from typing import Any

from django import template

from apps.desk.filter_bars import FilterBar, filter_bar
from apps.desk.work.searches import ListSearches, searches_beside

register = template.Library()


@register.simple_tag(takes_context=True)
def list_searches(context: dict[str, Any]) -> ListSearches:
    """Return the saved searches of the list that a template draws."""
    return searches_beside(context["request"], context["cl"].model_admin)


@register.simple_tag(takes_context=True)
def list_filters(context: dict[str, Any]) -> FilterBar:
    """Return the bar of filters of the list that a template draws."""
    return filter_bar(context["cl"], context["request"])
