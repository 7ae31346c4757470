"""Reads of targeting."""

from apps.targeting.selectors.assessments import (
    asked_of_seller,
    assessment_asked,
    assessment_of,
    assessments_of,
    chain_of,
    follow_up_of,
    is_open,
    known_beside,
    was_told_recently,
)
from apps.targeting.selectors.capacity import PortExams, days_drawn, exams_done, ports_drawn, setting_today
from apps.targeting.selectors.drift import (
    drift_looks,
    drift_unanswered,
    feature_label,
    has_drifted,
    parcels_sampled,
)
from apps.targeting.selectors.earlier_answers import earlier_answers, set_aside_of
from apps.targeting.selectors.exams import (
    MAX_LISTED,
    candidates_of,
    drawn_in_vain,
    exam_recorded_by,
    lots_selected,
    lots_to_examine,
    parcel_on_record,
    parcels_waiting,
    plan_of,
    port_days_counted,
    ports_moved_to,
    ports_waiting,
)
from apps.targeting.selectors.groups import (
    findings_forgone_by_month,
    groups_by_month,
    groups_drawn,
    groups_drawn_lately,
    groups_of,
)
from apps.targeting.selectors.outcomes import LATEST, MAX_SHOWN, groups_compared, missed_parcels
from apps.targeting.selectors.parcels import alarms_of, answers_now, is_alarm, parcels_before, upheld_of
from apps.targeting.selectors.promises import PromisedExams, promise_kept, promises_of
from apps.targeting.selectors.recordings import lodged_parcels, partner_of_recording
from apps.targeting.selectors.risk_models import (
    Scored,
    champion,
    examples_between,
    facts_of,
    line_of,
    models_listed,
    scores_of,
)
from apps.targeting.selectors.speakers import parcels_of_others
