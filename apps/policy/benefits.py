"""The benefits that a policy may promise to a tier."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise


@dataclass(frozen=True, slots=True)
class Benefit:
    """A benefit of a tier.

    `value` is the multiple of the exam rate, the share waived or offset, or 1 for a benefit that is either had or not.
    """

    code: str
    label: str | Promise
    value: float


BENEFITS: dict[str, tuple[Promise, float]] = {
    # code: label, and the value at which there is no benefit
    "exam_rate": (_lazy("Fewer exams"), 1.0),
    "front_of_line": (_lazy("Front of the line when examined"), 0),
    "data_corrections": (_lazy("Fewer requests to correct data"), 0.0),
    "penalty_offset": (_lazy("Penalty mitigation offset"), 0.0),
    "account_manager": (_lazy("Account manager"), 0),
    "certificate": (_lazy("Logo and certificate"), 0),
}
