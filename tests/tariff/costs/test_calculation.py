"""Each rule of the calculation: what is owed, how it came to be, and what is left open."""

from datetime import date
from decimal import Decimal

import pytest

from apps.core.embargoes import EMBARGOES
from apps.ledger.vocabulary import Mode
from apps.tariff.costs import MODES, Certainty, RateUnit
from apps.tariff.costs.measures import MEASURES, codes_of
from apps.tariff.costs.rates import Term, rate_read
from tests.tariff.costs.tariffs import costs


def figures(answer) -> dict[str, str]:
    return {each.key: str(each.amount) for each in answer.amounts}


def test_cotton_t_shirts_from_vietnam_by_air_owe_duty_the_added_duty_and_the_fee_of_an_entry():
    answer = costs(origin="VN", value="60", day=date(2026, 11, 28))

    assert figures(answer) == {"duty": "9.90", "forced_labor_12": "7.50", "processing_fee": "2.77"}
    assert (answer.least, answer.most) == (Decimal("20.17"), Decimal("20.17"))
    assert (answer.entry.entry_type, answer.entry.formal) == ("11", False)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("Free", ()),
        ("5%", (Term(Decimal(5)),)),
        ("$1.05/kg", (Term(Decimal("1.05"), RateUnit.WEIGHT),)),
        ("3.4¢/kg + 5.1%", (Term(Decimal("0.034"), RateUnit.WEIGHT), Term(Decimal("5.1")))),
        ("4.4¢/kg +8%", (Term(Decimal("0.044"), RateUnit.WEIGHT), Term(Decimal(8)))),
        ("90¢/pr. + 37.5%", (Term(Decimal("0.9"), RateUnit.QUANTITY), Term(Decimal("37.5")))),
        (
            "16.5¢/doz. prs. + 6%",
            (Term(Decimal("0.165"), RateUnit.QUANTITY, Decimal(12)), Term(Decimal(6))),
        ),
        ("1.3¢/1000", (Term(Decimal("0.013"), RateUnit.QUANTITY, Decimal(1000)),)),
        ("3¢/m²", (Term(Decimal("0.03"), RateUnit.AREA),)),
        ("$2/t", (Term(Decimal(2), RateUnit.WEIGHT, Decimal(1000)),)),
        ("1.1¢/kg on lead content", None),
        ("40¢ each + 6% on the case", None),
        ("The rate applicable to each garment in the ensemble if separately entered", None),
        ("See additional U.S. note 3", None),
        ("", None),
    ],
)
def test_a_rate_is_read_as_terms_or_not_at_all(text, rate):
    assert rate_read(text) == rate


def test_the_value_is_taken_in_even_dollars():
    assert costs(value="60.49").by_key["duty"].amount == Decimal("9.90")
    assert costs(value="60.50").by_key["duty"].amount == Decimal("10.07"), "half a cent counts as one"
    assert costs(value="0.49").by_key["duty"].amount == 0


def test_a_specific_rate_of_a_dollar_or_less_counts_whole_units_and_a_higher_one_two_decimals():
    cheap, dear = {"general": "40¢/kg"}, {"general": "$1.05/kg"}
    assert costs(**cheap, weight_kg="0.49").by_key["duty"].amount == 0
    assert costs(**cheap, weight_kg="1.5").by_key["duty"].amount == Decimal("0.80")
    assert costs(**dear, weight_kg="0.494").by_key["duty"].amount == Decimal("0.51")
    assert costs(general="$2/doz. + 5%", quantity="6", value="100").by_key["duty"].amount == Decimal("6.00")


def test_a_rate_that_counts_the_weight_asks_for_it_and_gives_no_total():
    answer = costs(general="3.4¢/kg + 5.1%")

    duty = answer.by_key["duty"]
    assert (duty.amount, duty.standing) == (None, Certainty.NOT_COMPUTED)
    assert "weight" in duty.notes[0]
    assert (answer.most, answer.least) == (None, Decimal("10.27"))
    assert answer.missing == [RateUnit.WEIGHT]


