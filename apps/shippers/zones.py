"""The time zone of a business: the chosen one, or else that of its state in the United States or of its country.

Where a state or a country has several zones, it is the zone in which the day ends last, so that no business loses time
by a guess.
"""

from datetime import date
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from django.db.models import OuterRef, QuerySet
from django.utils import timezone

from apps.core.clock import PROGRAM_ZONE
from apps.core.days_text import deadline_text
from apps.core.lazy import Promise, later
from apps.shippers.models import Address, Shipper
from apps.shippers.us_states import US_TERRITORIES, zone_of_state

# The zone of each country with several: the zone in which the day ends last, so that no business loses time, and among
# equals the one with most people. China has one legal time; what is customary in Xinjiang is not counted.
COUNTRY_ZONES = {
    "AQ": "Antarctica/Palmer",
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Perth",
    "BR": "America/Rio_Branco",
    "CA": "America/Vancouver",
    "CD": "Africa/Kinshasa",
    "CL": "Pacific/Easter",
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "EC": "Pacific/Galapagos",
    "ES": "Atlantic/Canary",
    "FM": "Pacific/Chuuk",
    "GL": "America/Thule",
    "ID": "Asia/Jakarta",
    "KI": "Pacific/Tarawa",
    "KZ": "Asia/Almaty",
    "MN": "Asia/Hovd",
    "MX": "America/Tijuana",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PG": "Pacific/Port_Moresby",
    "PT": "Atlantic/Azores",
    "RU": "Europe/Kaliningrad",
    "UA": "Europe/Kyiv",
    "UM": "Pacific/Midway",
    "US": "Pacific/Honolulu",
    "UZ": "Asia/Tashkent",
}


def zone_of(shipper: Shipper) -> ZoneInfo:
    """Return the zone in which a business's time limits are counted; the program's zone if no other is known."""
    name = shipper.time_zone or zone_of_place(shipper)
    return ZoneInfo(name) if name in zone_names() else PROGRAM_ZONE


def zone_of_place(shipper: Shipper) -> str:
    """Return the zone that follows from where a business is: its state in the United States, else its country."""
    country = shipper.country.code or ""
    if country == "US" and shipper.pk:
        return _zone_of_office(shipper) or zone_of_country(country)
    return zone_of_country(country)


def deadline_in_words(limit: date, shipper: Shipper) -> Promise:
    """Return the last day of a limit where a business is, with the zone, in the language of the reader."""
    return later(lambda: deadline_text(limit, zone_of(shipper)))


def zone_activate(shipper: Shipper) -> None:
    """Tell the time where a business is, for the rest of a request: on its pages every moment has its day there."""
    timezone.activate(zone_of(shipper))


@cache
def zone_of_country(country: str) -> str:
    """Return the zone of a country in which the day ends last, or its first zone by name; "" for an unknown country."""
    if country in COUNTRY_ZONES:
        return COUNTRY_ZONES[country]
    zones = sorted(zone for zone, territory in get_global("zone_territories").items() if territory == country)
    return zones[0] if zones else ""


@cache
def zone_names() -> tuple[str, ...]:
    """Return the zones that a business may choose: the places of the IANA database."""
    return tuple(sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")))


def office_places(shipper: Shipper | OuterRef) -> QuerySet[Address, tuple[str, str]]:
    """Return the country and region of the registered office of a business, or of the business of a row."""
    offices = Address.objects.filter(shipper=shipper, kind=Address.Kind.REGISTERED)
    return offices.order_by("pk").values_list("country", "region")


def _zone_of_office(shipper: Shipper) -> str:
    """Return the zone of the state or territory of a business's registered office; "" if it has none there.

    A page that has read the place with the business (`office`) saves the query.
    """
    country, region = shipper.office or office_places(shipper).first() or ("", "")
    if country in US_TERRITORIES:
        return zone_of_country(country)
    return zone_of_state(region) if country == "US" else ""
