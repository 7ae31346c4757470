import pytest
from django.db import connection

from apps.accounts.models import User
from apps.core.errors import InvalidInput, NotFound
from apps.core.fields import blind_index
from apps.shippers.bank import account_seal
from apps.shippers.models import Identifier, Shipper
from apps.shippers.roles import Ability
from apps.shippers.selectors import require, shippers_of
from apps.shippers.services import Profile, profile_replace
from tests.people import seller

ROWS: dict = {
    "addresses": [],
    "storefronts": [],
    "owners": [],
    "products": [],
    "parties": [{"kind": "carrier", "name": "Swift Parcels", "code": "SWPA"}],
    "bank_account": {
        "holder": "Blue Kite",
        "country": "US",
        "number": account_seal(country="US", typed="053201307716"),
    },
}


def test_identifiers_are_encrypted_found_by_digest_and_shown_by_their_end(ada: User, shop: Shipper):
    profile = Profile(business={"name": "Blue Kite"}, identifiers={"ein": "42-1103331"}, **ROWS)
    profile_replace(shipper_id=shop.pk, profile=profile)
    kept = Identifier.objects.get()
    assert (kept.value, kept.last_four) == ("421103331", "3331")
    assert bytes(kept.digest) == blind_index("ein:421103331")
    assert "1103331" not in str(kept)
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM shippers_identifier")
        assert b"1103331" not in bytes(cursor.fetchone()[0])


def test_a_profile_replaces_the_one_before(ada: User, shop: Shipper):
    for hs in ("950300", "440711"):
        product = {"description": "blocks", "hs": hs, "origin": "VN"}
        profile = Profile(
            business={"name": f"Shop {hs}"},
            identifiers={"ein": "421103331", "lei": ""},
            **ROWS | {"products": [product]},
        )
        profile_replace(shipper_id=shop.pk, profile=profile)
    shop.refresh_from_db()
    assert shop.name == "Shop 440711"
    assert shop.product_lines.get().agencies == ["USDA"]
    assert [identifier.kind for identifier in shop.identifiers.all()] == ["ein"]


def test_a_number_that_is_wrong_changes_nothing(ada: User, shop: Shipper):
    wrong = Profile(business={"name": "New"}, identifiers={"ein": "1"}, **ROWS)
    with pytest.raises(InvalidInput):
        profile_replace(shipper_id=shop.pk, profile=wrong)
    shop.refresh_from_db()
    assert shop.name == ""


def test_only_its_team_sees_a_business(ada: User, shop: Shipper):
    assert list(shippers_of(ada)) == [shop]
    with pytest.raises(NotFound):
        require(seller("eve@shop.example"), shop.pk, Ability.READ)