def test_a_weight_that_no_amount_counts_is_not_missing():
    assert costs(general="3.4¢/kg", weight_kg="2").missing == []
    assert costs(general="3.4¢/kg", value="800", day=date(2025, 8, 28)).missing == [], (
        "goods of small value passed free"
    )


def test_a_rate_that_names_other_lines_is_left_to_the_tariff():
    answer = costs(general="The rate applicable to the article of which it is a part or accessory")

    assert answer.by_key["duty"].amount is None
    assert answer.most is None


@pytest.mark.parametrize("origin", ["CU", "IR", "KP"])
def test_goods_under_an_embargo_have_no_price(origin):
    assert costs(origin=origin, value="0.50", mode="post", day=date(2025, 3, 1)) == EMBARGOES[origin]
    assert costs(origin=origin, value="5000") == EMBARGOES[origin]


@pytest.mark.parametrize("origin", ["BY", "RU"])
def test_goods_of_two_countries_owe_the_rate_of_column_2(origin):
    assert costs(origin=origin, value="100").by_key["duty"].amount == 90


def test_a_claimed_agreement_lowers_the_duty_and_an_unclaimed_one_is_named():
    special = "Free (AU,KR,S) 4.9% (E)"
    told = costs(special=special, origin="KR", value="100")
    claimed = costs(special=special, origin="KR", value="100", preference=True)

    assert [(each.program, each.rate, each.claimed) for each in told.preferences] == [("KR", "Free", False)]
    assert told.by_key["duty"].amount == Decimal("16.50")
    assert claimed.by_key["duty"].amount == 0
    assert costs(special=special, origin="VN").preferences == ()


def test_goods_of_small_value_passed_free_until_the_exemption_ended():
    last, next_day = date(2025, 8, 28), date(2025, 8, 29)
    assert figures(costs(value="800", day=last)) == {"duty": "0"}
    assert costs(value="800", day=last).entry.entry_type == "86"
    assert figures(costs(value="800", day=next_day)) == {"duty": "132.00", "processing_fee": "2.62"}
    assert figures(costs(value="801", day=last)) == {"duty": "132.17", "processing_fee": "2.62"}
    assert figures(costs(origin="CN", value="800", day=date(2025, 5, 1))) == {"duty": "0"}
    assert "china_list_4a" in figures(costs(origin="CN", value="800", day=date(2025, 5, 2)))


def test_the_surcharge_is_owed_by_all_countries_for_its_150_days():
    owed = {"duty": "16.50", "surcharge": "10.00", "processing_fee": "2.69"}
    for day in (date(2026, 2, 24), date(2026, 7, 23)):
        assert figures(costs(value="100", day=day)) == owed
    assert "surcharge" not in figures(costs(value="100", day=date(2026, 2, 23)))
    assert "surcharge" not in figures(costs(value="100", day=date(2026, 7, 24)))
    assert "surcharge" not in figures(costs(hs="0901110015", day=date(2026, 3, 1))), "coffee is excepted"
    assert "surcharge" not in figures(costs(origin="MX", day=date(2026, 3, 1), preference=True, special="Free (S)"))


def test_textiles_under_the_agreement_with_central_america_may_not_owe_the_surcharge():
    claimed = costs(origin="HN", day=date(2026, 3, 1), preference=True, special="Free (P)")

    assert claimed.by_key["surcharge"].standing is Certainty.POSSIBLE
    assert costs(origin="HN", day=date(2026, 3, 1)).by_key["surcharge"].standing is Certainty.OWED


