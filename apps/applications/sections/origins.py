"""The countries under embargo that the answers of an application name. Pure."""

from collections.abc import Mapping

from apps.applications.sections.registry import Typed
from apps.core.embargoes import Embargo, embargo_of


def embargoes_named(typed: Mapping[str, Typed | None]) -> list[Embargo]:
    """Return the bans on goods of the country of the business, and of the countries where its products are made.

    `typed` has the answers by section, as typed. A ban keeps nobody from applying, since some goods are free of it.
    """
    business, products = typed.get("business") or {}, typed.get("products") or {}
    named = [business.get("country"), *(row.get("origin") for row in products.get("rows") or ())]
    found = {country: embargo_of(country) for country in sorted({each for each in named if isinstance(each, str)})}
    return [embargo for embargo in found.values() if embargo]
