"""The selection: which parcels a port opens within its capacity, each with a stored probability, and what is expected.

`drawn_by_seed` draws, so that an audit can repeat the draw; `share_today` and `share_unseen` divide the capacity by
what exams found lately; `expected_of` says what another capacity would find. Pure. `docs/risk-model.md` says how well.
"""

from apps.targeting.selection.capacity import (
    HOURS,
    ExpectedFigures,
    PortDayFigures,
    PortSetting,
    expected_of,
    least_exams,
    mixed,
    officer_hours,
)
from apps.targeting.selection.exploration import NOVELTY_DAYS, Bounds, share_today, share_unseen
from apps.targeting.selection.groups import (
    ALL,
    GROUP_DAYS,
    GroupExams,
    exams_by_group,
    findings_forgone,
    groups_added,
    most_burdened_group,
    plan_bounded,
)
from apps.targeting.selection.odds import (
    AT_RANDOM,
    PASSED_DAYS,
    CapacityDivision,
    CapacityShare,
    ParcelCandidate,
    capacity_of,
    drawn_by_seed,
    least_of,
    odds_of,
)
