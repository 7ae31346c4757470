from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict

from apps.core.errors import NotAllowed, NotFound

type View = Callable[..., HttpResponseBase]


def for_sellers(view: View) -> View:
    """For people who are signed in; what is not theirs to know of is 404, what is not theirs to do is 403."""

    @login_required
    @wraps(view)
    def answered(request: HttpRequest, **keys: object) -> HttpResponseBase:
        try:
            return view(request, **keys)
        except NotFound as error:
            raise Http404(error.message) from error
        except NotAllowed as error:
            raise PermissionDenied(error.message) from error

    return answered


def number_in(post: QueryDict, name: str) -> int | None:
    """A number that the page itself put into its form; None where there is none, or somebody meddled with it."""
    typed = post.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 19 else None
