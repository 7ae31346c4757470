"""The endpoints of a partner's webhooks, and what was delivered to them."""

from datetime import timedelta

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.partners.authentication import access_by
from apps.partners.endpoints import Endpoint
from apps.partners.inputs import content_read
from apps.partners.keyed import keyed
from apps.partners.schema import errors
from apps.partners.scopes import WEBHOOKS
from apps.partners.webhooks.inputs import (
    DeliveriesAnswer,
    DeliveriesInput,
    DeliveryAnswer,
    EndpointAnswer,
    EndpointChangeInput,
    EndpointInput,
    EndpointsAnswer,
    RotationInput,
)
from apps.partners.webhooks.models import EndpointState
from apps.partners.webhooks.selectors import deliveries_of, delivery_of, endpoint_of, endpoints_of
from apps.partners.webhooks.services.deliveries import delivery_replay, endpoint_test
from apps.partners.webhooks.services.endpoints import (
    EndpointChoice,
    endpoint_create,
    endpoint_delete,
    endpoint_update,
    secret_rotate,
)


class WebhookEndpoints(Endpoint):
    required_scope = WEBHOOKS
    sends = ("Location",)

    @extend_schema(
        operation_id="webhook_endpoints",
        summary="Your endpoints",
        responses={200: EndpointsAnswer},
    )
    def get(self, request: Request) -> Response:
        found = endpoints_of(access_by(request).partner_id)
        return Response(EndpointsAnswer(results=[EndpointAnswer.of(endpoint) for endpoint in found]))

    @keyed
    @extend_schema(
        operation_id="webhook_endpoint_create",
        summary="Have messages about changes sent to an address of yours",
        description="`secret` is told once. Messages are signed with it, by Standard Webhooks.",
        request=EndpointInput,
        responses={201: EndpointAnswer},
    )
    def post(self, request: Request) -> Response:
        choice = EndpointChoice(**content_read(EndpointInput, request.data).given())
        made = endpoint_create(partner_id=access_by(request).partner_id, choice=choice)
        address = reverse("api:webhook-endpoint", args=[made.endpoint.pk])
        return Response(EndpointAnswer.of_new(made), status=201, headers={"Location": address})


class WebhookEndpointDetail(Endpoint):
    required_scope = WEBHOOKS

    @extend_schema(
        operation_id="webhook_endpoint",
        summary="One of your endpoints",
        responses={200: EndpointAnswer} | errors(404),
    )
    def get(self, request: Request, endpoint_id: int) -> Response:
        return Response(EndpointAnswer.of(endpoint_of(access_by(request).partner_id, endpoint_id)))

    @extend_schema(
        operation_id="webhook_endpoint_update",
        summary="Change an endpoint, disable it, or enable it again",
        description="What was missed while it was disabled is not sent: read it in the feed.",
        request=EndpointChangeInput,
        responses={200: EndpointAnswer} | errors(404),
    )
    def patch(self, request: Request, endpoint_id: int) -> Response:
        partner_id = access_by(request).partner_id
        endpoint_of(partner_id, endpoint_id)
        changes = content_read(EndpointChangeInput, request.data).given()
        state = changes.pop("state", None)
        endpoint = endpoint_update(
            partner_id=partner_id,
            endpoint_id=endpoint_id,
            changes=changes,
            state=EndpointState(state) if state else None,
        )
        return Response(EndpointAnswer.of(endpoint))

    @extend_schema(
        operation_id="webhook_endpoint_delete",
        summary="Delete an endpoint",
        responses={204: None} | errors(404),
    )
    def delete(self, request: Request, endpoint_id: int) -> Response:
        endpoint_delete(partner_id=access_by(request).partner_id, endpoint_id=endpoint_id)
        return Response(status=204)


class WebhookTest(Endpoint):
    required_scope = WEBHOOKS

    @keyed
    @extend_schema(
        operation_id="webhook_endpoint_test",
        summary="Send a test to an endpoint, once, by the same queue as all messages",
        request=None,
        responses={202: DeliveryAnswer} | errors(404, 415),
    )
    def post(self, request: Request, endpoint_id: int) -> Response:
        delivery = endpoint_test(partner_id=access_by(request).partner_id, endpoint_id=endpoint_id)
        return Response(DeliveryAnswer.of(delivery), status=202)


class WebhookSecretRotation(Endpoint):
    required_scope = WEBHOOKS

    @keyed
    @extend_schema(
        operation_id="webhook_secret_rotation",
        summary="Get a new secret; the present one signs as well for a while",
        request=RotationInput,
        responses={200: EndpointAnswer} | errors(404),
    )
    def post(self, request: Request, endpoint_id: int) -> Response:
        partner_id = access_by(request).partner_id
        endpoint_of(partner_id, endpoint_id)
        hours = content_read(RotationInput, request.data).overlap_hours
        made = secret_rotate(partner_id=partner_id, endpoint_id=endpoint_id, overlap=timedelta(hours=hours))
        return Response(EndpointAnswer.of_new(made))


class WebhookDeliveries(Endpoint):
    required_scope = WEBHOOKS
    query = DeliveriesInput
    asked: DeliveriesInput

    @extend_schema(
        operation_id="webhook_deliveries",
        summary="What was sent to an endpoint, the latest first, with every attempt",
        responses={200: DeliveriesAnswer} | errors(404),
    )
    def get(self, request: Request, endpoint_id: int) -> Response:
        found = deliveries_of(endpoint_of(access_by(request).partner_id, endpoint_id))
        if before := self.asked.before:
            found = found.filter(pk__lt=before)
        if state := self.asked.state:
            found = found.filter(state=state)
        limit = self.asked.limit
        page = list(found[: limit + 1])
        more = page[limit - 1].pk if len(page) > limit else None
        return Response(DeliveriesAnswer(results=[DeliveryAnswer.of(delivery) for delivery in page[:limit]], next=more))


class WebhookReplay(Endpoint):
    required_scope = WEBHOOKS

    @keyed
    @extend_schema(
        operation_id="webhook_delivery_replay",
        summary="Send a message again, under its own id",
        request=None,
        responses={202: DeliveryAnswer} | errors(404, 415),
    )
    def post(self, request: Request, endpoint_id: int, delivery_id: int) -> Response:
        partner_id = access_by(request).partner_id
        delivery_replay(partner_id=partner_id, endpoint_id=endpoint_id, delivery_id=delivery_id)
        return Response(DeliveryAnswer.of(delivery_of(partner_id, endpoint_id, delivery_id)), status=202)
