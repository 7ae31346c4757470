from django.urls import URLPattern, path

from apps.portal.plans import pages

urlpatterns: list[URLPattern] = [
    path("plans/<int:plan_id>/", pages.plan, name="plan"),
    path("plans/<int:plan_id>/items/<int:item_id>/", pages.item, name="plan_item"),
    path("plans/files/<int:plan_file_id>/", pages.file, name="plan_file"),
]
