"""A member keeps its profile and its identities: requests for changes, claims, an objection, annual reviews."""

from typing import Any

from apps.applications.sections import Typed
from apps.upkeep import services
from apps.upkeep.models import ChangeRequest, HistoryLink, IdentityClaim, OverdueReview
from apps.upkeep.parts import PROFILE
from apps.upkeep.selectors import reviews_due
from config.simulation.members import Member
from config.simulation.numbers import catalog
from config.simulation.people import paperwork
from config.simulation.people.cast import Cast, Scene, Scenes

ROLE = "keeps its profile"
DECIDED: dict[str, Any] = {"language": "en"}


def _part_typed(member: Member, part: str) -> Typed:
    return paperwork.sections_typed(member.seller, email=member.owner.email)[part]


def _ask(cast: Cast, part: str, typed: Typed, reason: str) -> ChangeRequest:
    return services.change_request_submit(**cast.member(ROLE).own, part=part, typed=typed, reason=reason, language="en")


def _move(street: str) -> Scene:
    def move(cast: Cast) -> ChangeRequest:
        rows = [row | {"street": street} for row in _part_typed(cast.member(ROLE), "addresses")["rows"]]
        return _ask(cast, "addresses", {"rows": rows}, "We have moved, and pack there from Monday.")

    return move


def _accept_move(cast: Cast) -> None:
    request = ChangeRequest.objects.filter(shipper=cast.member(ROLE).shipper_id, part="addresses").latest("pk")
    services.change_request_accept(
        actor=cast.staff.officer, request_id=request.pk, text="The register has the new address.", **DECIDED
    )


def _drop_product(cast: Cast) -> None:
    rows = _part_typed(cast.member(ROLE), "products")["rows"][:-1]
    request = _ask(cast, "products", {"rows": rows}, "We no longer sell the last one.")
    text = "Parcels with these goods came last week. Ask again when they have ended."
    services.change_request_decline(actor=cast.staff.second, request_id=request.pk, text=text, **DECIDED)


def _rename_and_withdraw(cast: Cast) -> None:
    member = cast.member(ROLE)
    typed = _part_typed(member, "business") | {"trade_name": f"{member.seller.trade_name} Shop"}
    request = _ask(cast, "business", typed, "A new name for the shop.")
    services.change_request_withdraw(actor=member.owner, request_id=request.pk)


def _open_storefront(cast: Cast) -> None:
    member, other = cast.member(ROLE), catalog.MARKETPLACES[0]
    code = f"{member.seller.slug}-us"
    more = {"marketplace": other.name, "seller_id": code, "url": f"https://{other.code}.example/{code}"}
    _ask(cast, "storefronts", {"rows": [*_part_typed(member, "storefronts")["rows"], more]}, "A second storefront.")


def _claim(cast: Cast, code: str) -> IdentityClaim:
    member = cast.member(ROLE)
    return services.claim_submit(
        **member.own,
        source=member.seller.marketplace.code,
        code=f"{member.seller.slug}-{code}",
        proof="files",
        note="The account is in the name of our director.",
        language="en",
        files=paperwork.extract(member.seller, "account.pdf"),
    )


def _decide_claims(cast: Cast) -> None:
    officer = cast.staff.officer
    shown, other = "The account page shows your code word.", "The extract names another company."
    services.claim_accept(actor=officer, claim_id=_claim(cast, "old").pk, text=shown, **DECIDED)
    services.claim_decline(actor=officer, claim_id=_claim(cast, "sale").pk, text=other, **DECIDED)
    services.claim_withdraw(actor=cast.member(ROLE).owner, claim_id=_claim(cast, "test").pk)


def _claim_more(cast: Cast) -> None:
    _claim(cast, "outlet")


def _object(cast: Cast) -> None:
    """Object to the histories that an officer linked; the second officer declines the first objection of two."""
    member = cast.member(ROLE)
    links = HistoryLink.objects.filter(shipper=member.shipper_id).order_by("pk")[:2]
    text = "These parcels went out before we opened the shop."
    objections = [services.objection_submit(**member.own, link_id=link.pk, text=text, language="en") for link in links]
    for objection in objections[1:]:
        services.objection_decline(
            actor=cast.staff.second, objection_id=objection.pk, text="The account was yours by then.", **DECIDED
        )


def _review(cast: Cast) -> None:
    """Have two members do their annual review on the site, and an officer look at the first of them."""
    owners = {member.shipper_id: member for member in cast.members if member.enrolled}
    can = [owners[shipper_id] for shipper_id, due in reviews_due(list(owners)) if due.can_be_done][:2]
    right = [section.key for section in PROFILE]
    reviews = [
        services.review_attest(**member.own, right=right, changing=[], signed_name=member.seller.owner)
        for member in can
    ]
    for review in reviews[:1]:
        services.review_look_at(actor=cast.staff.officer, review_id=review.pk)


def _follow_up(cast: Cast) -> None:
    services.overdue_reviews_update()
    review = OverdueReview.objects.filter(ended_at=None).order_by("pk").first()
    if review:
        text = "Rang twice. The owner is back on Monday."
        services.review_follow_up(actor=cast.staff.second, review_id=review.pk, text=text)


SCENES: Scenes = (
    (60, _move("7 Mill Lane")),
    (55, _accept_move),
    (45, _drop_product),
    (40, _rename_and_withdraw),
    (30, _decide_claims),
    (21, _review),
    (12, _object),
    (9, _follow_up),
    (2, _move("3 Harbor Road")),
    (1, _claim_more),
    (0, _open_storefront),
)
