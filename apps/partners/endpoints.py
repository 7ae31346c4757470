"""The base of all addresses of the API, which refuse a question that they do not understand whole."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.partners.encodings import content_decode
from apps.partners.inputs import Input, query_read
from apps.partners.parsers import MAX_BYTES
from apps.partners.problems import SMALLER
from apps.partners.systems.selectors import SystemAccess
from apps.partners.throttles import Quota, questions_count, seconds_left


class Endpoint(APIView):
    """An address of the API. `asked` holds what followed the question mark, as the type `query` reads and describes
    it.

    `max_bytes` bounds the content of a request, as sent and as decoded; one that does not `decodes` takes content as it
    comes. `too_large` says what to do with more. `items` has, by method, the least and the most items of an array.
    `compresses` tells whether its answers are long enough to be compressed for those who accept gzip. A public document
    may be kept by any cache for `max_age` seconds, and is asked for again by its entity tag. `sends` names, for the
    OpenAPI document, the headers of its good answers.
    """

    max_bytes: ClassVar[int] = MAX_BYTES
    decodes: ClassVar[bool] = True
    too_large: ClassVar[str] = SMALLER
    compresses: ClassVar[bool] = True
    max_age: ClassVar[int | None] = None
    sends: ClassVar[tuple[str, ...]] = ()
    items: ClassVar[Mapping[str, tuple[int, int]]] = {}
    query: ClassVar[type[Input]] = Input
    asked: Any
    quota: Quota | None = None

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        view = super().as_view(**initkwargs)
        if cls.max_age:
            view = conditional_page(view)
        return gzip_page(view) if cls.compresses else view

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method not in self.allowed_methods:
            # The framework refuses a method only after this, when the content and the parameters were refused already.
            self.http_method_not_allowed(request)
        if self.decodes:
            content_decode(request._request, limit=self.max_bytes)
        given = request.query_params
        if repeated := [name for name in given if len(given.getlist(name)) > 1]:
            raise ValidationError({name: [_("Give this parameter once.")] for name in repeated})
        self.asked = query_read(self.query_of(request.method or ""), given.dict())

    def query_of(self, method: str) -> type[Input]:
        """Return the type of the query of an address: `query`, unless it depends on the method."""
        return self.query

    def check_throttles(self, request: Request) -> None:
        """Count the call of a partner as one question, unless it was counted already."""
        if isinstance(request.auth, SystemAccess) and self.quota is None:
            self.questions_count(request.auth)

    def questions_count(self, access: SystemAccess, count: int = 1) -> None:
        """Count questions of a partner; raise Throttled beyond its quota, which the answer tells."""
        self.quota = questions_count(access.partner_id, count)
        if self.quota.is_exceeded:
            raise Throttled(seconds_left())

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if self.quota:
            self.quota.tell(response)
        if self.max_age and response.status_code == HTTPStatus.OK:
            patch_cache_control(response, public=True, max_age=self.max_age)
        return response
