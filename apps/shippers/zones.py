"""In which time zone a business is: the one that it chose, else the one that most people of its country live in."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

from apps.core.clock import PROGRAM_ZONE
from apps.shippers.models import Shipper

# Of the countries with several zones: the one with most people (CLDR gives a representative zone only of some).
MAX_PEOPLE = {
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
    """The zone in which its limits are counted; that of the program where neither zone nor country is known."""
    name = shipper.time_zone or zone_of_country(shipper.country.code or "")
    return ZoneInfo(name) if name in zone_names() else PROGRAM_ZONE


def zone_name(zone: ZoneInfo | str) -> str:
    """The name of a zone as people read it."""
    return str(zone).replace("_", " ")


@cache
def zone_of_country(country: str) -> str:
    """The zone of a country: the first by name of several, unless one is listed above; "" for an unknown country."""
    if country in MAX_PEOPLE:
        return MAX_PEOPLE[country]
    zones = sorted(zone for zone, territory in get_global("zone_territories").items() if territory == country)
    return zones[0] if zones else ""


@cache
def zone_names() -> tuple[str, ...]:
    """The zones that a business may choose: those of the IANA database that lie somewhere on Earth."""
    return tuple(sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")))
