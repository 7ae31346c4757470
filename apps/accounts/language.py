"""The language of a request: the choice kept by the account, else by the cookie, else by the browser."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from apps.accounts.models import User

# Pages for staff and for programs, whose texts are not translated: a page in two languages would help nobody.
ENGLISH_ONLY = ("/admin/", "/api/", "/oauth/", "/.well-known/")


class LanguageMiddleware(LocaleMiddleware):
    """Django's middleware for languages, which asks the account first. It comes after the middleware for sign-in."""

    def process_request(self, request: HttpRequest) -> None:
        translation.activate(_language_of(request))
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Tell caches that an answer varies by language, but for those that are English for everybody."""
        if request.path_info.startswith(ENGLISH_ONLY):
            response.headers.setdefault("Content-Language", settings.LANGUAGE_CODE)
            return response
        return super().process_response(request, response)


def _language_of(request: HttpRequest) -> str:
    if request.path_info.startswith(ENGLISH_ONLY):
        return settings.LANGUAGE_CODE
    chosen = request.user.language if isinstance(request.user, User) else ""
    return chosen or translation.get_language_from_request(request)
