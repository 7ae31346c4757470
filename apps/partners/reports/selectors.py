from django.utils.translation import gettext as _

from apps.core.errors import NotFound
from apps.ledger.models import Recording
from apps.ledger.selectors import recordings_of
from apps.partners.systems.models import Partner
from apps.partners.systems.selectors import Access


def recording_of(access: Access, recording_id: int) -> Recording:
    """Return one of the recordings that the partner's system sent; raise NotFound for any other."""
    client = Partner.objects.select_related("client").get(pk=access.partner_id).client.client_id
    recording = recordings_of(access.reporter_id, client).filter(pk=recording_id).first()
    if recording is None:
        raise NotFound(_("You have no recording of this number."))
    return recording
