from django.urls import URLPattern, path

from apps.portal.visits import pages

urlpatterns: list[URLPattern] = [
    path("visits/<int:visit_id>/", pages.visit, name="visit"),
    path("visits/<int:visit_id>/actions/<int:finding_id>/", pages.action, name="visit_action"),
    path("visits/files/<int:visit_file_id>/", pages.file, name="visit_file"),
]
