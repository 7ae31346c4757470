"""A business's zone is the chosen one, or follows from its state or country, so that no guess costs it time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from babel.core import get_global

from apps.core.clock import PROGRAM_ZONE
from apps.shippers.models import Shipper
from apps.shippers.us_states import US_STATES, zone_of_state
from apps.shippers.zones import zone_names, zone_of, zone_of_country

# Xinjiang has the time of Beijing by law, and keeps another by custom.
CUSTOMARY = {"Asia/Urumqi"}
SEASONS = [datetime(2027, month, 15, 12, tzinfo=UTC) for month in (1, 7)]


def test_the_zone_is_chosen_or_that_of_the_country_or_of_the_program():
    assert zone_of(Shipper(country="US", time_zone="America/Los_Angeles")).key == "America/Los_Angeles"
    for country, zone in (("CN", "Asia/Shanghai"), ("VN", "Asia/Ho_Chi_Minh"), ("PR", "America/Puerto_Rico")):
        assert zone_of(Shipper(country=country)).key == zone
    for unknown in (Shipper(), Shipper(country="XX"), Shipper(time_zone="Moon/Crater")):
        assert zone_of(unknown) == PROGRAM_ZONE


@pytest.mark.slow
def test_the_zone_of_a_country_is_one_in_which_the_day_ends_no_earlier_than_in_any_other_of_its_zones():
    for zone, country in get_global("zone_territories").items():
        if country == "ZZ" or zone not in available_timezones() or zone in CUSTOMARY:
            continue
        chosen = ZoneInfo(zone_of_country(country))
        assert all(
            moment.astimezone(chosen).utcoffset() <= moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in SEASONS
        ), (country, zone)


@pytest.mark.parametrize(
    ("country", "region", "zone"),
    [
        ("US", "HI", "Pacific/Honolulu"),
        ("US", "Alaska", "America/Adak"),
        ("US", "az", "America/Phoenix"),
        ("US", "California", "America/Los_Angeles"),
        ("US", "N.Y.", "America/New_York"),
        ("US", "Washington, D.C.", "America/New_York"),
        # Through these runs a boundary: their western side counts.
        ("US", "Texas", "America/Denver"),
        ("US", "FL", "America/Chicago"),
        ("US", "Idaho", "America/Los_Angeles"),
        # A territory, as a state or as a country of the address.
        ("US", "PR", "America/Puerto_Rico"),
        ("US", "Guam", "Pacific/Guam"),
        ("AS", "", "Pacific/Pago_Pago"),
        ("VI", "", "America/St_Thomas"),
        ("MP", "", "Pacific/Saipan"),
        # Nothing known: the day that ends last of the fifty states.
        ("US", "", "Pacific/Honolulu"),
        ("US", "Nowhere", "Pacific/Honolulu"),
        ("DE", "CA", "Pacific/Honolulu"),
    ],
)
def test_the_zone_of_a_business_of_the_united_states_follows_the_state_of_its_registered_office(country, region, zone):
    shop = Shipper.objects.create(country="US")
    shop.addresses.create(kind="packing", street="1 Side Street", city="Reno", region="NV", country="US")
    shop.addresses.create(kind="registered", street="1 Main Street", city="Town", region=region, country=country)
    assert zone_of(shop).key == zone


def test_every_state_is_found_by_its_code_and_its_name_and_has_a_zone_that_may_be_chosen():
    for code, (name, zone) in US_STATES.items():
        assert zone_of_state(code) == zone_of_state(f" {name.lower()} ") == zone
        assert zone in zone_names()
    assert len(US_STATES) == 50 + 1 + 5, "the states, the capital and the territories"


def test_every_zone_to_choose_exists_and_names_a_place():
    assert {"Asia/Shanghai", "America/New_York"} <= set(zone_names())
    assert not [name for name in zone_names() if name.startswith("Etc/") or "/" not in name]
