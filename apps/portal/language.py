"""The choice of a language on every page."""

from django.conf import settings
from django.http import HttpResponse
from django.views import i18n

from apps.accounts.requests import UserRequest
from apps.accounts.services import language_choose


def set_language(request: UserRequest) -> HttpResponse:
    """Keep the chosen language in a cookie, as the view of Django does, and in the account of who is signed in."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        language_choose(actor=request.user, language=language)
    return i18n.set_language(request)
