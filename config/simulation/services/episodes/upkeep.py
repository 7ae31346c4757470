"""A member keeps its profile and its identities: requests for changes, claims, an objection, annual reviews."""

from typing import Any

from apps.applications.sections import Typed
from apps.core.files import identify_file
from apps.upkeep import services
from apps.upkeep.models import ChangeRequest, HistoryLink, IdentityClaim, OverdueReview
from apps.upkeep.parts import PROFILE
from apps.upkeep.selectors import reviews_due
from config.simulation import catalog, paperwork
from config.simulation.services.episodes.stage import Scene, Scenes, Stage, id_of
from config.simulation.services.members import Member

ROLE = "keeps its profile"
DECIDED: dict[str, Any] = {"language": "en"}


def _part_typed(member: Member, part: str) -> Typed:
    return paperwork.sections_typed(member.seller, email=member.owner.email)[part]


def _ask(stage: Stage, part: str, typed: Typed, reason: str) -> ChangeRequest:
    member = stage.member(ROLE)
    return services.change_request_submit(
        actor=member.owner, shipper_id=id_of(member), part=part, typed=typed, reason=reason, language="en"
    )


def _move(street: str) -> Scene:
    def move(stage: Stage) -> ChangeRequest:
        rows = [row | {"street": street} for row in _part_typed(stage.member(ROLE), "addresses")["rows"]]
        return _ask(stage, "addresses", {"rows": rows}, "We have moved, and pack there from Monday.")

    return move


def _accept_move(stage: Stage) -> None:
    request = ChangeRequest.objects.filter(shipper=id_of(stage.member(ROLE)), part="addresses").latest("pk")
    services.change_request_accept(
        actor=stage.staff.officer, request_id=request.pk, text="The register has the new address.", **DECIDED
    )


def _drop_product(stage: Stage) -> None:
    rows = _part_typed(stage.member(ROLE), "products")["rows"][:-1]
    request = _ask(stage, "products", {"rows": rows}, "We no longer sell the last one.")
    services.change_request_decline(
        actor=stage.staff.second,
        request_id=request.pk,
        text="Parcels with these goods came last week. Ask again when they have ended.",
        **DECIDED,
    )


def _rename_and_withdraw(stage: Stage) -> None:
    member = stage.member(ROLE)
    typed = _part_typed(member, "business") | {"trade_name": f"{member.seller.trade_name} Shop"}
    request = _ask(stage, "business", typed, "A new name for the shop.")
    services.change_request_withdraw(actor=member.owner, request_id=request.pk)


def _open_storefront(stage: Stage) -> None:
    member, other = stage.member(ROLE), catalog.MARKETPLACES[0]
    more = {
        "marketplace": other.name,
        "seller_id": f"{member.seller.slug}-us",
        "url": f"https://{other.code}.example/{member.seller.slug}-us",
    }
    _ask(stage, "storefronts", {"rows": [*_part_typed(member, "storefronts")["rows"], more]}, "A second storefront.")


def _claim(stage: Stage, code: str) -> IdentityClaim:
    member = stage.member(ROLE)
    return services.claim_submit(
        actor=member.owner,
        shipper_id=id_of(member),
        source=member.seller.marketplace.code,
        code=f"{member.seller.slug}-{code}",
        proof="files",
        note="The account is in the name of our director.",
        language="en",
        files=[identify_file("account.pdf", [paperwork.register_extract(member.seller)])],
    )


def _decide_claims(stage: Stage) -> None:
    officer = stage.staff.officer
    services.claim_accept(
        actor=officer, claim_id=_claim(stage, "old").pk, text="The account page shows your code word.", **DECIDED
    )
    services.claim_decline(
        actor=officer, claim_id=_claim(stage, "sale").pk, text="The extract names another company.", **DECIDED
    )
    services.claim_withdraw(actor=stage.member(ROLE).owner, claim_id=_claim(stage, "test").pk)


def _claim_more(stage: Stage) -> None:
    _claim(stage, "outlet")


def _object(stage: Stage) -> None:
    """Object to the histories that an officer linked; the second officer declines the first objection of two."""
    member = stage.member(ROLE)
    links = HistoryLink.objects.filter(shipper=id_of(member)).order_by("pk")[:2]
    objections = [
        services.objection_submit(
            actor=member.owner,
            shipper_id=id_of(member),
            link_id=link.pk,
            text="These parcels went out before we opened the shop.",
            language="en",
        )
        for link in links
    ]
    for objection in objections[1:]:
        services.objection_decline(
            actor=stage.staff.second, objection_id=objection.pk, text="The account was yours by then.", **DECIDED
        )


def _review(stage: Stage) -> None:
    """Have two members do their annual review on the site, and an officer look at the first of them."""
    owners = {id_of(member): member for member in stage.cast.members if member.enrolled}
    can = [owners[shipper_id] for shipper_id, due in reviews_due(list(owners)) if due.can_be_done][:2]
    reviews = [
        services.review_attest(
            actor=member.owner,
            shipper_id=id_of(member),
            right=[section.key for section in PROFILE],
            changing=[],
            signed_name=member.seller.owner,
        )
        for member in can
    ]
    for review in reviews[:1]:
        services.review_look_at(actor=stage.staff.officer, review_id=review.pk)


def _follow_up(stage: Stage) -> None:
    services.overdue_reviews_update()
    review = OverdueReview.objects.filter(ended_at=None).order_by("pk").first()
    if review:
        services.review_follow_up(
            actor=stage.staff.second, review_id=review.pk, text="Rang twice. The owner is back on Monday."
        )


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
