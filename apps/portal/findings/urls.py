from django.urls import path

from apps.portal.findings import disown, violation

urlpatterns = [
    path("violations/<int:case_id>/", violation.violation, name="violation"),
    path("violations/<int:case_id>/answer/", violation.answer, name="answer"),
    path("violations/<int:case_id>/answers/<int:dispute_id>/", violation.answered, name="answered"),
    path("violations/<int:case_id>/files/<int:dispute_file_id>/", violation.file, name="dispute_file"),
    path("shipments/<int:parcel_id>/disown/", disown.disown, name="disown"),
]
