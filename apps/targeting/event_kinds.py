"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare("assessment", "answer_due", "seller_asked", "seller_answered", "alarm_raised", "alarm_ended", "alarm_upheld")
declare("targeting", "model_trained", "model_proposed", "model_returned", "model_promoted", "model_rolled_back")
declare("targeting", "model_discarded", "drift_found", "drift_answered")
declare("targeting", "capacity_set", "parcels_drawn", "exam_recorded", "parcels_lodged")
declare("targeting", "answer_set_aside")
