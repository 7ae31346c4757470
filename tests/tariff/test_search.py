from collections import Counter

import pytest
from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from apps.tariff.agencies import AGENCIES, agencies_of
from apps.tariff.models import Line
from apps.tariff.selectors import codes_look_up, codes_suggest, tariff_is_loaded
from apps.tariff.selectors.lines import MAX_LINES, official_texts
from apps.tariff.selectors.suggestions import MAX_OF_HEADING, MAX_SUGGESTIONS
from config.simulation.numbers.catalog import PRODUCTS
from tests.tariff.excerpt import excerpt_load


def codes(text: str, language: str = "en") -> list[str]:
    return [suggestion.code for suggestion in codes_suggest(text, language).suggestions]


class TestEverydayWords:
    @pytest.mark.parametrize(
        "text",
        [
            *("cotton t-shirt", "Men's COTTON T-shirts", "t shirt, cotton!", "tshirt cotton", "camiseta de algodón"),
            *("Camisetas  de algodon", "playera algodón", "棉T恤", "男士纯棉短袖t恤"),
        ],
    )
    def test_words_in_any_order_form_and_language_find_the_code(self, text):
        assert codes(text)[0] == "610910"

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("wirless hedphones", "851830"),
            ("headphon", "851830"),
            ("key chain metal", "711719"),
            ("sun glasses", "900410"),
            ("dog collar", "420100"),
            ("shirt collar for dogs", "420100"),
            ("zapatilla deportiva", "640411"),
            ("colares de plata", "711311"),
            ("可爱风手机壳", "392690"),
        ],
    )
    def test_typing_errors_joined_and_split_words_are_understood(self, text, code):
        assert code in codes(text)[:3]

    def test_a_suggestion_says_what_it_is_in_the_readers_language_and_why(self):
        spanish = codes_suggest("funda para móvil", "es").suggestions[0]
        chinese = codes_suggest("funda para móvil", "zh-hans").suggestions[0]

        assert (spanish.code, spanish.dotted, spanish.name) == ("392690", "3926.90", "Funda para móvil")
        assert spanish.meaning == "Otros artículos de plástico"
        assert chinese.name == chinese.meaning == "其他塑料制品"
        assert "funda para móvil" in spanish.why[0].sentence
        assert codes_suggest("teddy bear", "en").suggestions[0].agencies == ["CPSC", "FCC", "PHMSA"]

    def test_the_language_of_the_page_is_the_readers(self):
        with translation.override("es"):
            assert codes_suggest("perfume").suggestions[0].name == "Perfume"
            assert codes_suggest("scented candle").suggestions[0].name == "Vela"

    @pytest.mark.parametrize("text", ["", "  ", "!!", "the", "的", "& | !", "a:*", "'", "\\", "x" * 5000, "0" * 5000])
    def test_any_text_can_be_searched(self, text):
        assert codes(text) == []

    def test_there_are_never_too_many_and_one_heading_does_not_fill_the_list(self):
        for text in ("plastic", "cotton", "bag", "包", "juguete"):
            found = codes(text)
            assert len(found) <= MAX_SUGGESTIONS
            assert max(Counter(code[:4] for code in found).values()) <= MAX_OF_HEADING

    def test_no_words_take_more_than_three_queries(self):
        for text in (
            "mug",
            "men's blue cotton t-shirt with a printed dinosaur for children",
            "儿童恐龙印花纯棉短袖T恤",
        ):
            with CaptureQueriesContext(connection) as queries:
                codes(text)
            assert len(queries) <= 3


@pytest.mark.usefixtures("tariff")
class TestOfficialWords:
    def test_the_words_of_the_tariff_find_what_the_lexicon_has_not(self):
        found = codes_suggest("articles described in general note 15").suggestions
        assert found[0].code == "210690"
        assert [reason.sentence for reason in found[0].why] == ["The official description has your words."]

    def test_the_official_descriptions_stand_beside_the_plain_words(self):
        shirt = codes_suggest("cotton t-shirts").suggestions[0]
        assert shirt.official == [
            "T-shirts, singlets, tank tops and similar garments, knitted or crocheted",
            "Of cotton",
        ]

    def test_of_six_digits_without_a_line_only_what_all_lines_below_share_is_said(self):
        (ceramics,) = official_texts(["691200"]).values()
        assert ceramics[0].startswith("Ceramic tableware, kitchenware")
        assert len(ceramics) == 1
        assert official_texts(["999999"]) == {}
        assert official_texts([]) == {}


