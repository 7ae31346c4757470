from django.urls import path

from apps.targeting import api

app_name = "risk"
urlpatterns = [
    path("risk-assessments", api.Assessments.as_view(), name="assessments"),
    path("risk-assessments/<int:assessment_id>", api.AssessmentDetail.as_view(), name="assessment"),
    path("risk-assessments/<int:assessment_id>/screening", api.AssessmentScreening.as_view(), name="screening"),
    path("risk-assessments/<int:assessment_id>/information", api.AssessmentInformation.as_view(), name="information"),
]
