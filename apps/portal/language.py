from django.conf import settings
from django.http import HttpResponse
from django.views import i18n

from apps.accounts.requests import UserRequest
from apps.accounts.services import language_choose


def set_language(request: UserRequest) -> HttpResponse:
    """Django's own view, which keeps the choice in a cookie. Whoever is signed in keeps it with their account too."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        language_choose(actor=request.user, language=language)
    return i18n.set_language(request)
