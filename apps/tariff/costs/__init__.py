"""What goods cost at the border: duty, added duties and fees, by line, origin, mode, value and day.

`costs_of` takes a question and the goods as the loaded tariff has them; it is pure. Each rule is a file in `rules`, the
added duties are the dated table in `measures.py`, each number names its law. `docs/costs.md` says how it is checked.
"""

from apps.tariff.costs.amounts import Certainty, CostAmount, Costs, EntryType, Preference
from apps.tariff.costs.calculation import costs_of
from apps.tariff.costs.measures import CHECKED, NOT_HELD, VERSION
from apps.tariff.costs.questions import (
    CURRENCY,
    FIRST_DAY,
    LAST_DAY,
    MAX_MEASURED,
    MAX_VALUE,
    MODES,
    CostQuestion,
    TariffGoods,
)
from apps.tariff.costs.rates import RateUnit
from apps.tariff.costs.selectors import edition_loaded, goods_by_code, goods_find, goods_near, rates_are_loaded
