from django.urls import URLPattern, path

from apps.portal.changes import appeals, listing, pages, times

urlpatterns: list[URLPattern] = [
    path("changes/", listing.changes, name="changes"),
    path("changes/<int:change_id>/", pages.change, name="change"),
    path("changes/<int:change_id>/files/", pages.add_files, name="change_files"),
    path("changes/<int:change_id>/more-time/", times.more_time, name="change_more_time"),
    path("changes/<int:change_id>/appeal/", appeals.appeal, name="change_appeal"),
    path("changes/files/<int:response_file_id>/", pages.file, name="response_file"),
    path("appeals/files/<int:appeal_file_id>/", appeals.file, name="appeal_file"),
]
