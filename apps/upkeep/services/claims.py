"""Identity claims: a business claims an identity, and an officer who finds the claim proved links the identity
to it.
"""

import secrets
from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.errors import Conflict, InvalidInput
from apps.core.files import IdentifiedFile
from apps.core.languages import language_check, with_language
from apps.core.lazy import Promise
from apps.core.uploads import atomic_with_files
from apps.ledger.facts import SellerKey
from apps.ledger.services import seller_link
from apps.ledger.services.sellers import sellers_ensure
from apps.shippers.models import Shipper
from apps.shippers.roles import Ability
from apps.shippers.selectors import require, require_unmerged
from apps.upkeep import work
from apps.upkeep.models import IdentityClaim, RequestState
from apps.upkeep.selectors import claims_of, identities_of, sources_claimable
from apps.upkeep.services.decisions import decision_write, proofs_keep, request_cases
from apps.upkeep.texts import CLAIM_DECIDED

# No business sells in more places at once. This stops random claims.
MAX_OPEN = 10
# Letters and digits that are not mistaken for another, so that people can read a word out and type it.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CLAIMS = request_cases(
    IdentityClaim.objects.select_related("shipper"),
    work.CLAIM,
    page=lambda claim: reverse("portal:identities", args=[claim.shipper_id]),
)


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
    CLAIMS.opened(claim, "submitted", actor)
    return claim


@transaction.atomic
def claim_withdraw(*, actor: User, claim_id: int) -> IdentityClaim:
    """Withdraw a claim, by the business."""
    return CLAIMS.act("withdraw", claim_id, actor)


@transaction.atomic
def claim_accept(*, actor: User, claim_id: int, text: str, language: str) -> IdentityClaim:
    """Accept a claim: link the identity to the business. Its past and future history counts as the history of the
    business.

    Raise Conflict if the identity belongs to another business.
    """
    with CLAIMS.acting("accept", claim_id, actor) as claim:
        key = SellerKey(claim.source, claim.code)
        seller_link(seller_id=sellers_ensure({key: ""})[key], shipper_id=claim.shipper_id, actor=actor)
        decision_write(claim, text, language)
    _decision_tell(claim, _lazy("Your claim was accepted: this history counts as yours"))
    return claim


@transaction.atomic
def claim_decline(*, actor: User, claim_id: int, text: str, language: str) -> IdentityClaim:
    """Decline a claim. The team reads why, and may claim again with better proof."""
    with CLAIMS.acting("decline", claim_id, actor) as claim:
        decision_write(claim, text, language)
    _decision_tell(claim, _lazy("Your claim was declined"))
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


def _decision_tell(claim: IdentityClaim, subject: Promise) -> None:
    words = with_language(claim.decision_text, claim.decision_language)
    CLAIMS.tell(claim, subject, CLAIM_DECIDED[claim.state], words)
