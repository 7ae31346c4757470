"""The time zone of a business: the chosen one, or else the one in which most people of its country live."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

from apps.core.clock import PROGRAM_ZONE
from apps.shippers.models import Shipper

# The zone with most people of each country with several zones. CLDR has a representative zone only for some.
MAIN_ZONES = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}


def zone_of(shipper: Shipper) -> ZoneInfo:
    """Return the zone in which a business's time limits are counted; the program's zone if no other is known."""
    name = shipper.time_zone or zone_of_country(shipper.country.code or "")
    return ZoneInfo(name) if name in zone_names() else PROGRAM_ZONE


def zone_name(zone: ZoneInfo | str) -> str:
    """Return the name of a zone for people."""
    return str(zone).replace("_", " ")


@cache
def zone_of_country(country: str) -> str:
    """Return the main zone of a country, or its first zone by name; "" for an unknown country."""
    if country in MAIN_ZONES:
        return MAIN_ZONES[country]
    zones = sorted(zone for zone, territory in get_global("zone_territories").items() if territory == country)
    return zones[0] if zones else ""


@cache
def zone_names() -> tuple[str, ...]:
    """Return the zones that a business may choose: the places of the IANA database."""
    return tuple(sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")))
