from django.urls import path

from apps.portal.findings import disclose, disown, parties, violation

urlpatterns = [
    path("violations/disclose/", disclose.disclose, name="disclose"),
    path("disclosures/<int:disclosure_id>/", disclose.disclosure, name="disclosure"),
    path("disclosures/<int:disclosure_id>/files/<int:disclosure_file_id>/", disclose.file, name="disclosure_file"),
    path("violations/<int:case_id>/", violation.violation, name="violation"),
    path("violations/<int:case_id>/answer/", violation.answer, name="answer"),
    path("violations/<int:case_id>/answers/<int:dispute_id>/", violation.answered, name="answered"),
    path("violations/<int:case_id>/files/<int:dispute_file_id>/", violation.file, name="dispute_file"),
    path("shipments/<int:parcel_id>/disown/", disown.disown, name="disown"),
    path("shipping-parties/", parties.shipping_parties, name="shipping_parties"),
]
