"""The mail to a partner whose endpoint was disabled."""

from django.conf import settings
from django.core.mail import EmailMessage

from apps.partners.webhooks.models import DisabledBecause, EndpointState, WebhookEndpoint

_WHY = {
    DisabledBecause.GONE: "It answered 410, which says that it is gone.",
    DisabledBecause.FAILING: "For three days nothing that we sent to it was taken.",
}
_TEXT = """We send no more messages to {url}.

{why}

What it means: no change of a standing reaches you by this address. The feed, GET /api/v1/status-changes, has all of
them, also those that you missed.

What to do: repair the address, then enable the endpoint again: PATCH /api/v1/webhook-endpoints/{number} with
{{"state": "active"}}. GET /api/v1/webhook-endpoints/{number}/deliveries shows how it answered.

{site}
"""


def disabled_mail(*, endpoint_id: int) -> None:
    """Tell the contact of a partner that an endpoint was disabled, if it still is; without a contact nobody is told.

    Raises the errors of the mail server, so that the event is handled again.
    """
    endpoint = WebhookEndpoint.objects.select_related("partner").get(pk=endpoint_id)
    why = _WHY.get(DisabledBecause(endpoint.reason)) if endpoint.reason else None
    contact = endpoint.partner.contact_email
    if endpoint.state != EndpointState.DISABLED or endpoint.deleted_at or not (why and contact):
        return
    EmailMessage(
        subject="Messages to one of your addresses have stopped",
        body=_TEXT.format(url=endpoint.url, why=why, number=endpoint.pk, site=settings.SITE["name"]),
        to=[contact],
    ).send()
