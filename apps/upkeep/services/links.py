"""Reported histories that officers link to a business, and the objections of the business to them."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import require as require_permission
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.files import IdentifiedFile
from apps.core.languages import language_check, with_language
from apps.core.rows import row_get
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files
from apps.events.services import record
from apps.ledger.models import Seller
from apps.ledger.services import seller_link, seller_unlink
from apps.notices.services import Text, message_send
from apps.shippers.roles import Ability
from apps.shippers.selectors import people_of, require, require_impartial
from apps.upkeep import work
from apps.upkeep.models import HistoryLink, LinkObjection, RequestState
from apps.upkeep.selectors import history_links_of, objections_linked_by
from apps.upkeep.services.decisions import decision_write, proofs_keep, request_cases
from apps.upkeep.states import OFFICER
from apps.upkeep.texts import OBJECTION_DECIDED
from apps.work.kinds import participants_register

participants_register(work.OBJECTION.code, objections_linked_by)

OBJECTIONS = request_cases(
    LinkObjection.objects.select_related("shipper", "link"),
    work.OBJECTION,
    page=lambda objection: reverse("portal:identities", args=[objection.shipper_id]),
)


@transaction.atomic
def histories_link(
    *, actor: User, shipper_id: int, seller_ids: Collection[int], grounds: str, language: str = "en"
) -> list[HistoryLink]:
    """Link reported identities (ids of `Seller`) to a business, by an officer, with the grounds that the team reads.

    Their history counts from now on, and the team may object. Raise Invalid without an identity or grounds, Conflict if
    an identity belongs to a business already.
    """
    require_permission(actor, OFFICER)
    require_impartial(actor, shipper_id)
    grounds = text_required(grounds, "grounds", _("Say what shows that this is the same business."))
    if not seller_ids:
        message = _("Choose the histories that you link.")
        raise InvalidInput(message, fields={"seller_ids": [message]})
    # All identities are locked before the business, as recordings do.
    sellers = list(Seller.objects.select_for_update().filter(pk__in=seller_ids).order_by("pk"))
    if any(seller.shipper_id is not None for seller in sellers):
        raise Conflict(_("One of these histories is linked to a business already."), code="linked")
    links = []
    for seller in sellers:
        seller_link(seller_id=seller.pk, shipper_id=shipper_id, actor=actor)
        links.append(
            HistoryLink.objects.create(
                shipper_id=shipper_id,
                seller=seller,
                grounds=grounds,
                language=language_check(language),
                linked_by=actor,
            )
        )
        record("upkeep.history_linked", subject=("historylink", links[-1].pk), shipper_id=shipper_id, actor=actor)
    _team_notify(
        shipper_id,
        kind="history_linked",
        subject=_lazy("An officer added a history to your record"),
        body=format_lazy(
            _lazy(
                "An officer found that these reports are about your business: {codes}. They count as your record from "
                "now on. If they are not about you, object on the page of your storefronts and accounts. Somebody else "
                "than this officer then decides."
            ),
            codes=", ".join(map(str, links)),
        ),
        text=grounds,
        language=language,
    )
    return links


@transaction.atomic
def histories_unlink(
    *, actor: User, shipper_id: int, seller_ids: Collection[int], text: str, language: str = "en"
) -> None:
    """Undo the links of identities to a business, by an officer, with the reason that the team reads.

    Raise Invalid without an identity or a reason, Conflict while an objection to a link waits, or where the business
    can't be without the identity.
    """
    require_permission(actor, OFFICER)
    require_impartial(actor, shipper_id)
    text = text_required(text, "text", _("Say why this is not the same business."))
    if not seller_ids:
        message = _("Choose the histories that you unlink.")
        raise InvalidInput(message, fields={"seller_ids": [message]})
    if LinkObjection.objects.filter(
        link__seller__in=seller_ids, link__shipper=shipper_id, state=RequestState.SUBMITTED
    ).exists():
        raise Conflict(_("The business objects to this link. Decide the objection instead."), code="objection")
    # All identities are locked before the business, as recordings do.
    list(Seller.objects.select_for_update().filter(pk__in=seller_ids).order_by("pk"))
    codes = [_unlink(seller_id, shipper_id, actor) for seller_id in sorted(seller_ids)]
    _team_notify(
        shipper_id,
        kind="history_unlinked",
        subject=_lazy("A history was taken out of your record"),
        body=format_lazy(
            _lazy("An officer found that these reports are not about your business: {codes}. They no longer count."),
            codes=", ".join(codes),
        ),
        text=text,
        language=language,
    )


@atomic_with_files()
def objection_submit(
    *,
    actor: User,
    shipper_id: int,
    link_id: int,
    text: str,
    language: str,
    files: Sequence[IdentifiedFile] = (),
) -> LinkObjection:
    """Object to a history that an officer linked to the business, with the reason and files that show it.

    Raise Conflict for a link that was undone, or to which the business objects or has objected already.
    """
    require(actor, shipper_id, Ability.ATTEST)
    text = text_required(text, "text", _("Say why this is not your history."))
    link = row_get(
        history_links_of(shipper_id).select_for_update(of=("self",)),
        _("There is no such history on your list."),
        pk=link_id,
    )
    if link.ended_at is not None:
        raise Conflict(_("This history no longer counts as yours."), code="ended")
    if link.objections.exclude(state=RequestState.WITHDRAWN).exists():
        raise Conflict(_("You have objected already."), code="objected")
    objection = LinkObjection.objects.create(
        shipper=link.shipper, link=link, text=text, language=language_check(language), asked_by=actor
    )
    proofs_keep(files, asked_by=actor, objection=objection)
    OBJECTIONS.opened(objection, "submitted", actor)
    return objection


@transaction.atomic
def objection_withdraw(*, actor: User, objection_id: int) -> LinkObjection:
    """Withdraw an objection, by the business."""
    return OBJECTIONS.act("withdraw", objection_id, actor)


@transaction.atomic
def objection_accept(*, actor: User, objection_id: int, text: str, language: str) -> LinkObjection:
    """Accept an objection, by somebody who did not link the history: undo the link, and tell the team."""
    with OBJECTIONS.acting("accept", objection_id, actor) as objection:
        decision_write(objection, text, language)
    # A business that was merged goes on under another record, with its identities.
    _unlink(objection.link.seller_id, objection.shipper.merged_into_id or objection.shipper_id, actor)
    _decision_tell(objection, _lazy("Your objection was accepted: this history is not yours"))
    return objection


@transaction.atomic
def objection_decline(*, actor: User, objection_id: int, text: str, language: str) -> LinkObjection:
    """Decline an objection, by somebody who did not link the history. The history still counts."""
    with OBJECTIONS.acting("decline", objection_id, actor) as objection:
        decision_write(objection, text, language)
    _decision_tell(objection, _lazy("Your objection was declined: this history counts as yours"))
    return objection


def _unlink(seller_id: int, shipper_id: int, actor: User) -> str:
    """Undo the link of an identity, end the officer's link if there is one, and return the name of the identity."""
    seller = seller_unlink(seller_id=seller_id, shipper_id=shipper_id, actor=actor)
    for link in HistoryLink.objects.select_for_update().filter(seller=seller, ended_at=None):
        link.ended_at = clock.now()
        link.save(update_fields=["ended_at"])
        subject = ("historylink", link.pk)
        record("upkeep.history_unlinked", subject=subject, shipper_id=link.shipper_id, actor=actor)
    return f"{seller.source} {seller.code}"


def _decision_tell(objection: LinkObjection, subject: Text) -> None:
    words = with_language(objection.decision_text, objection.decision_language)
    OBJECTIONS.tell(objection, subject, OBJECTION_DECIDED[objection.state], words)


def _team_notify(shipper_id: int, *, kind: str, subject: Text, body: Text, text: str, language: str) -> None:
    """Tell the team of a decision, followed by the officer's own words."""
    message_send(
        recipients=people_of(shipper_id),
        kind=f"upkeep.{kind}",
        subject=subject,
        body=format_lazy("{told}\n\n{text}", told=body, text=with_language(text, language)),
        link=reverse("portal:identities", args=[shipper_id]),
        shipper_id=shipper_id,
    )
