"""The page that works out what goods cost at the border."""

import pytest
from django.test import Client

ADDRESS = "/guidance/costs/"
SHIRTS = {"hs": "6109.10.00.12", "origin": "VN", "mode": "air", "value": "$60.00", "day": "2026-11-28"}


def read(**given: str) -> str:
    answer = Client().get(ADDRESS, given)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_tariff_the_page_says_what_the_operator_loads():
    assert "load_tariff" in read()
    assert "load_tariff" in read(**SHIRTS)


def test_the_answer_says_how_each_amount_came_to_be_and_its_address_holds_all_answers(tariff):
    page = read(**SHIRTS)

    for part in ("$20.17", "$9.90", "16.5%, on a value of $60.00", "$7.50", "$2.77", "Informal entry", "Vietnam"):
        assert part in page, part
    assert "The rates are those of the tariff of" in page
    assert "hs=6109.10.00.12&amp;origin=VN" in page.replace("&amp;amp;", "&amp;")


def test_a_word_or_a_short_code_leads_to_lines_to_choose_from_with_the_other_answers_kept(tariff):
    words = read(**SHIRTS | {"hs": "T-shirt"})
    assert "hs=610910" in words
    lines = read(**SHIRTS | {"hs": "4202.22"})
    assert "4202.22.15.00" in lines
    assert "origin=VN" in lines


def test_a_code_with_one_line_below_a_word_leads_to_the_answer_and_others_show_their_lines(tariff):
    words = read(**SHIRTS | {"hs": "T-shirt"})
    assert "hs=61091000" in words
    assert "hs=610910&" not in words.replace("&amp;", "&")
    assert "hs=61099010" in words


def test_a_code_that_the_tariff_does_not_have_leads_to_the_lines_of_its_beginning(tariff):
    page = read(**SHIRTS | {"hs": "6109.99"})
    assert "The tariff has no line “610999”. These lines begin with 6109." in page
    assert "hs=61091000" in page
    heading = read(**SHIRTS | {"hs": "6109"})
    assert "has no line" not in heading
    assert "hs=61091000" in heading


@pytest.mark.parametrize(
    ("origin", "country", "law"),
    [("CU", "Cuba", "515.204"), ("IR", "Iran", "560.201"), ("KP", "North Korea", "510.205")],
)
def test_goods_under_an_embargo_are_told_with_the_law_and_nothing_is_priced(tariff, origin, country, law):
    page = read(**SHIRTS | {"origin": origin})

    assert "These goods may not be imported" in page
    assert f"Goods of {country} may not be imported" in page
    assert f"https://www.ecfr.gov/current/title-31/section-{law}" in page
    for price in ("At least $", "Between $", "$0", "Informal entry", "Merchandise processing fee"):
        assert price not in page


def test_an_unknown_code_is_told_and_the_form_keeps_the_answers(tariff):
    page = read(**SHIRTS | {"hs": "9999.99.99"})

    assert "no line with a rate" in page
    assert 'value="$60.00"' in page


def test_errors_stand_beside_the_fields_and_in_a_summary(tariff):
    answer = Client().get(ADDRESS, SHIRTS | {"origin": "", "value": "much", "day": "2020-01-01"})

    assert answer.status_code == 422
    page = answer.content.decode()
    for part in ("There is a problem", "Choose a country.", "Enter a number in digits", "2025-01-01"):
        assert page.count(part) >= 1, part


def test_a_price_below_zero_is_told_with_what_to_type(tariff):
    answer = Client().get(ADDRESS, SHIRTS | {"value": "-1"})

    assert answer.status_code == 422
    assert "Enter 0 or more." in answer.content.decode()


def test_the_form_asks_for_the_weight_only_if_the_rate_counts_it(tariff):
    assert 'type="hidden" name="weight_kg"' in read(**SHIRTS, edit="1")
    seeds = SHIRTS | {"hs": "1209.30.00"}
    unweighed = read(**seeds)
    assert "At least $" in unweighed
    assert "Enter the net weight." in unweighed
    assert 'name="weight_kg"' in unweighed
    assert 'type="hidden" name="origin" value="VN"' in unweighed
    weighed = read(**seeds, weight_kg="12.5")
    assert "1¢/kg" in weighed
    assert "At least" not in weighed


def test_the_answers_can_be_changed(tariff):
    page = read(**SHIRTS, edit="1")

    assert 'value="6109.10.00.12"' in page
    assert "Work it out" in page


def test_a_code_found_by_a_search_leads_to_the_form_with_its_lines_and_no_error(tariff):
    found = Client().get("/guidance/classification/", {"q": "T-shirt"}).content.decode()
    assert 'href="/guidance/costs/?hs=610910&amp;edit=1"' in found

    page = read(hs="610910", edit="1")
    assert "There is a problem" not in page
    assert 'value="610910"' in page

    lines = read(hs="420222", edit="1")
    assert "There is a problem" not in lines
    assert "hs=42022215" in lines


def test_goods_that_nobody_knows_are_told_together_with_the_other_errors(tariff):
    answer = Client().get(ADDRESS, SHIRTS | {"hs": "9999.99.99", "origin": ""})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose a country." in page
    assert "no line with a rate" in page


def test_a_text_that_is_too_long_is_told_and_not_repeated(tariff):
    answer = Client().get(ADDRESS, SHIRTS | {"hs": "shirt " * 100})
    assert answer.status_code == 422
    assert "no line with a rate" not in answer.content.decode()

    assert f"“{'9' * 200}”" in read(hs="9" * 1_000, edit="1")


def test_a_get_writes_nothing(tariff, django_assert_max_num_queries):
    with django_assert_max_num_queries(6) as asked:
        read(**SHIRTS)
    assert not [each for each in asked.captured_queries if not each["sql"].lstrip().startswith("SELECT")]
