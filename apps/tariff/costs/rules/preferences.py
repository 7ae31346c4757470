"""The rates of trade agreements and programs in the special column of the tariff."""

import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.tariff.costs.amounts import Preference
from apps.tariff.costs.questions import CostQuestion, TariffGoods
from apps.tariff.costs.rates import rate_shown

# HTSUS general note 3(c)(i), for agreements with one country or a few. Programs without a list here (A, D, E, R and
# others) cover many countries, change, or have lapsed: the answer counts none of them.
PROGRAMS: Mapping[str, tuple[Promise, frozenset[str]]] = {
    "AU": (_lazy("Australia Free Trade Agreement"), frozenset({"AU"})),
    "BH": (_lazy("Bahrain Free Trade Agreement"), frozenset({"BH"})),
    "CL": (_lazy("Chile Free Trade Agreement"), frozenset({"CL"})),
    "CO": (_lazy("Colombia Trade Promotion Agreement"), frozenset({"CO"})),
    "IL": (_lazy("Israel Free Trade Area"), frozenset({"IL"})),
    "JO": (_lazy("Jordan Free Trade Area"), frozenset({"JO"})),
    "JP": (_lazy("Japan Trade Agreement"), frozenset({"JP"})),
    "KR": (_lazy("Korea Free Trade Agreement"), frozenset({"KR"})),
    "MA": (_lazy("Morocco Free Trade Agreement"), frozenset({"MA"})),
    "OM": (_lazy("Oman Free Trade Agreement"), frozenset({"OM"})),
    "P": (_lazy("Dominican Republic and Central America Agreement"), frozenset(["CR", "DO", "GT", "HN", "NI", "SV"])),
    "PA": (_lazy("Panama Trade Promotion Agreement"), frozenset({"PA"})),
    "PE": (_lazy("Peru Trade Promotion Agreement"), frozenset({"PE"})),
    "S": (_lazy("United States, Mexico and Canada Agreement"), frozenset({"CA", "MX"})),
    "SG": (_lazy("Singapore Free Trade Agreement"), frozenset({"SG"})),
}
_GROUP = re.compile(r"([^()]+)\(([^()]*)\)")


def preferences(question: CostQuestion, goods: TariffGoods) -> Iterator[Preference]:
    """Yield the rates that agreements give to goods of the country of origin."""
    for found in _GROUP.finditer(goods.special):
        for program in (each.strip() for each in found[2].split(",")):
            name, countries = PROGRAMS.get(program, (None, frozenset()))
            if name and question.origin in countries:
                yield Preference(program, name, rate_shown(found[1].strip()), question.preference)


def preference_claimed(question: CostQuestion, goods: TariffGoods) -> Preference | None:
    """Return the rate of an agreement that the importer claims; None without a claim or a rate."""
    return next(preferences(question, goods), None) if question.preference else None
