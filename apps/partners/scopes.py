"""The one table of scopes: what a partner's system may be allowed to do."""

from typing import Any

from django.utils.translation import gettext_lazy as _lazy
from oauth2_provider.models import Application
from oauth2_provider.scopes import BaseScopes

STATUS_READ = "status:read"
STATUS_ALL = "status:all"
LEDGER_WRITE = "ledger:write"
RISK_ASSESS = "risk:assess"
POLICY_COMMENT = "policy:comment"
WEBHOOKS = "webhooks"

SCOPES = {
    STATUS_READ: _lazy("Read the status of shippers and the feed of its changes"),
    STATUS_ALL: _lazy("Follow every shipper in feed and snapshots, without a roster; for agencies"),
    LEDGER_WRITE: _lazy("Report shipments and violations, and take your own reports back"),
    RISK_ASSESS: _lazy("Declare parcels before they are loaded, and answer what is asked about them"),
    POLICY_COMMENT: _lazy("Comment on drafts of the policy"),
    WEBHOOKS: _lazy("Have messages about changes sent to addresses of your own"),
}
# The scopes that two members of staff grant (`grants`), and those with which a system can be let in.
GRANTED = frozenset({STATUS_ALL})
GIVEN = tuple(scope for scope in SCOPES if scope not in GRANTED)


class Scopes(BaseScopes):
    """The scopes as django-oauth-toolkit asks for them: all, and those that a client may ask for, which are its
    partner's.

    A token asked for without naming scopes gets all of them.
    """

    def get_all_scopes(self) -> dict[str, str]:
        return {name: str(text) for name, text in SCOPES.items()}

    def get_available_scopes(self, application: Application | None = None, *args: Any, **kwargs: Any) -> list[str]:
        if application is None:
            return list(SCOPES)
        partner = getattr(application, "partner", None)
        return partner.scopes if partner and partner.active else []

    get_default_scopes = get_available_scopes
