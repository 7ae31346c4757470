"""Records of one business are found by their agreements, and unrelated businesses are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.fields import blind_index
from apps.shippers.bank import account_seal
from apps.shippers.matches import ValueAgreement, matches_of
from apps.shippers.matches import normal_forms as n
from apps.shippers.matches.scores import IDENTIFIERS, WEIGHTS, score
from apps.shippers.models import MatchKey, Shipper
from apps.shippers.services import match_keys_refresh, profile_part_replace, shipper_create
from tests.people import seller

KINDS = sorted(WEIGHTS)
EVIDENCE = st.lists(
    st.builds(ValueAgreement, st.sampled_from(KINDS), st.just(""), st.just(""), st.floats(80, 100)), max_size=8
)


def test_phones_and_web_addresses_have_one_form():
    assert n.normal_phone("(202) 555-0131", "US") == n.normal_phone("+1 202 555 0131", "CN") == "+12025550131"
    assert n.normal_phone("ask for Ada", "US") == ""
    assert n.normal_web("https://www.BlueKite.example/") == ("bluekite.example", True)
    assert n.normal_web("https://market.example/shop?seller=A1") == ("market.example/shop?seller=a1", False)


@given(EVIDENCE)
def test_a_score_is_a_probability_and_grows_with_the_evidence(evidence: list[ValueAgreement]):
    assert 0 <= score(evidence) <= 1
    assert score(evidence) <= score([*evidence, ValueAgreement("ein", "", "")])
    assert score(evidence) == score(evidence[::-1])


@given(kind=st.sampled_from(sorted(IDENTIFIERS)), ratio=st.floats(0, 100))
def test_a_shared_number_outranks_any_likeness_of_names(kind: str, ratio: float):
    assert score([ValueAgreement(kind, "", "")]) > score([ValueAgreement("name", "", "", ratio)])


BUSINESS = {"name": "Blue Kite Trading Co., Ltd.", "trade_name": "", "country": "US", "website": ""}
ADDRESS = {"kind": "registered", "street": "12 Main Street", "city": "Austin", "region": "TX", "country": "US"}


def business(**parts: object) -> Shipper:
    shipper = shipper_create(actor=seller(f"owner{Shipper.objects.count()}@gmail.com"))
    for part, clean in parts.items():
        if part == "identifiers":
            clean = dict.fromkeys(["ein", "lei", "duns", "gln", "eori", "tin", "tax"], "") | clean
        profile_part_replace(shipper_id=shipper.pk, part=part, clean=clean)
    return shipper


class TestFinding:
    def test_each_agreement_of_two_businesses_is_shown_side_by_side(self):
        account = {"holder": "Blue Kite", "country": "US", "number": account_seal(country="US", typed="053201307716")}
        one = business(
            business=BUSINESS | {"website": "https://bluekite.example"},
            contacts={"email": "info@bluekite.example", "phone": "+1 202 555 0131"},
            identifiers={"ein": "42-1103331"},
            payout=account,
            addresses=[ADDRESS | {"postal_code": "78701"}],
            storefronts=[{"marketplace": "Cartwheel", "seller_id": "A1", "url": "https://cartwheel.example/a1"}],
            owners=[{"role": "owner", "name": "Li Wei", "country": "CN"}],
        )
        other = business(
            business=BUSINESS | {"name": "Blue Kites Trading"},
            contacts={"email": "sales@BLUEKITE.example", "phone": "202-555-0131"},
            identifiers={"ein": "421103331"},
            payout=account,
            addresses=[ADDRESS | {"street": "12 MAIN ST. #4", "postal_code": "78701"}],
            storefronts=[{"marketplace": "CARTWHEEL", "seller_id": "a1", "url": ""}],
            owners=[{"role": "officer", "name": "WEI Li", "country": "CN"}],
        )
        business(business=BUSINESS | {"name": "Red Dragon Imports"}, contacts={"email": "a@gmail.com", "phone": ""})
        business(business=BUSINESS | {"name": "Blue Whale Toys"}, contacts={"email": "b@gmail.com", "phone": ""})
        (match,) = matches_of(one.pk)
        assert match.shipper == other
        assert match.score > 0.99
        found = {each.kind: each for each in match.evidence}
        assert found.keys() == {"ein", "bank", "storefront", "domain", "phone", "owner", "address", "name"}
        assert [kind for kind, each in found.items() if not each.exact] == ["address", "name"]
        assert (found["ein"].own, found["ein"].other) == ("••••3331", "••••3331")
        assert (found["owner"].own, found["owner"].other) == ("Li Wei, CN", "WEI Li, CN")
        assert str(found["ein"].label).startswith("US Employer")
        (back,) = matches_of(other.pk)
        assert back.shipper == one
        assert back.score == pytest.approx(match.score)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("blue.kite@gmail.com", "BlueKite+orders@googlemail.com"),
            ("b.lue.kite@gmail.com", "bluekite@gmail.com"),
            ("sales+us@kite.example", "sales@kite.example"),
        ],
    )
    def test_addresses_of_one_mailbox_are_shared_however_they_are_written(self, one, other):
        business(business=BUSINESS | {"name": "Red Dragon Imports"}, contacts={"email": "blue.kites@gmail.com"})
        first = business(business=BUSINESS | {"name": "Blue Whale Toys"}, contacts={"email": one})
        second = business(business=BUSINESS | {"name": "Green Heron Lamps"}, contacts={"email": other})
        (match,) = matches_of(first.pk)
        assert match.shipper == second
        assert "email" in {each.kind for each in match.evidence}

    def test_common_values_are_no_evidence_but_a_shared_number_is(self):
        agents = [business(contacts={"email": f"me{i}@gmail.com", "phone": "+12025550131"}) for i in range(27)]
        assert matches_of(agents[0].pk) == []
        for agent in agents:
            profile_part_replace(
                shipper_id=agent.pk,
                part="identifiers",
                clean=dict.fromkeys(["lei", "duns", "gln", "eori", "tin", "tax"], "") | {"ein": "421103331"},
            )
        assert len(matches_of(agents[0].pk)) == 10

    def test_the_keys_follow_the_profile_and_hold_no_number(self):
        shipper = business(identifiers={"ein": "421103331"}, contacts={"email": "info@kite.example", "phone": ""})
        key = MatchKey.objects.get(shipper=shipper, kind="ein")
        assert (bytes(key.digest), key.shown) == (blind_index("ein:421103331"), "••••3331")
        kept = set(MatchKey.objects.values_list("pk", flat=True))
        match_keys_refresh(shipper_ids=[shipper.pk])
        assert set(MatchKey.objects.values_list("pk", flat=True)) == kept, "what is right is left alone"
        profile_part_replace(shipper_id=shipper.pk, part="contacts", clean={"email": "info@dragon.example"})
        assert set(MatchKey.objects.filter(kind="domain").values_list("shown", flat=True)) == {"dragon.example"}

    def test_the_queries_do_not_grow(self, django_assert_num_queries):
        shippers = [business(business=BUSINESS, addresses=[ADDRESS]) for _ in range(8)]
        with django_assert_num_queries(2):
            assert len(matches_of(shippers[0].pk)) == 7
