"""The kinds of event that this app records, with the words for them."""

from apps.events.kinds import declare

declare(
    staff={
        "assessment.answer_due": "The time to answer about a declared parcel is over",
        "assessment.seller_asked": "The business was asked about a declared parcel: %(number)s",
        "assessment.seller_answered": "The business answered about a declared parcel: %(number)s",
        "assessment.alarm_raised": "The screening of a declared parcel raised an alarm",
        "assessment.alarm_ended": "An officer set the alarm of a screening aside",
        "assessment.alarm_upheld": "An officer looked at the alarm of a screening: it stands",
        "targeting.model_trained": "A model of risk was trained",
        "targeting.model_proposed": "A model of risk was proposed as champion",
        "targeting.model_returned": "A proposed model of risk stays a challenger",
        "targeting.model_promoted": "A model of risk became champion",
        "targeting.model_rolled_back": "A model of risk was taken back, and the one before is champion again",
        "targeting.model_discarded": "A model of risk was discarded",
        "targeting.drift_found": "Parcels that come now differ from those that a model learned from: %(features)s",
        "targeting.drift_answered": "The drift of a model was answered",
        "targeting.capacity_set": "The number of parcels that a port can open was recorded: %(exams)s",
        "targeting.parcels_drawn": "Parcels of a port and day were drawn for exams: %(selected)s",
        "targeting.parcels_lodged": "Parcels that have not arrived are to be assessed",
        "targeting.answer_set_aside": "An officer set an earlier answer about a declared parcel aside",
        "targeting.exam_recorded": "An officer recorded the exam of a parcel that was drawn",
    },
)
