from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from django.db import connection
from django.db.models import QuerySet, Subquery
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core import clock
from apps.core.errors import NotFound
from apps.ledger.models import Reporter
from apps.partners.scopes import LEDGER_WRITE
from apps.partners.systems.models import Partner
from apps.shippers.models import Consent, Shipper
from apps.shippers.selectors import abilities_of, consenting

# A bearer token with the partner's system that it was given to, while both are good.
BEARER = """
oauth2_provider_accesstoken AS token JOIN partners_partner AS partner ON partner.client_id = token.application_id
    AND token.token_checksum = %(checksum)s AND token.expires > %(now)s AND partner.active
"""

# The access of a token: the scopes for which it was given, and those that its partner holds now.
ACCESS = f"SELECT partner.id, partner.reporter_id, partner.scopes, token.scope FROM {BEARER}"  # noqa: S608 # nosec B608 # constants


@dataclass(frozen=True, slots=True)
class SystemAccess:
    """A partner's system, signed in: the scopes are those that both its token and its partner allow."""

    partner_id: int
    reporter_id: int
    scopes: frozenset[str]
    is_authenticated: bool = True


def access_of(token: str) -> SystemAccess | None:
    """Return what a bearer token opens; None if the token is unknown, expired or revoked, or its partner inactive."""
    with connection.cursor() as cursor:
        cursor.execute(ACCESS, {"checksum": token_checksum(token), "now": clock.now()})
        found = cursor.fetchone()
    if found is None:
        return None
    partner_id, reporter_id, granted, asked = found
    return SystemAccess(partner_id, reporter_id, frozenset(granted) & frozenset(asked.split()))


def token_checksum(token: str) -> str:
    """Return the digest under which a bearer token is kept."""
    return sha256(token.encode()).hexdigest()


@lru_cache(maxsize=10_000)
def partner_of(token: str) -> int:
    """Return whose token this is, which never changes, whether or not the token is still good.

    Raises LookupError for a token of nobody.
    """
    access = access_of(token)
    if access is None:
        raise LookupError
    return access.partner_id


def partner_named(name: str) -> Partner:
    """Return the partner of a name; raise NotFound if there is none."""
    partner = Partner.objects.select_related("client").filter(name=name).first()
    if partner is None:
        raise NotFound(_("There is no partner of the name “%(name)s”.") % {"name": name})
    return partner


def partners_with(scope: str) -> QuerySet[Partner]:
    """Return the partners whose systems hold a scope, by name."""
    return Partner.objects.filter(active=True, scopes__contains=[scope]).order_by("name")


def has_system(reporter_id: int) -> bool:
    """Return whether a reporter has a system here that may read the disputes of its reports."""
    return Partner.objects.filter(reporter=reporter_id, active=True, scopes__contains=[LEDGER_WRITE]).exists()


def consents_for(access: SystemAccess, scope: str) -> QuerySet[Consent]:
    """Return the consents in force by which a partner's system may see what a scope names."""
    kind = Subquery(Reporter.objects.filter(pk=access.reporter_id).values("kind")[:1])
    return consenting(scope, kind=kind, partner_id=access.partner_id)


def shipper_of(ksn: str) -> Shipper | None:
    """Return the shipper of a number, which every partner may know of."""
    return Shipper.objects.filter(ksn=ksn).first()


def shipper_read_by(user: User, ksn: str) -> Shipper | None:
    """Return the shipper of a number, if the user is on its team or is staff who may read everything."""
    shipper = shipper_of(ksn)
    if shipper and ("read_everything" in held(user) or abilities_of(user, shipper.pk)):
        return shipper
    return None
