"""A form that is sent twice is taken once: by a second press of the button, or because the answer never came.

Every page is drawn with a token of its own against forged requests: Django scrambles the token differently with each
answer. So the token, the address and the content together name the form of one page as one person filled it in. Where
the site answered such a form by another page, it answers the same form by that page again, and does nothing.
"""

import json
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from http import HTTPStatus

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from apps.accounts.requests import user_of
from apps.accounts.services import form_begin, form_drop, form_keep
from apps.core.uploads import atomic_with_files

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (the name of a field)
# Marks a request whose form is kept aside and sent by the site itself later on.
PUT_OFF = "form_put_off"


def taken_once(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Return a view of people who are signed in that takes a form once, in one transaction with all that it does."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **keys: object) -> HttpResponseBase:
        if request.method != "POST" or not request.POST.get(TOKEN):
            return view(request, *args, **keys)
        with atomic_with_files():
            form = form_begin(user=user_of(request), key=_key(request))
            if form.location:
                messages.info(request, _("This form came more than once. It counts once."))
                return HttpResponseRedirect(form.location)
            answer = view(request, *args, **keys)
            if location := _location_after(request, answer):
                form_keep(form=form, location=location)
            else:
                form_drop(form=form)
            return answer

    return answered


def form_put_off(request: HttpRequest) -> None:
    """Note that the form of a request is not answered yet: it is sent again by the site itself."""
    setattr(request, PUT_OFF, True)


def _location_after(request: HttpRequest, answer: HttpResponseBase) -> str:
    """Return the page to which a form led that was taken; "" for a form that is to be sent again. A form that is handed
    on (307) is taken where it goes.
    """
    if not isinstance(answer, HttpResponseRedirect) or answer.status_code != HTTPStatus.FOUND:
        return ""
    return "" if hasattr(request, PUT_OFF) else answer.url


def _key(request: HttpRequest) -> str:
    """Return the digest of a form: of its token, its address, its fields and its files."""
    files = [(name, file.name, _content_digest(file)) for name, sent in request.FILES.lists() for file in sent]
    about = [request.get_full_path(), sorted(request.POST.lists()), sorted(files)]
    return sha256(json.dumps(about).encode()).hexdigest()


def _content_digest(file: UploadedFile) -> str:
    """Return the digest of what a file holds: a file that was put right may have the name and the size of the wrong
    one.
    """
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
