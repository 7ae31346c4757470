"""The goods of a code as the loaded tariff has them, and the lines to choose from where a code has several."""

from collections.abc import Sequence

from apps.tariff.costs.questions import Goods
from apps.tariff.models import Edition, Line
from apps.tariff.selectors import code_with_dots

MAX_LINES = 60
# The digits that have rates of duty, and those of a whole code.
RATED, WHOLE = 8, 10


def edition_loaded() -> Edition | None:
    """Return the edition of the loaded tariff; None if no tariff was loaded since editions are kept."""
    return Edition.objects.first()


def rates_are_loaded() -> bool:
    """Tell whether a tariff with rates of duty is loaded."""
    return Line.objects.exclude(general="").exists()


def goods_find(code: str) -> Sequence[Goods]:
    """Return the goods of a code of six digits or more: one if the code is whole, else all to choose from.

    A whole code whose last two digits the tariff does not have stands for its eight digits, whose rates are the same.
    Makes one query.
    """
    lines = list(Line.objects.filter(code__startswith=code[:RATED], code__lt="98").order_by("code")[: MAX_LINES * 4])
    found = [line for line in lines if line.code.startswith(code) and line.general]
    whole = [line for line in found if len(line.code) == WHOLE]
    # Lines of eight digits that no line divides further.
    undivided = [
        line
        for line in found
        if len(line.code) == RATED and not any(other.code.startswith(line.code) for other in whole)
    ]
    choice = sorted([*whole, *undivided], key=lambda line: line.code)
    if not choice and len(code) == WHOLE:
        choice = [line for line in lines if line.code == code[:RATED] and line.general]
        return [_goods(line, code) for line in choice]
    return [_goods(line, line.code) for line in choice[:MAX_LINES]]


def _goods(line: Line, code: str) -> Goods:
    texts = [*line.path.splitlines(), line.description]
    return Goods(code, code_with_dots(code), texts, line.general, line.special, line.column_2)
