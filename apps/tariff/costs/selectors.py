"""The goods of a code as the loaded tariff has them, and the lines to choose from where a code has several."""

from collections.abc import Sequence

from apps.tariff.costs.questions import Goods
from apps.tariff.files import RATED_LENGTH as RATED
from apps.tariff.models import Edition, Line
from apps.tariff.selectors import code_with_dots


def edition_loaded() -> Edition | None:
    """Return the edition of the loaded tariff; None if no tariff was loaded since editions are kept."""
    return Edition.objects.first()


def rates_are_loaded() -> bool:
    """Tell whether a tariff with rates of duty is loaded."""
    return Line.objects.exclude(general="").exists()


def goods_find(code: str) -> Sequence[Goods]:
    """Return the goods of a code of six digits or more, each with its own rates: one for a code of eight digits or ten.

    Rates belong to eight digits, so the lines below them are not told apart, unless the code has all ten. A code whose
    last two digits the tariff does not have stands for its eight digits. Makes one query.
    """
    lines = [
        line
        for line in Line.objects.filter(code__startswith=code[:RATED], code__lt="98").order_by("code")
        if line.general
    ]
    if len(code) > RATED:
        exact = [line for line in lines if line.code == code]
        return [_goods(exact[0] if exact else lines[0], code)] if lines else []
    # The line of eight digits comes before those that it is divided into.
    first: dict[str, list[Line]] = {}
    for line in lines:
        first.setdefault(line.code[:RATED], []).append(line)
    return [_goods(group[0], group[0].code if len(group) == 1 else eight) for eight, group in first.items()]


def _goods(line: Line, code: str) -> Goods:
    texts = [*line.path.splitlines(), line.description]
    return Goods(code, code_with_dots(code), texts, line.general, line.special, line.column_2)
