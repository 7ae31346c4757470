"""The page that compares groups of sellers and goods: exams of a year beside exams at random, and what draws expect."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext_lazy as _lazy
from django_countries import countries

from apps.core import clock
from apps.core.lazy import Promise
from apps.policy.procedures import SelectionShares
from apps.targeting import selectors
from apps.targeting.fairness import MONTHS, Grouping
from apps.targeting.selection import ALL, GroupExams, groups_added, most_burdened_group

GROUPINGS: dict[Grouping, Promise] = {
    Grouping.SIZE: _lazy("By size: parcels in the year"),
    Grouping.COUNTRY: _lazy("By country of the business"),
    Grouping.LANGUAGE: _lazy("By language of the owner"),
    Grouping.ORIGIN: _lazy("By origin of the goods"),
}
NOT_KNOWN = _lazy("Not known")
SIZES: dict[str, Promise] = {
    "1": _lazy("Fewer than 100"),
    "2": _lazy("100 to 999"),
    "3": _lazy("1,000 to 9,999"),
    "4": _lazy("10,000 and more"),
}
# A group where its kind does not stand beside it.
ALONE: dict[Grouping, Promise] = {
    Grouping.SIZE: _lazy("Businesses by parcels in the year: %(name)s"),
    Grouping.LANGUAGE: _lazy("Businesses whose owner uses %(name)s"),
    Grouping.ORIGIN: _lazy("Goods of %(name)s"),
}
# So many groups of a kind are shown, those with most parcels first.
MAX_SHOWN = 40


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A group with its clean parcels; `alone` is its name where its kind does not stand beside it.

    `times` is how many times the share of all its share is, None where nothing was opened by choice; `is_bound` says
    that it has enough parcels for a share of its own, and `is_above` that it is above the bound.
    """

    name: str | Promise
    alone: str
    exams: GroupExams
    times: float | None
    is_bound: bool
    is_above: bool


@dataclass(frozen=True, slots=True)
class GroupMonth:
    """A month, and the group whose clean parcels were opened most often by choice; None where no group had enough
    parcels. `forgone` wrong parcels fewer were expected to be found for the bound.
    """

    month: date
    worst: GroupShown | None
    forgone: float


@dataclass(frozen=True, slots=True)
class GroupsDrawn:
    """What draws of a year expected to open by choice, by kind of group and by month, the latest first."""

    since: date
    tables: list[tuple[Promise, list[GroupShown]]]
    months: list[GroupMonth]


def groups_shown(terms: SelectionShares) -> GroupsDrawn:
    """Return what the draws of a year expected to open by choice, of each group, beside the bound of the policy."""
    since = clock.add_months(clock.month_of(clock.today()), 1 - MONTHS)
    by_month = selectors.groups_by_month(since, clock.today())
    forgone = selectors.findings_forgone_by_month(since)
    year = _groups_of(groups_added(by_month.values()), terms)
    tables = [
        (label, [shown for of, shown in year if of == grouping][:MAX_SHOWN]) for grouping, label in GROUPINGS.items()
    ]
    return GroupsDrawn(
        since=since,
        tables=[(label, rows) for label, rows in tables if rows],
        months=[
            GroupMonth(month, _worst(groups, terms), forgone[month])
            for month, groups in sorted(by_month.items(), reverse=True)
        ],
    )


def most_burdened_lately(terms: SelectionShares) -> GroupShown | None:
    """Return the group whose clean parcels the draws of the last days opened by choice most often; None where no group
    had enough parcels for the bound.
    """
    return _worst(selectors.groups_drawn_lately(), terms)


def group_name(grouping: Grouping, name: str) -> str | Promise:
    """Return the name of a group in words."""
    match grouping:
        case Grouping.SIZE:
            return SIZES[name]
        case Grouping.COUNTRY | Grouping.ORIGIN:
            return str(countries.name(name)) or name or NOT_KNOWN
    return dict(settings.LANGUAGES).get(name, NOT_KNOWN)


def _groups_of(groups: Mapping[str, GroupExams], terms: SelectionShares) -> list[tuple[Grouping, GroupShown]]:
    """Return all groups, those with most clean parcels first."""
    return [
        _group_shown(key, groups, terms) for key in sorted(groups, key=lambda key: -groups[key].clean) if key != ALL
    ]


def _group_shown(key: str, groups: Mapping[str, GroupExams], terms: SelectionShares) -> tuple[Grouping, GroupShown]:
    exams = groups[key]
    times, is_bound = exams.times(groups.get(ALL, GroupExams())), exams.clean >= terms.group_least
    is_above = is_bound and times is not None and times > terms.group_most
    kind, _colon, name = key.partition(":")
    grouping = Grouping(kind)
    words = group_name(grouping, name)
    return grouping, GroupShown(words, str(ALONE[grouping]) % {"name": words}, exams, times, is_bound, is_above)


def _worst(groups: Mapping[str, GroupExams], terms: SelectionShares) -> GroupShown | None:
    key = most_burdened_group(groups, terms.group_least)
    return None if key is None else _group_shown(key, groups, terms)[1]
