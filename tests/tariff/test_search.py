import pytest
from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from apps.tariff.agencies import AGENCIES, agencies_of
from apps.tariff.files import TariffFile
from apps.tariff.models import Line
from apps.tariff.selectors import MAX_LINES, codes_look_up, lines_find, tariff_is_loaded
from apps.tariff.services import tariff_load
from config.simulation.catalog import PRODUCTS
from config.simulation.services.demo import TARIFF

pytestmark = pytest.mark.django_db


@pytest.fixture
def tariff():
    tariff_load(file=TariffFile(TARIFF))


def codes(text: str) -> list[str]:
    return [match.code for match in lines_find(text).matches]


@pytest.mark.usefixtures("tariff")
class TestByWord:
    @pytest.mark.parametrize("text", ["cotton t-shirts", "COTTON T-SHIRT", "t-shirt cotto", "  T-shirts, of cotton! "])
    def test_words_in_any_order_and_form_find_a_line(self, text):
        assert codes(text)[0] == "61091000"
        assert not lines_find(text).partly

    def test_a_found_line_has_the_lines_above_and_the_agencies(self):
        match = next(match for match in lines_find("cotton t-shirts").matches if match.code == "61091000")

        assert match.dotted == "6109.10.00"
        assert match.description == "Of cotton"
        assert match.above == [
            "Articles of apparel and clothing accessories, knitted or crocheted",
            "T-shirts, singlets, tank tops and similar garments, knitted or crocheted",
        ]
        assert match.agencies == ["CPSC"]

    def test_the_last_word_may_be_unfinished_and_whole_words_go_first(self):
        assert codes("candl")[0] == "3406000000"
        whole = lines_find("knives").matches
        assert whole[0].code.startswith("8211")

    def test_the_lines_below_a_line_that_fits_are_left_out(self):
        found = codes("tea")
        assert "090210" in found
        assert not [code for code in found if code.startswith("090210") and code != "090210"]

    def test_lines_with_some_of_the_words_are_found_where_no_line_has_all(self):
        found = lines_find("quantum earphones")
        assert found.partly
        assert found.matches[0].code.startswith("8518")

    @pytest.mark.parametrize("text", ["", "  ", "!!", "the", "棉", "& | !", "a:*", "'", "\\", "x" * 5000, "0" * 5000])
    def test_any_text_can_be_searched(self, text):
        assert codes(text) == []

    def test_only_codes_that_a_product_can_have_are_given_and_never_too_many(self):
        found = codes("of") + codes("other articles") + codes("8")
        assert {len(code) for code in found} <= {6, 8, 10}
        assert all(len(codes(text)) <= MAX_LINES for text in ("plastics", "85", "other articles"))


@pytest.mark.usefixtures("tariff")
class TestByCode:
    @pytest.mark.parametrize("text", ["6109", "61.09", "6109.", "610910", "6109.10.00"])
    def test_the_beginning_of_a_code_finds_the_code_with_or_without_dots(self, text):
        assert "61091000" in codes(text)

    def test_a_code_longer_than_those_of_the_tariff_finds_its_beginning(self):
        assert codes("6109100099") == ["61091000"]

    def test_the_short_codes_of_a_chapter_come_before_the_long_codes(self):
        found = lines_find("85").matches
        assert [match.code for match in found] == sorted(match.code for match in found)
        assert len(found) == MAX_LINES
        assert "851830" in [match.code for match in found]

    def test_chapters_for_provisions_of_a_country_are_never_found(self):
        words = SearchVector(Value("Products of somewhere"), config="english")
        Line.objects.create(code="99030124", level=0, description="Products of somewhere", search=words)
        assert codes("9903") == codes("somewhere") == []


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

    def test_every_simulated_product_is_in_the_demonstrations_tariff(self):
        assert all(meant.exact for meant in codes_look_up(product.hs for product in PRODUCTS).values())


def test_a_missing_tariff_is_noticed():
    assert not tariff_is_loaded()
    assert codes_look_up(["610910"])["610910"].match is None
    tariff_load(file=TariffFile(TARIFF))
    assert tariff_is_loaded()


def test_agencies_have_names():
    assert agencies_of("9503.00") == ["CPSC"]
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
