"""The search for codes learns from what sellers chose and officers confirmed, and tells nothing of one seller."""

from itertools import count

from apps.shippers.models import ProductLine, Shipper
from apps.shippers.services import code_choices_count
from apps.tariff.models import CodeChoice
from apps.tariff.selectors import codes_suggest
from apps.tariff.services import MIN_SELLERS

numbers = count(1)


def sellers(how_many: int, description: str, hs: str, **fields: object) -> list[Shipper]:
    made = [Shipper.objects.create(**{"ksn": f"KS{next(numbers):09}A", **fields}) for _ in range(how_many)]
    ProductLine.objects.bulk_create(
        ProductLine(shipper=shipper, description=description, hs=hs, origin="VN") for shipper in made
    )
    return made


def place(text: str, code: str) -> int:
    return [suggestion.code for suggestion in codes_suggest(text, "zh").suggestions].index(code)


def test_what_several_sellers_chose_and_officers_confirmed_is_suggested_and_says_so() -> None:
    assert codes_suggest("zorbit").suggestions == []
    sellers(MIN_SELLERS + 2, "Zorbits, hand-made", "9503008000")
    code_choices_count()

    (found,) = codes_suggest("a zorbit").suggestions
    assert found.code == "950300"
    (reason,) = found.why
    assert reason.kind == "chosen"
    assert reason.sentence == f"{MIN_SELLERS + 2} sellers who write “zorbit” use this code, and officers confirmed it."
    assert found.name == "Toys"


def test_the_choice_of_fewer_sellers_is_kept_nowhere() -> None:
    sellers(MIN_SELLERS - 1, "Secret sauce of Mrs Blue", "210390")
    many = sellers(1, "Zorbit", "950300")[0]
    ProductLine.objects.bulk_create(
        ProductLine(shipper=many, description="Zorbit", hs="950300", origin="VN") for _ in range(MIN_SELLERS)
    )
    code_choices_count()
    assert not CodeChoice.objects.exists()


def test_what_no_officer_confirmed_and_merged_records_do_not_count() -> None:
    kept = sellers(MIN_SELLERS - 1, "Zorbit", "950300")
    sellers(MIN_SELLERS, "Zorbit", "950300", ksn=None)
    (merged,) = sellers(1, "Zorbit", "950300")
    merged.merged_into, merged.merged_at = kept[0], merged.created_at
    merged.save()
    assert code_choices_count() == 0


def test_choices_move_codes_up_in_any_language_and_a_new_count_replaces_the_old() -> None:
    before = place("瑜伽垫", "401699")
    lines = [shipper.product_lines.get() for shipper in sellers(40, "加厚瑜伽垫", "401699")]
    code_choices_count()
    assert place("瑜伽垫", "401699") < before

    for line in lines:
        line.hs = "950691"
        line.save()
    code_choices_count()
    assert place("瑜伽垫", "401699") == before
    assert not CodeChoice.objects.filter(code="401699").exists()
