from django.urls import path

from config.simulation import views

app_name = "simulation"
urlpatterns = [
    path("", views.demo, name="demo"),
    path("mail/", views.mailbox, name="mailbox"),
    path("mail/<int:mail_id>/", views.mail, name="mail"),
]
