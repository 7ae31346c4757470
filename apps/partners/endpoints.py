"""The base of all addresses of the API, which refuse a question that they do not understand whole."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.partners.encodings import content_decode
from apps.partners.parsers import MAX_BYTES
from apps.partners.problems import SMALLER
from apps.partners.systems.selectors import SystemAccess
from apps.partners.throttles import Quota, questions_count, seconds_left


class StrictSerializer(serializers.Serializer):
    """The content of a request, which holds nothing but the fields of the serializer, and no parameter without a value.

    An answer that leaves out a part of its question looks like the answer to the whole.
    """

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := unknown_names(data, self.fields)):
            raise serializers.ValidationError(unknown)
        # The framework takes an empty parameter for one that was left out.
        if isinstance(data, QueryDict) and (empty := [name for name in data if not str(data.get(name, "")).strip()]):
            raise serializers.ValidationError({name: [_("Give this a value, or leave it out.")] for name in empty})
        return super().to_internal_value(data)


class Endpoint(APIView):
    """An address of the API. `asked` holds what followed the question mark, as the serializer `query` reads it; the
    OpenAPI document describes the query by the same serializer.

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
    query: ClassVar[type[StrictSerializer]] = StrictSerializer
    asked: Mapping[str, Any]
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
        # As plain texts: of a form, the framework would take an empty text for nothing said.
        given = request.query_params
        if repeated := [name for name in given if len(given.getlist(name)) > 1]:
            raise serializers.ValidationError({name: [_("Give this parameter once.")] for name in repeated})
        query = self.query_of(request.method or "")(data=given.dict())
        query.is_valid(raise_exception=True)
        self.asked = query.validated_data

    def query_of(self, method: str) -> type[StrictSerializer]:
        """Return the serializer of the query of an address: `query`, unless it depends on the method."""
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


def unknown_names(content: Mapping[str, Any], known: Mapping[str, Any] | tuple[str, ...]) -> dict[str, list[str]]:
    """Return an error for each name in the content of a request that is not known there."""
    names = ", ".join(known)
    message = (
        _("This address knows no such name. It knows: %(names)s.") % {"names": names}
        if names
        else _("This address takes no parameters. Leave this one out.")
    )
    return {name: [message] for name in content if name not in known}
