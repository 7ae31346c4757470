"""The goods of a code, as the loaded tariff has them."""

import pytest

from apps.tariff.costs import goods_find
from apps.tariff.files import TariffFile
from apps.tariff.services import tariff_load

TARIFF = """htsno,indent,description,general,special,other
6110,0,Sweaters,,,
6110.20,1,Of cotton,,,
6110.20.10,2,Containing 36 percent or more of flax fibers,5%,,50%
6110.20.10.10,3,Men's,,,
6110.20.10.20,3,Women's,,,
6110.20.20,2,Other,16.5%,Free (AU),50%
6110.20.20.05,3,Boys',,,
6110.30.00.00,1,Of other fibers,32%,,90%
9802.00.40,0,Articles returned,Free,,
"""


@pytest.fixture(autouse=True)
def tariff(tmp_path):
    path = tmp_path / "hts.csv"
    path.write_text(TARIFF)
    tariff_load(file=TariffFile(path))


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("611020", [("61102010", "5%"), ("61102020", "16.5%")]),
        ("61102010", [("61102010", "5%")]),
        ("6110201020", [("6110201020", "5%")]),
        ("6110201099", [("6110201099", "5%")]),
        ("611030", [("6110300000", "32%")]),
        ("61103000", [("6110300000", "32%")]),
        ("611040", []),
        ("9802004000", []),
    ],
)
def test_rates_belong_to_eight_digits_and_the_lines_below_are_not_told_apart(code, found):
    assert [(goods.code, goods.general) for goods in goods_find(code)] == found


def test_the_words_of_goods_come_from_the_top():
    (goods,) = goods_find("6110201020")
    assert goods.texts == ["Sweaters", "Of cotton", "Containing 36 percent or more of flax fibers", "Women's"]
    assert goods.dotted == "6110.20.10.20"
