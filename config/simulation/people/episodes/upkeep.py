"""A member keeps its profile and its identities: requests for changes, claims, an objection, annual reviews."""

from django.db.models import QuerySet

from apps.upkeep import services
from apps.upkeep.models import HistoryLink, OverdueReview
from apps.upkeep.parts import PROFILE
from apps.upkeep.selectors import reviews_due
from config.simulation.numbers import catalog
from config.simulation.people import paperwork
from config.simulation.people.acts import NOBODY, Act, Story, Turn, officer, often, owner, paper, row_of, second
from config.simulation.people.cast import KEEPER


def _typed(turn: Turn, part: str) -> dict:
    return paperwork.sections_typed(turn.member.seller, email=turn.member.owner.email)[part]


def _moved(before: int, street: str) -> Act:
    return owner(
        before,
        services.change_request_submit,
        part="addresses",
        typed=lambda turn: {"rows": [row | {"street": street} for row in _typed(turn, "addresses")["rows"]]},
        reason="We have moved, and pack there from Monday.",
    )


def _second_storefront(turn: Turn) -> dict:
    other, code = catalog.MARKETPLACES[0], f"{turn.member.seller.slug}-us"
    more = {"marketplace": other.name, "seller_id": code, "url": f"https://{other.code}.example/{code}"}
    return {"rows": [*_typed(turn, "storefronts")["rows"], more]}


def _claimed(before: int, code: str) -> Act:
    return owner(
        before,
        services.claim_submit,
        source=lambda turn: turn.member.seller.marketplace.code,
        code=lambda turn: f"{turn.member.seller.slug}-{code}",
        proof="files",
        note="The account is in the name of our director.",
        files=paper("account.pdf"),
    )


def reviews_do(*, turn: Turn) -> None:
    """Have two members do their annual review on the site, and an officer look at the first of them."""
    members = {member.shipper_id: member for member in turn.cast.members if member.enrolled}
    can = [members[shipper_id] for shipper_id, due in reviews_due(list(members)) if due.can_be_done][:2]
    right = [section.key for section in PROFILE]
    done = [
        services.review_attest(**member.own, right=right, changing=[], signed_name=member.seller.owner)
        for member in can
    ]
    for review in done[:1]:
        services.review_look_at(actor=turn.cast.staff.officer, review_id=review.pk)


def _links(turn: Turn) -> QuerySet[HistoryLink]:
    """Return the histories that an officer linked."""
    return HistoryLink.objects.filter(shipper=turn.shipper_id).order_by("pk")


def _overdue(_turn: Turn) -> QuerySet[OverdueReview]:
    services.overdue_reviews_update()
    return OverdueReview.objects.filter(ended_at=None).order_by("pk")


object_to = often(owner, services.objection_submit, text="These parcels went out before we opened the shop.")
STORIES = (
    Story(
        KEEPER,
        _moved(60, "7 Mill Lane"),
        officer(55, services.change_request_accept, text="The register has the new address."),
        owner(
            45,
            services.change_request_submit,
            part="products",
            typed=lambda turn: {"rows": _typed(turn, "products")["rows"][:-1]},
            reason="We no longer sell the last one.",
        ),
        second(
            45,
            services.change_request_decline,
            text="Parcels with these goods came last week. Ask again when they have ended.",
        ),
        owner(
            40,
            services.change_request_submit,
            part="business",
            typed=lambda turn: _typed(turn, "business") | {"trade_name": f"{turn.member.seller.trade_name} Shop"},
            reason="A new name for the shop.",
        ),
        owner(40, services.change_request_withdraw),
        _claimed(30, "old"),
        officer(30, services.claim_accept, text="The account page shows your code word."),
        _claimed(30, "sale"),
        officer(30, services.claim_decline, text="The extract names another company."),
        _claimed(30, "test"),
        owner(30, services.claim_withdraw),
        _moved(2, "3 Harbor Road"),
        _claimed(1, "outlet"),
        owner(
            0,
            services.change_request_submit,
            part="storefronts",
            typed=_second_storefront,
            reason="A second storefront.",
        ),
    ),
    Story(NOBODY, officer(21, reviews_do)),
    Story(
        KEEPER,
        object_to(12, link_id=row_of(_links)),
        object_to(12, link_id=row_of(_links, 1)),
        second(12, services.objection_decline, text="The account was yours by then."),
    ),
    Story(
        NOBODY,
        second(
            9, services.review_follow_up, review_id=row_of(_overdue), text="Rang twice. The owner is back on Monday."
        ),
    ),
)
