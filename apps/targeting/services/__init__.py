"""Writes of targeting."""

from apps.targeting.services.alarms import alarm_set_aside, alarm_uphold, parcel_reassess
from apps.targeting.services.assessments import (
    RequestAssessments,
    assessment_expire,
    information_answer,
    parcels_assess,
    parcels_declare,
    screening_answer,
    seller_information_answer,
    seller_tell,
)
from apps.targeting.services.chains import ALARM_ENDED, ALARM_RAISED, DUE
from apps.targeting.services.declared_months import COUNT, declared_count, declared_count_start
from apps.targeting.services.drift import WATCH, drift_answer, drift_look, drift_watch_start
from apps.targeting.services.earlier_answers import earlier_answer_set_aside
from apps.targeting.services.exams import (
    EXAMINER,
    MAX_EXAMS,
    PLANNER,
    SELECT,
    capacity_set,
    draw_repeated,
    draws_start,
    exam_record,
    parcels_draw,
)
from apps.targeting.services.recordings import ASSESS, LODGED, recording_assess, recording_assess_start
from apps.targeting.services.risk_models import (
    model_approve,
    model_discard,
    model_learn,
    model_propose,
    model_return,
    model_roll_back,
)