@pytest.mark.usefixtures("tariff")
class TestByCode:
    @pytest.mark.parametrize("text", ["6109", "61.09", "6109.", "610910", "6109.10.00"])
    def test_the_beginning_of_a_code_finds_the_code_with_or_without_dots(self, text):
        assert "61091000" in codes(text)

    def test_a_code_longer_than_those_of_the_tariff_finds_its_beginning(self):
        assert codes("6109100099") == ["61091000"]

    def test_the_short_codes_of_a_chapter_come_before_the_long_codes(self):
        found = codes("85")
        assert found == sorted(found)
        assert len(found) == MAX_LINES
        assert "851830" in found

    def test_a_code_that_is_found_has_plain_words_too(self):
        found = codes_suggest("851830", "es")
        assert found.by_code
        assert found.suggestions[0].name == "Auriculares"

    def test_only_codes_that_a_product_can_have_are_given(self):
        assert {len(code) for code in codes("8") + codes("6109")} <= {6, 8, 10}

    def test_chapters_for_provisions_of_a_country_are_never_found(self):
        words = SearchVector(Value("Products of somewhere"), config="english")
        Line.objects.create(code="99030124", level=0, description="Products of somewhere", search=words)
        assert codes("9903") == []
        assert "990301" not in codes("products of somewhere")


@pytest.mark.usefixtures("tariff")
class TestMeaning:
    def test_codes_mean_their_line_in_one_query(self):
        with CaptureQueriesContext(connection) as queries:
            meant = codes_look_up(["610910", "61091000", "6109100099", "610999", "99999999", "61"])

        assert len(queries) == 1
        assert meant.keys() == {"610910", "61091000", "6109100099", "610999", "99999999"}
        assert (meant["610910"].exact, meant["610910"].match.code) == (True, "61091000")
        assert (meant["61091000"].exact, meant["61091000"].match.code) == (True, "61091000")
        assert (meant["6109100099"].exact, meant["6109100099"].match.code) == (False, "61091000")
        assert (meant["610999"].exact, meant["610999"].match, meant["610999"].agencies) == (False, None, ["CPSC"])
        assert meant["99999999"].agencies == []

    def test_a_code_of_another_country_means_the_line_of_its_six_digits(self):
        (meant,) = codes_look_up(["61091090"]).values()
        assert (meant.exact, meant.match.code) == (False, "61091000")

    def test_six_digits_mean_what_all_lines_below_share_and_have_plain_words(self):
        with translation.override("es"):
            (meant,) = codes_look_up(["691200"]).values()
        assert (meant.match.code, meant.match.description.partition(",")[0]) == ("691200", "Ceramic tableware")
        assert meant.plain == "Vajilla de cerámica"

    def test_every_simulated_product_is_in_the_demonstrations_tariff(self):
        assert all(meant.exact for meant in codes_look_up(product.hs for product in PRODUCTS).values())


def test_without_a_tariff_the_everyday_words_find_codes_alone():
    assert codes("phone case")[0] == "392690"
    assert codes("6109") == ["610910", "610990"]
    assert codes_suggest("phone case").suggestions[0].official == []


def test_a_missing_tariff_is_noticed():
    assert not tariff_is_loaded()
    assert codes_look_up(["610910"])["610910"].match is None
    excerpt_load()
    assert tariff_is_loaded()


def test_agencies_have_names():
    assert agencies_of("9503.00") == ["CPSC", "FCC", "PHMSA"]
    assert agencies_of("") == []
    assert all(str(name) != code for code, name in AGENCIES.items())


@pytest.mark.slow
def test_the_search_uses_its_index_in_a_whole_tariff():
    Line.objects.bulk_create(
        Line(code=f"{number:06}", level=0, description=f"word{number % 500} of a line", search="")
        for number in range(30_000)
    )
    Line.objects.update(search=SearchVector("description", config="english"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tariff_line")
        cursor.execute("EXPLAIN SELECT * FROM tariff_line WHERE search @@ to_tsquery('english', 'word7')")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "tariff_line_search" in plan
