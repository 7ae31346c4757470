"""The views of the same site with which the status benchmarks compare: a bare one, and the one that a developer would
write first.
"""

import os

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
get_wsgi_application()  # sets Django up, which the imports below need

from django.conf import settings  # noqa: E402
from oauth2_provider.contrib.rest_framework import OAuth2Authentication, TokenHasScope  # noqa: E402
from rest_framework import generics, serializers  # noqa: E402

from apps.shippers.models import Shipper  # noqa: E402
from apps.standing.models import Standing  # noqa: E402


def bare(request: HttpRequest, ksn: str) -> JsonResponse:
    """Answer with one indexed read, and nothing else."""
    return JsonResponse(Shipper.objects.values("ksn", "name").get(ksn=ksn))


class FirstSerializer(serializers.ModelSerializer):
    ksn = serializers.CharField(source="shipper.ksn")

    class Meta:
        model = Standing
        fields = ["ksn", "status", "validated", "tier", "since"]


class First(generics.RetrieveAPIView):
    authentication_classes = (OAuth2Authentication,)
    permission_classes = (TokenHasScope,)
    required_scopes = ("status:read",)
    throttle_classes = ()
    queryset = Standing.objects.select_related("shipper")
    serializer_class = FirstSerializer
    lookup_field = "shipper__ksn"
    lookup_url_kwarg = "ksn"


urlpatterns = [path("bare/<str:ksn>", bare), path("first/<str:ksn>", First.as_view())]

settings.ROOT_URLCONF = __name__
application = get_wsgi_application()
