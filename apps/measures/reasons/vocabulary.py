"""The words of the register of reasons: codes in the files, with names for people."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.reasons import DenialReason
from apps.core.lazy import Promise
from apps.evaluation.rules import RULES
from apps.ledger.vocabulary import Category
from apps.standing import adverse_actions

# What the program took away, or proposed to take away, beside the adverse actions on a standing.
DENIAL, VIOLATION, WATCH = "denial", "violation", "watch"
# In place of any but a violation or a watch, where too few businesses had one of the same kind.
MEMBERSHIP = "membership"


def action_choices() -> list[tuple[str, Promise]]:
    """Return the code and the name of each action of the register."""
    return [
        (DENIAL, _lazy("Denial of an application")),
        *adverse_actions.action_choices(),
        (VIOLATION, _lazy("Violation found")),
        (WATCH, _lazy("Watch that fell on one business")),
        (MEMBERSHIP, _lazy("An application, a membership or a tier")),
    ]


class ActionEnd(models.TextChoices):
    """The end of the action, after any appeal."""

    UPHELD = "upheld", _lazy("Upheld: the action stands")
    LOWER_TIER = "lower_tier", _lazy("Reduced: a smaller step down")
    CONDITIONS = "conditions", _lazy("Reduced: conditions instead")
    LIGHTER = "lighter", _lazy("Reduced: something else that takes less away")
    WITHDRAWN = "withdrawn", _lazy("Withdrawn: nothing was taken away")
    LAPSED = "lapsed", _lazy("Lapsed: nobody decided in time")
    OVERTURNED = "overturned", _lazy("Overturned on appeal")
    UNFOUNDED = "unfounded", _lazy("Nothing was found of what was looked for")
    # In place of any but `UPHELD`, where too few businesses had the same.
    NOT_UPHELD = "less", _lazy("Less was taken away, or nothing")


class ActorType(models.TextChoices):
    """The hand that took a step: a machine, or a person."""

    PROGRAM = "program", _lazy("By the program, without a person")
    SOURCE = "source", _lazy("By the system of an agency or a partner")
    PERSON = "person", _lazy("By an officer")
    TWO_PERSONS = "two_persons", _lazy("By two officers")


class EffectTiming(models.TextChoices):
    """The order of effect and hearing: whether the action had effect before the business was heard."""

    YES = "yes", _lazy("At once, heard after")
    NO = "no", _lazy("Heard first")


class ObjectionUse(models.TextChoices):
    """The use of a way to object: whether it was open, and whether the business took it."""

    USED = "used", _lazy("Used")
    NOT_USED = "not_used", _lazy("Open, not used")
    NOT_OPEN = "not_open", _lazy("Not part of this procedure")


class DayBand(models.TextChoices):
    """The days from the notice to the decision; of an application, from the sending to the decision; of a watch, from
    its beginning to its end.
    """

    WEEK = "0-7", _lazy("0 to 7 days")
    MONTH = "8-30", _lazy("8 to 30 days")
    QUARTER = "31-90", _lazy("31 to 90 days")
    HALF_YEAR = "91-180", _lazy("91 to 180 days")
    MORE = "181-", _lazy("More than 180 days")
    # In place of bands that are cut finer.
    UP_TO_90 = "0-90", _lazy("0 to 90 days")
    FROM_91 = "91-", _lazy("More than 90 days")


UP_TO = {7: DayBand.WEEK, 30: DayBand.MONTH, 90: DayBand.QUARTER, 180: DayBand.HALF_YEAR}
# Grounds beside the reasons of denials and the categories of violations.
RECORD, OFFICER, FALSE_INFORMATION, PLAN, SEVERAL = "rules", "officer", "false_information", "plan", "several"
WATCHED = "watched"
GROUNDS: dict[str, str | Promise] = {
    RECORD: _lazy("The record no longer meets the rules of the policy"),
    OFFICER: _lazy("The findings of an officer"),
    FALSE_INFORMATION: _lazy("False information at a visit"),
    PLAN: _lazy("A corrective plan that was not carried out"),
    SEVERAL: _lazy("Several grounds"),
    WATCHED: _lazy("Goods that officers looked for"),
    **{f"denial.{reason.value}": reason.label for reason in DenialReason},
    **{f"violation.{category.value}": category.label for category in Category},
}
# Grounds belong to wider ones, and these to still wider ones, which stand in place of what too few businesses share.
WIDER_GROUNDS: dict[str, str | Promise] = {
    "denial": _lazy("What the application showed"),
    "violation.declared": _lazy("What was declared about the goods"),
    "violation.filed": _lazy("Data or records that were missing or late"),
    "violation.goods": _lazy("Goods that may not be shipped"),
    "violation.dealings": _lazy("Dealings that hide something, or with a restricted party"),
    "violation.data": _lazy("What was declared, missing or late"),
    "violation.conduct": _lazy("Goods that may not be shipped, or dealings that hide something"),
}
_WIDER_VIOLATIONS = {
    "violation.declared": (
        *(Category.UNDERVALUATION, Category.CLASSIFICATION, Category.ORIGIN, Category.MARKING),
        *(Category.VAGUE_DATA, Category.CLERICAL),
    ),
    "violation.filed": (Category.MISSING_AGENCY_DATA, Category.RECORDS, Category.LATE_FILING),
    "violation.goods": (
        *(Category.NARCOTICS, Category.WEAPONS, Category.COUNTERFEIT),
        *(Category.FORCED_LABOR, Category.UNSAFE_GOODS),
    ),
    "violation.dealings": (
        *(Category.RESTRICTED_PARTY, Category.FALSE_STATEMENT, Category.EVASION, Category.SPLITTING),
    ),
}
# The wider value of each value that has one.
WIDER: dict[str, dict[str, str]] = {
    "outcome": {outcome: ActionEnd.NOT_UPHELD for outcome in ActionEnd if outcome != ActionEnd.UPHELD},
    "ground": {
        **{f"denial.{reason.value}": "denial" for reason in DenialReason},
        **{f"violation.{each}": wider for wider, categories in _WIDER_VIOLATIONS.items() for each in categories},
        **dict.fromkeys(("violation.declared", "violation.filed"), "violation.data"),
        **dict.fromkeys(("violation.goods", "violation.dealings"), "violation.conduct"),
    },
    "days": {
        **dict.fromkeys((DayBand.WEEK, DayBand.MONTH, DayBand.QUARTER), DayBand.UP_TO_90),
        **dict.fromkeys((DayBand.HALF_YEAR, DayBand.MORE), DayBand.FROM_91),
    },
}
# The rule of the policy that an action rests on, beside the rules themselves.
NO_RULE, SEVERAL_RULES = "none", "several"
RULE_NAMES: dict[str, str | Promise] = {
    NO_RULE: _lazy("No rule that is computed"),
    SEVERAL_RULES: _lazy("Several rules"),
    **{code: rule.TITLE for code, rule in RULES.items()},
}


def days_band(days: int) -> DayBand:
    """Return the band into which a number of days falls."""
    return next((band for most, band in UP_TO.items() if days <= most), DayBand.MORE)


def names_of(column: str) -> dict[str, str | Promise]:
    """Return the name of each code that a column of the register may have, but versions of the policy."""
    if column == "action":
        return dict(action_choices())
    choices: dict[str, type[models.TextChoices]] = {
        "outcome": ActionEnd,
        "at_once": EffectTiming,
        "begun_by": ActorType,
        "decided_by": ActorType,
        "response": ObjectionUse,
        "appeal": ObjectionUse,
        "days": DayBand,
    }
    if column in choices:
        return dict(choices[column].choices)
    return {"ground": GROUNDS | WIDER_GROUNDS, "rule": RULE_NAMES}.get(column, {})


def widened(column: str, value: str, times: int = 1) -> str:
    """Return the wider value to which a value of a column belongs, so many times; itself where there is none."""
    if column == "action":
        return MEMBERSHIP if times and value and value not in (VIOLATION, WATCH) else value
    for _time in range(times):
        value = WIDER.get(column, {}).get(value, value)
    return value
