from django.urls import path

from apps.measures import api

app_name = "measures"
urlpatterns = [path("reasons", api.Reasons.as_view(), name="reasons")]
