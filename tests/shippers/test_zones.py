from apps.core.clock import PROGRAM_ZONE
from apps.shippers.models import Shipper
from apps.shippers.zones import zone_names, zone_of


def test_the_zone_is_chosen_or_the_countrys_or_the_programs():
    assert zone_of(Shipper(country="US", time_zone="America/Los_Angeles")).key == "America/Los_Angeles"
    for country, zone in (("CN", "Asia/Shanghai"), ("US", "America/New_York"), ("VN", "Asia/Ho_Chi_Minh")):
        assert zone_of(Shipper(country=country)).key == zone
    for unknown in (Shipper(), Shipper(country="XX"), Shipper(time_zone="Moon/Crater")):
        assert zone_of(unknown) == PROGRAM_ZONE


def test_every_zone_to_choose_exists_and_names_a_place():
    assert {"Asia/Shanghai", "America/New_York"} <= set(zone_names())
    assert not [name for name in zone_names() if name.startswith("Etc/") or "/" not in name]
