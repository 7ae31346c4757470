"""The goods of a code as the loaded tariff has them, and the lines to choose from where a code has several."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from apps.tariff.costs.questions import RETURNED, TariffGoods
from apps.tariff.files import RATED_LENGTH as RATED
from apps.tariff.models import Edition, Line
from apps.tariff.selectors import SIX, code_with_dots

HEADING = 4


def edition_loaded() -> Edition | None:
    """Return the edition of the loaded tariff; None if no tariff was loaded since editions are kept."""
    return Edition.objects.first()


def rates_are_loaded() -> bool:
    """Tell whether a tariff with rates of duty is loaded."""
    return Line.objects.exclude(general="").exists()


def goods_by_code(codes: Iterable[str]) -> Mapping[str, Sequence[TariffGoods]]:
    """Return the goods of each code of six digits, of those that the tariff has. Makes one query."""
    wanted = list(codes)
    found: dict[str, list[TariffGoods]] = {}
    for each in _by_eight_digits(_lines(*wanted)):
        found.setdefault(each.code[:SIX], []).append(each)
    return {code: found[code] for code in wanted if code in found}


def goods_near(code: str) -> tuple[str, Sequence[TariffGoods]]:
    """Return the longest beginning of a code that the tariff has, and its goods; "" and none without such a heading."""
    for length in range(min(len(code), RATED), HEADING - 1, -2):
        if found := list(_by_eight_digits(_lines(code[:length]))):
            return code[:length], found
    return "", []


def goods_find(code: str) -> Sequence[TariffGoods]:
    """Return the goods of a code of six digits or more, each with its own rates: one for a code of eight digits or ten.

    Rates belong to eight digits, so the lines below them are not told apart, unless the code has all ten. A code whose
    last two digits the tariff does not have stands for its eight digits. Makes one query.
    """
    lines = _lines(code[:RATED])
    if len(code) > RATED:
        exact = [line for line in lines if line.code == code]
        return [_goods(exact[0] if exact else lines[0], code)] if lines else []
    return list(_by_eight_digits(lines))


def _lines(*beginnings: str) -> list[Line]:
    """Return the lines with rates whose codes have one of some beginnings, in the order of their codes."""
    if not beginnings:
        return []
    begun = reduce(or_, (Q(code__startswith=beginning) for beginning in beginnings))
    # Chapters 98 and 99 are provisions beside the rate of goods, but for goods that come back.
    own = Q(code__lt="98") | Q(code__startswith=RETURNED)
    return list(Line.objects.filter(begun, own).exclude(general="").order_by("code"))


def _by_eight_digits(lines: Iterable[Line]) -> Iterator[TariffGoods]:
    """Yield the goods of lines, once for each eight digits. The line of eight digits comes before those below."""
    first: dict[str, list[Line]] = {}
    for line in lines:
        first.setdefault(line.code[:RATED], []).append(line)
    for eight, group in first.items():
        yield _goods(group[0], group[0].code if len(group) == 1 else eight)


def _goods(line: Line, code: str) -> TariffGoods:
    texts = [*line.path.splitlines(), line.description]
    return TariffGoods(code, code_with_dots(code), texts, line.general, line.special, line.column_2)