@pytest.mark.parametrize(
    ("origin", "general", "added"),
    [("IN", "5%", "10.00"), ("VN", "5%", "12.50"), ("TW", "4%", "6.00"), ("JP", "2.5%", "10.00"), ("JP", "12.5%", "0")],
)
def test_goods_of_sixty_economies_owe_an_added_duty_or_what_lifts_the_duty_to_a_ceiling(origin, general, added):
    answer = costs(origin=origin, general=general, value="100")

    (amount,) = [each for each in answer.amounts if each.key.startswith("forced_labor")]
    assert amount.amount == Decimal(added)


def test_each_of_sixty_economies_has_one_rate():
    origins = [origin for each in MEASURES if each.key.startswith("forced_labor") for origin in each.origins]
    # The European Union counts as one.
    assert (len(origins), len(set(origins))) == (60 + 26, 60 + 26)


def test_what_an_exception_may_take_away_stands_in_the_upper_sum_alone():
    answer = costs(origin="DE", general="2%", value="100")

    assert answer.by_key["forced_labor_10_in_all"].standing is Certainty.POSSIBLE
    assert (answer.least, answer.most) == (Decimal("4.77"), Decimal("12.77"))


def test_goods_of_china_owe_the_rate_of_their_list():
    assert costs(origin="CN", value="100").by_key["china_list_4a"].amount == Decimal("7.50")
    bags = costs(hs="4202921500", origin="CN", value="100")
    assert bags.by_key["china_list_3"].amount == 25
    assert "china_list_3" not in figures(costs(hs="4202921500", origin="HK", value="100"))


def test_a_subheading_of_which_a_list_has_only_a_part_needs_all_ten_digits():
    assert costs(hs="63079098", origin="CN").by_key["china_list_4a"].standing is Certainty.POSSIBLE
    whole = costs(hs="6307909891", origin="CN").by_key
    assert whole["china_list_4a"].standing is Certainty.OWED
    assert "china_raised_50_2026" not in whole
    mask = costs(hs="6307909875", origin="CN").by_key
    assert "china_list_4a" not in mask
    assert mask["china_raised_50_2026"].amount == 30


# The tables of the notices of September 18, 2024 (89 FR 76581), and December 16, 2024 (89 FR 101682): what goods owe by
# section 301 in 2025 and from 2026 on, in percent. Until its day in the table, each owes what it owed before: batteries
# 7.5 by list 4A, and graphite and magnets nothing.
RAISED = (
    ("4015121010", 50, 100),
    *((mask, 25, 50) for mask in ("6307909842", "6307909844", "6307909850", "6307909870", "6307909875")),
    ("8507600010", 25, 25),
    ("8507600020", Decimal("7.5"), 25),
    ("8507904000", 25, 25),
    ("2504101000", 0, 25),
    ("8505110070", 0, 25),
    ("2804610000", 50, 50),
    ("3818000010", 50, 50),
    ("8101940000", 25, 25),
    ("8541100040", 50, 50),
    ("8541430010", 50, 50),
    ("8542310020", 50, 50),
    ("8703800000", 100, 100),
    ("9018310080", 100, 100),
)


@pytest.mark.parametrize("goods", RAISED, ids=lambda goods: goods[0])
def test_goods_of_china_whose_duty_was_raised_owe_on_each_day_what_the_notice_says(goods):
    hs, in_2025, from_2026 = goods
    days = {date(2025, 1, 1): in_2025, date(2025, 12, 31): in_2025, date(2026, 1, 1): from_2026}
    for day, percent in days.items():
        owed = [each for each in costs(hs=hs, origin="CN", value="1000", day=day).amounts if each.key[:5] == "china"]
        assert sum(each.amount for each in owed) == percent * 10, day
        assert {each.standing for each in owed} <= {Certainty.OWED}


def test_goods_that_may_owe_a_duty_under_section_232_have_no_upper_sum():
    answer = costs(hs="7323930080", general="2%", value="100")

    assert answer.by_key["section_232"].amount is None
    assert answer.by_key["forced_labor_12"].standing is Certainty.POSSIBLE
    assert (answer.least, answer.most) == (Decimal("4.77"), None)


