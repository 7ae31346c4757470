from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class DeskSite(admin.AdminSite):
    """The officers' place: the stock admin, entered by the one sign-in of the site, which asks for a second factor."""

    site_header = _("Known Shipper desk")
    site_title = _("Known Shipper desk")
    index_title = _("Work")
    site_url = None

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            # Signed in, and no member of staff: signing in again would lead them back here for ever.
            raise PermissionDenied(gettext("This part of the site is for staff of the program."))
        return redirect_to_login(request.GET.get("next", reverse("admin:index")))
