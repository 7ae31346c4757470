from django.urls import URLPattern, URLResolver, include, path

from apps.portal import benefits, certificate, home, inbox, public
from apps.portal.eligibility import views as eligibility
from apps.portal.profile import account, team

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.landing, name="landing"),
    path("verify/", public.verify, name="verify"),
    path("eligibility/", eligibility.eligibility, name="eligibility"),
    path("eligibility/answer/", eligibility.eligibility_answer, name="eligibility_answer"),
    path("robots.txt", public.robots, name="robots"),
    path(".well-known/security.txt", public.security, name="security"),
    path("home/", home.home, name="home"),
    path("account/", account.account, name="account"),
    path("home/businesses/", team.businesses, name="businesses"),
    path("invitations/<str:token>/", team.invitation, name="invitation"),
    path("home/<int:shipper_id>/", home.shipper_page, name="shipper"),
    path("home/<int:shipper_id>/news/", home.news, name="news"),
    path("home/<int:shipper_id>/benefits/", benefits.benefits, name="benefits"),
    path("home/<int:shipper_id>/certificate/", certificate.certificate, name="certificate"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="inbox_read"),
    path("inbox/<int:message_id>/", inbox.message, name="message"),
    path("", include("apps.portal.apply.urls")),
    path("home/<int:shipper_id>/", include("apps.portal.history.urls")),
    path("home/<int:shipper_id>/", include("apps.portal.findings.urls")),
    path("home/<int:shipper_id>/", include("apps.portal.talk.urls")),
    path("home/<int:shipper_id>/", include("apps.portal.profile.urls")),
    path("home/<int:shipper_id>/", include("apps.portal.visits.urls")),
    path("home/<int:shipper_id>/", include("apps.portal.changes.urls")),
    path("home/<int:shipper_id>/", include("apps.portal.plans.urls")),
]
