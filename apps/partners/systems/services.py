from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from oauth2_provider.models import Application

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core.errors import Conflict, InvalidInput, NotFound
from apps.events.services import record
from apps.ledger.models import IssuerCode
from apps.ledger.selectors import reporter_called
from apps.ledger.services import reporter_ensure, reporter_limit, seller_reporter_ensure
from apps.ledger.vocabulary import ReporterKind
from apps.partners.credentials.services import client_secret_add
from apps.partners.scopes import GIVEN, GRANTED, SCOPES
from apps.partners.systems.models import Partner
from apps.policy.models import Comment
from apps.policy.services import Commenter, comment_record
from apps.shippers.ksn import normal_ksn
from apps.shippers.models import Shipper


@dataclass(frozen=True, slots=True)
class Credentials:
    """The credentials of a partner's system. The secret is nowhere else: only its digest is kept."""

    partner: Partner
    client_id: str
    client_secret: str


@transaction.atomic
def partner_create(
    *,
    name: str,
    scopes: Sequence[str],
    reporter_code: str,
    reporter_kind: str,
    competence: Sequence[str] = (),
    contact_email: str = "",
    ksn: str = "",
) -> Credentials:
    """Create a partner and the credentials of its system. The reports of the system count as those of the reporter with
    this code and kind. `competence` has the categories of violations that an agency determines by itself.
    `contact_email` is told when the system does not take messages, and when its quota changes. The system of a seller
    reports as the business of a `ksn` and of nobody else, so that it has no code of its own.

    Raises Invalid for an unknown scope, kind or category, for a scope that two members of staff grant (`grants`), for a
    competence of a partner that is no agency, and for a seller without a number, or a number of another kind; Conflict
    if there is a partner of that name, or a reporter of that code and another kind.
    """
    if unknown := sorted(set(scopes) - SCOPES.keys()):
        raise InvalidInput(
            _("There is no scope %(unknown)s. There are: %(scopes)s.")
            % {"unknown": ", ".join(unknown), "scopes": ", ".join(GIVEN)},
            fields={"scopes": unknown},
        )
    if granted := sorted(GRANTED & set(scopes)):
        raise InvalidInput(
            _(
                "%(scopes)s lets an agency follow every shipper, so two members of staff grant it. Let the system in "
                "without it. Then somebody who manages partners asks for it on the page of the partner at the desk, "
                "and another member of staff grants it."
            )
            % {"scopes": ", ".join(granted)},
            code="by_two",
            fields={"scopes": granted},
        )
    shipper = _seller_of(ksn) if reporter_kind == ReporterKind.SELLER or ksn else None
    if shipper and (reporter_kind != ReporterKind.SELLER or reporter_code):
        raise InvalidInput(
            _("A number names the business of a seller's system, which reports as that business. Leave out the other."),
            code="ksn_of_a_seller",
        )
    if not shipper and not (reporter_code and reporter_code.isascii()):
        raise InvalidInput(
            _("Say as whom the partner reports: a code of Latin letters and digits."), code="no_reporter"
        )
    if Partner.objects.filter(name=name).exists():
        raise Conflict(_("There is a partner of that name already."), code="name_taken")
    known = None if shipper else reporter_called(reporter_code)
    if known and known.kind != reporter_kind:
        raise Conflict(
            _("%(code)s is on record as a reporter of the kind %(kind)s. Choose that kind, or another code.")
            % {"code": reporter_code, "kind": known.kind},
            code="other_kind",
        )
    if not shipper and IssuerCode.objects.filter(code=reporter_code).exclude(reporter=known).exists():
        raise Conflict(
            _("Another reporter issues numbers as %(code)s. Choose another code.") % {"code": reporter_code},
            code="code_taken",
        )
    client = Application.objects.create(
        name=name,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        # The library keeps one secret for each client. Ours are in a table of their own.
        client_secret="",
        hash_client_secret=False,
    )
    if shipper:
        reporter = seller_reporter_ensure(shipper=shipper)
    else:
        reporter = reporter_ensure(code=reporter_code, kind=reporter_kind, name=name)
    if competence:
        reporter_limit(reporter=reporter, competence=competence)
    partner = Partner.objects.create(
        name=name, client=client, scopes=sorted(set(scopes)), reporter=reporter, contact_email=contact_email
    )
    _secret, text = client_secret_add(client_id=client.pk)
    return Credentials(partner, client.client_id, text)


def _seller_of(ksn: str) -> Shipper:
    """Return the business of a number, whose system is let in; raise Invalid for a number that no business has."""
    shipper = Shipper.objects.filter(ksn=normal_ksn(ksn)).first() if ksn else None
    if shipper is None:
        raise InvalidInput(
            _(
                "Give the Known Shipper Number of the business about which the seller's system reports. It reports "
                "about no other."
            ),
            code="no_business",
        )
    return shipper


@transaction.atomic
def partner_switch(*, actor: User, partner_id: int, active: bool) -> Partner:
    """Shut a partner's system out, or let it in again. Its tokens stop, or go on, at once."""
    permissions.require(actor, "manage_partners")
    partner = partner_lock(partner_id)
    if partner.active != active:
        partner.active = active
        partner.save(update_fields=["active"])
        record("partners.switched", subject=("partner", partner.pk), actor=actor, active=active)
    return partner


@transaction.atomic
def partner_contact_set(*, actor: User, partner_id: int, contact_email: str) -> Partner:
    """Set the address that the program tells when a partner's system can't be reached or its quota changes; empty,
    it tells nobody.
    """
    permissions.require(actor, "manage_partners")
    partner = partner_lock(partner_id)
    partner.contact_email = contact_email
    partner.save(update_fields=["contact_email"])
    return partner


def partner_lock(partner_id: int) -> Partner:
    """Return a partner with its reporter, locked until the transaction ends; raise NotFound if there is none."""
    partners = Partner.objects.select_for_update(of=("self",), no_key=True).select_related("reporter")
    partner = partners.filter(pk=partner_id).first()
    if partner is None:
        raise NotFound(_("There is no such partner."))
    return partner


def partner_comment(*, partner_id: int, version: int, text: str, language: str) -> Comment:
    """Comment on the draft of a version that is open for comment, in the name of a partner."""
    commenter = Commenter(partner_id=partner_id)
    return comment_record(commenter=commenter, version=version, text=text, language=language)
