"""The targets of the measures in words: from when on, why, and when they were approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from apps.core import clock
from apps.core.lazy import Promise
from apps.measures.definitions import Measure
from apps.measures.models import Target
from apps.measures.periods import PeriodKind, period_of
from apps.measures.selectors import reason_of_target, targets_on
from apps.portal.performance.figures import aim_text


@dataclass(frozen=True, slots=True)
class TargetShown:
    """A target in words. `approved_on` is None for one that began with the program, which nobody approved.

    `is_ahead`: the first period that is judged by the target has not begun.
    """

    measure: Measure
    title: Promise
    text: str
    reason: str
    since: date
    approved_on: date | None
    is_ahead: bool


def targets_shown(measures: Sequence[Measure]) -> list[TargetShown]:
    """Return the targets of measures in the present period, each with one that follows. Takes three queries."""
    now = {kind: targets_on(period_of(clock.today(), kind).first) for kind in PeriodKind}
    ahead = targets_on(None)
    found = []
    for measure in measures:
        for line in measure.lines:
            key = measure.code, line.code
            both = [now[measure.kind].get(key), ahead.get(key)]
            found += [_in_words(measure, target) for target in dict.fromkeys(both) if target]
    return found


def _in_words(measure: Measure, target: Target) -> TargetShown:
    line = measure.line(target.line)
    return TargetShown(
        measure=measure,
        title=line.title,
        text=aim_text(measure, line, target.value),
        reason=reason_of_target(target),
        since=target.since,
        approved_on=clock.day_of(target.approval.at) if target.by_id else None,
        is_ahead=target.since > clock.today(),
    )
