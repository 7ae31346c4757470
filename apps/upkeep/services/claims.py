"""Identity claims: a business claims an identity, and an officer who finds the claim proved links the identity
to it.
"""

import secrets
from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.errors import Conflict, InvalidInput
from apps.core.files import IdentifiedFile
from apps.core.languages import language_check, with_language
from apps.core.uploads import atomic_with_files
from apps.ledger.facts import SellerKey
from apps.ledger.services import seller_link
from apps.ledger.services.sellers import sellers_ensure
from apps.notices.services import Text, message_send
from apps.shippers.models import Shipper
from apps.shippers.roles import Ability
from apps.shippers.selectors import people_of, require, require_unmerged
from apps.upkeep import work
from apps.upkeep.decision_texts import CLAIM_DECIDED
from apps.upkeep.models import IdentityClaim, RequestState
from apps.upkeep.selectors import claims_of, identities_of, sources_claimable
from apps.upkeep.services.decisions import (
    proofs_keep,
    request_decide,
    request_open,
    request_transition,
    request_withdraw,
)

# No business sells in more places at once. This stops random claims.
MAX_OPEN = 10
# Letters and digits that are not mistaken for another, so that people can read a word out and type it.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


@atomic_with_files()
def claim_submit(
    *,
    actor: User,
    shipper_id: int,
    source: str,
    code: str,
    proof: str,
    page: str = "",
    note: str = "",
    language: str,
    files: Sequence[IdentifiedFile] = (),
) -> IdentityClaim:
    """Claim that the facts which the reporter `source` reports under `code` are the history of this business.

    The answer does not tell whether anything was reported, or of whom. Raise Invalid without the proof: files, or the
    address of the page that will show the code word; Conflict while the same claim, or too many claims, are open, and
    for a record that was merged into another.
    """
    require(actor, shipper_id, Ability.ATTEST)
    shipper = Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    require_unmerged(shipper)
    source, code = source.strip(), code.strip()
    _claim_check(source=source, code=code, proof=proof, page=page, files=files)
    waiting = claims_of(shipper_id).filter(state=RequestState.SUBMITTED)
    if waiting.filter(source=source, code=code).exists():
        raise Conflict(_("You have claimed this identity already. An officer is looking at your claim."), code="open")
    if waiting.count() >= MAX_OPEN:
        raise Conflict(_("You have %(most)d open claims. Wait for an answer.") % {"most": MAX_OPEN}, code="many")
    if identities_of(shipper_id).filter(source=source, code=code).exists():
        raise Conflict(_("This identity is linked to you already. Its history counts as yours."), code="linked")
    claim = IdentityClaim.objects.create(
        shipper=shipper,
        source=source,
        code=code,
        proof=proof,
        page=page,
        code_word=f"KS-{_word()}-{_word()}",
        note=note.strip(),
        language=language_check(language),
        asked_by=actor,
    )
    proofs_keep(files, asked_by=actor, claim=claim)
    request_open(claim, work.CLAIM)
    return claim


@transaction.atomic
def claim_withdraw(*, actor: User, claim_id: int) -> IdentityClaim:
    """Withdraw a claim, by the business."""
    claim = request_transition(IdentityClaim, actor=actor, pk=claim_id, action="withdraw")
    request_withdraw(claim, work.CLAIM, actor)
    return claim


@transaction.atomic
def claim_accept(*, actor: User, claim_id: int, text: str, language: str) -> IdentityClaim:
    """Accept a claim: link the identity to the business. Its past and future history counts as the history of the
    business.

    Raise Conflict if the identity belongs to another business.
    """
    claim = request_transition(IdentityClaim, actor=actor, pk=claim_id, action="accept")
    key = SellerKey(claim.source, claim.code)
    seller_link(seller_id=sellers_ensure({key: ""})[key], shipper_id=claim.shipper_id, actor=actor)
    request_decide(claim, work.CLAIM, actor=actor, text=text, language=language)
    _team_notify(claim, _lazy("Your claim was accepted: this history counts as yours"))
    return claim


@transaction.atomic
def claim_decline(*, actor: User, claim_id: int, text: str, language: str) -> IdentityClaim:
    """Decline a claim. The team reads why, and may claim again with better proof."""
    claim = request_transition(IdentityClaim, actor=actor, pk=claim_id, action="decline")
    request_decide(claim, work.CLAIM, actor=actor, text=text, language=language)
    _team_notify(claim, _lazy("Your claim was declined"))
    return claim


def _claim_check(*, source: str, code: str, proof: str, page: str, files: Sequence[IdentifiedFile]) -> None:
    fields = {}
    if not sources_claimable().filter(code=source).exists():
        fields["source"] = [_("Choose who reports your parcels.")]
    if not code:
        fields["code"] = [_("Enter the code by which they know you.")]
    if proof not in IdentityClaim.Proof:
        fields["proof"] = [_("Choose how you prove it.")]
    elif proof == IdentityClaim.Proof.FILES and not files:
        fields["files"] = [_("Add at least one file that shows that this is you.")]
    elif proof == IdentityClaim.Proof.CODE_WORD and not page:
        fields["page"] = [_("Give the web address of the page on which you will show the code word.")]
    if fields:
        raise InvalidInput(_("The claim is not complete."), fields=fields)


def _word() -> str:
    return "".join(secrets.choice(_LETTERS) for _letter in range(4))


def _team_notify(claim: IdentityClaim, subject: Text) -> None:
    message_send(
        recipients=people_of(claim.shipper_id),
        kind=f"upkeep.identity_claim_{claim.state}",
        subject=subject,
        body=format_lazy(
            "{told}\n\n{text}",
            told=CLAIM_DECIDED[claim.state],
            text=with_language(claim.decision_text, claim.decision_language),
        ),
        link=reverse("portal:identities", args=[claim.shipper_id]),
        shipper_id=claim.shipper_id,
    )
