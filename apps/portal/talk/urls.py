from django.urls import URLPattern, path

from apps.portal.talk import leaving, questions

urlpatterns: list[URLPattern] = [
    path("questions/", questions.questions, name="questions"),
    path("questions/<int:thread_id>/", questions.question, name="question"),
    path("files/<int:attachment_id>/", questions.attachment, name="attachment"),
    path("leave/", leaving.leave, name="leave"),
]
