"""Words about targeting, which only staff read."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

STAFF_LABELS: dict[str, Promise] = {
    "assessment.answer_due": _lazy("The time to answer about a declared parcel is over"),
    "assessment.seller_asked": _lazy("The business was asked about a declared parcel: %(number)s"),
    "assessment.seller_answered": _lazy("The business answered about a declared parcel: %(number)s"),
    "assessment.alarm_raised": _lazy("The screening of a declared parcel raised an alarm"),
    "assessment.alarm_ended": _lazy("An officer set the alarm of a screening aside"),
    "assessment.alarm_upheld": _lazy("An officer looked at the alarm of a screening: it stands"),
    "targeting.model_trained": _lazy("A model of risk was trained"),
    "targeting.model_proposed": _lazy("A model of risk was proposed as champion"),
    "targeting.model_returned": _lazy("A proposed model of risk stays a challenger"),
    "targeting.model_promoted": _lazy("A model of risk became champion"),
    "targeting.model_rolled_back": _lazy("A model of risk was taken back, and the one before is champion again"),
    "targeting.model_discarded": _lazy("A model of risk was discarded"),
    "targeting.drift_found": _lazy("Parcels that come now differ from those of which a model learned: %(features)s"),
    "targeting.drift_answered": _lazy("The drift of a model was answered"),
    "targeting.capacity_set": _lazy("It was recorded how many parcels a port can open: %(exams)s"),
    "targeting.parcels_drawn": _lazy("Parcels of a port and day were drawn for exams: %(selected)s"),
    "targeting.parcels_lodged": _lazy("Parcels that have not arrived are to be assessed"),
    "targeting.answer_set_aside": _lazy("An officer set an earlier answer about a declared parcel aside"),
    "targeting.exam_recorded": _lazy("An officer recorded the exam of a parcel that was drawn"),
}
