"""In which language a person reads: the choice that their account keeps, else the cookie's, else their browser's."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from apps.accounts.models import User

# For staff and for programs. Their texts have no translation, and half of one helps nobody.
ENGLISH_ONLY = ("/admin/", "/api/", "/oauth/")


class LanguageMiddleware(LocaleMiddleware):
    """Django's own, which knows cookie and browser; here it knows the person too, so it stands below sign-in."""

    def process_request(self, request: HttpRequest) -> None:
        translation.activate(_language_of(request))
        request.LANGUAGE_CODE = translation.get_language()


def _language_of(request: HttpRequest) -> str:
    if request.path_info.startswith(ENGLISH_ONLY):
        return settings.LANGUAGE_CODE
    chosen = request.user.language if isinstance(request.user, User) else ""
    return chosen or translation.get_language_from_request(request)
