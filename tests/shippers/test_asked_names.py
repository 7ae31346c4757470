"""Whether a name is that of a business: in any script, without the habits of spelling, and never by a single word."""

import pytest

from apps.shippers.matches.asked_names import NameMatch, name_match

LATIN = {"legal": "Lotus Trading, Inc.", "trade": "Café Lantern"}
CHINESE = {"legal": "广州莲花贸易有限公司", "trade": "Lotus Trading"}
CYRILLIC = {"legal": 'ООО "Лотос Трейдинг"', "trade": ""}


@pytest.mark.parametrize(
    ("own", "asked", "told"),
    [
        (LATIN, "Lotus Trading, Inc.", "yes:exact"),
        (LATIN, "  Lotus   Trading, Inc. ", "yes:exact"),
        (LATIN, "LOTUS TRADING LLC", "yes:normal_form"),
        (LATIN, "cafe lantern", "yes:trade_name"),
        (LATIN, "Cafe\u0301 Lantern", "yes:trade_name"),
        (LATIN, "Lotus Tradng", "close:similar"),
        (LATIN, "Trading Lotus", "close:similar"),
        (LATIN, "Trading", "no:different"),
        (LATIN, "Lotus", "no:different"),
        (LATIN, "Inc.", "no:different"),
        (LATIN, "Lotus Trading Kids Shoes and Socks of Boston", "no:different"),
        (LATIN, "莲花贸易", "no:other_script"),
        (LATIN, "!!!", "no:different"),
        (CHINESE, "广州莲花贸易有限公司", "yes:exact"),
        (CHINESE, "广州莲花贸易", "yes:normal_form"),
        (CHINESE, "廣州", "no:different"),
        (CHINESE, "lotus trading", "yes:trade_name"),
        (CHINESE, "广州莲华贸易有限公司", "no:different"),
        (CHINESE, "Лотос Трейдинг", "no:other_script"),
        (CYRILLIC, "лотос трейдинг", "close:similar"),
        (CYRILLIC, "ООО Лотос Трейдинг", "yes:normal_form"),
        ({"legal": "", "trade": ""}, "Lotus", "no:different"),
    ],
)
def test_names(own, asked, told):
    match = name_match(asked, **own)

    assert match.told == told
    assert NameMatch.of_told(told) == match


def test_a_code_without_an_answer_is_read_too():
    assert NameMatch.of_told("no_consent").answer is None