@pytest.mark.parametrize("hs", ["8806220000", "3004909200", "7615107130", "8708998180"])
def test_drones_medicines_metals_and_parts_of_vehicles_may_owe_a_duty_under_section_232(hs):
    assert costs(hs=hs).by_key["section_232"].standing is Certainty.NOT_COMPUTED
    assert "section_232" not in figures(costs(hs="6109100012"))


def test_small_mail_owed_one_duty_in_place_of_all_others_until_the_new_entry_of_mail_began():
    mail = {"mode": "post", "value": "100"}
    assert figures(costs(**mail, day=date(2025, 8, 28))) == {"duty": "0"}
    assert figures(costs(**mail, day=date(2025, 8, 29))) == {"mail_duty": "None"}
    assert figures(costs(**mail, day=date(2026, 2, 23))) == {"mail_duty": "None"}
    assert figures(costs(**mail, day=date(2026, 2, 24))) == {"mail_duty": "10.00"}
    assert figures(costs(**mail, day=date(2026, 7, 23))) == {"mail_duty": "10.00"}
    assert figures(costs(**mail, day=date(2026, 7, 24))) == {"duty": "16.50", "forced_labor_12": "12.50"}
    assert costs(**mail, day=date(2026, 7, 24)).entry.entry_type == "13"
    assert costs(**mail, day=date(2025, 8, 28)).entry.entry_type == ""
    assert figures(costs(mode="post", value="900", day=date(2026, 7, 1))) == {"duty": "148.50", "surcharge": "90.00"}


@pytest.mark.parametrize(
    ("value", "day", "fee", "entry_type"),
    [
        ("2500", date(2026, 9, 30), "2.69", "11"),
        ("2500", date(2026, 10, 1), "2.77", "11"),
        ("2500.01", date(2026, 9, 30), "33.58", "01"),
        ("2501", date(2026, 10, 1), "34.58", "01"),
        ("20000", date(2026, 10, 1), "69.28", "01"),
        ("500000", date(2026, 10, 1), "670.86", "01"),
        ("5000", date(2025, 9, 30), "32.71", "01"),
    ],
)
def test_the_processing_fee_follows_the_fiscal_year_and_the_kind_of_entry(value, day, fee, entry_type):
    answer = costs(value=value, day=day)

    assert answer.by_key["processing_fee"].amount == Decimal(fee)
    assert answer.entry.entry_type == entry_type


def test_goods_by_sea_owe_the_harbor_fee_which_small_shipments_may_not_owe():
    formal, informal = costs(mode="sea", value="10000"), costs(mode="sea", value="1000")

    assert (formal.by_key["harbor_fee"].amount, formal.by_key["harbor_fee"].standing) == (12.5, Certainty.OWED)
    assert informal.by_key["harbor_fee"].standing is Certainty.POSSIBLE
    assert "harbor_fee" not in figures(costs(mode="air"))


def test_emergency_duties_are_named_and_not_counted():
    answer = costs(value="1000", day=date(2025, 10, 1))

    assert figures(answer).keys() == {"duty", "processing_fee"}
    assert "IEEPA" in answer.notes[0]


def test_each_amount_names_its_law_with_an_address():
    for each in costs(origin="CN", mode="sea", value="3000").amounts:
        assert each.law.citation
        assert each.law.address.startswith("https://")


def test_the_modes_are_those_of_the_ledger():
    assert {code: str(name) for code, name in MODES.items()} == dict(Mode.choices)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.key)
def test_the_lists_of_a_measure_hold_codes_and_its_days_are_in_order(measure):
    for names in (measure.goods, measure.but, measure.exceptions, measure.possible_exceptions):
        assert all(code.isdecimal() and 4 <= len(code) <= 10 for code in codes_of(names))
        assert all(code < "98" for code in codes_of(names))
    assert measure.last is None or measure.first <= measure.last
