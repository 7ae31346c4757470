"""The floors below which no draft of a policy may go, each with the law that it follows. Pure.

A policy is changed after notice and comment, so a policy of a day could take away the notice itself, or the time in
which a seller is heard. These numbers stand in code: whoever wants to lower one changes the program, in the open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.policy.schema import KEYS


@dataclass(frozen=True, slots=True)
class NumberFloor:
    """The least value of a number that a draft may state, and the law after which it was chosen."""

    least: Decimal
    law: str


FLOORS: dict[str, NumberFloor] = {
    "policy.notice_days": NumberFloor(
        Decimal(30), "5 U.S.C. 553(d): a rule is published 30 days before it takes effect"
    ),
    "policy.comment_days": NumberFloor(
        Decimal(30), "5 U.S.C. 553(c): the public comments on a proposed rule; a month is this program's own measure"
    ),
    "clock.response_days": NumberFloor(Decimal(30), "19 CFR 162.78(a): 30 days to answer a prepenalty notice"),
    "clock.appeal_days": NumberFloor(Decimal(90), "6 U.S.C. 967(c)(1): 90 days to appeal"),
    "clock.appeal_false_statement_days": NumberFloor(
        Decimal(30), "6 U.S.C. 967(c)(2): 30 days to appeal a finding of false information"
    ),
    "exams.least_share": NumberFloor(
        Decimal("0.005"), "6 U.S.C. 965(b) and GAO-17-84: reduced examinations whose effect is measured"
    ),
}


def floor_fault(key: str, value: str) -> str:
    """Return the sentence that says why a number of a draft is too low; "" if it is not."""
    floor = FLOORS.get(key)
    if floor is None or Decimal(value) >= floor.least:
        return ""
    return _("%(label)s (%(key)s) is at least %(least)s in every policy, after %(law)s. No draft goes below that.") % {
        "label": capfirst(str(KEYS[key].label)),
        "key": key,
        "least": floor.least,
        "law": floor.law,
    }


def floor_faults(texts: Mapping[str, str]) -> list[str]:
    """Return the sentences on all numbers of a draft that are below their floors."""
    return [fault for key in FLOORS if key in texts and (fault := floor_fault(key, texts[key]))]
