from django.urls import path

from apps.portal.apply import codes, copy, evidence, overview, sections, sending, signer, start

urlpatterns = [
    path("apply/", start.apply, name="apply"),
    path("apply/<int:application_id>/", overview.application, name="application"),
    path("apply/<int:application_id>/withdraw/", overview.withdraw, name="apply_withdraw"),
    path("apply/<int:application_id>/review/", sending.review, name="apply_review"),
    path("apply/<int:application_id>/signer/", signer.signer, name="apply_signer"),
    path("apply/<int:application_id>/reply/", sending.reply, name="apply_reply"),
    path("apply/<int:application_id>/appeal/", sending.appeal, name="apply_appeal"),
    path("apply/<int:application_id>/codes/", codes.search, name="hs_search"),
    path("apply/<int:application_id>/copy/", copy.copy, name="apply_copy"),
    path("apply/<int:application_id>/files/<int:evidence_id>/", evidence.evidence, name="apply_evidence"),
    path("apply/<int:application_id>/sections/<str:key>/", sections.section, name="apply_section"),
    path("apply/<int:application_id>/sections/<str:key>/files/", evidence.files, name="apply_files"),
]
