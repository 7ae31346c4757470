from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from apps.accounts.views import ProofView
from apps.desk.running.views import metrics
from apps.portal.site_pages import set_language

urlpatterns = [
    path("", include("apps.portal.urls")),
    # Before those of partners, which answer every other address of the API.
    path("api/v1/", include("apps.targeting.urls")),
    path("api/v1/", include("apps.measures.urls")),
    path("", include("apps.partners.urls")),
    path("", include("apps.core.urls")),
    path("metrics", metrics, name="metrics"),
    # Before that of allauth, to which an account is there before its mailbox is proved.
    path("accounts/confirm-email/", ProofView.as_view(), name="account_email_verification_sent"),
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("config.simulation.urls")))

handler400 = "apps.partners.problems.bad_request"
handler500 = "apps.partners.problems.server_error"
