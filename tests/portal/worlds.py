"""Sellers in each situation, with their objects, and the addresses of the pages that they can open."""

from collections.abc import Sequence

from apps.accounts.models import User
from apps.applications import services
from apps.applications.criteria import CRITERIA
from apps.applications.models import Application
from apps.applications.sections import PAGES, SECTIONS, SectionDefinition
from apps.benefits.services import months_measure
from apps.core import clock
from apps.policy.models import Policy
from apps.policy.services import comment_answer, comment_show
from apps.standing.services import member_comment
from tests.addresses import Access, reachable
from tests.applications import answers
from tests.belongings import belongings
from tests.people import seller, staff
from tests.policy.versions import TAKES, opened
from tests.portal.members import entry, member_of, parcels, settle, violation


def pages_of_member(user: User, *, shipments: int = 40) -> list[str]:
    """Return the pages of a member that owns one of each object, with a history of about so many parcels in a year."""
    owned = belongings(user)
    shipper = user.memberships.get().shipper
    this = clock.month_of(clock.today())
    for back in range(1, 13):
        month = clock.add_months(this, -back)
        parcels(shipper, month, shipments // 12, description="Cotton scarf", hs="621420", disposition="released")
        violation(shipper, month, category="vague_data")
    entry(shipper, clock.add_months(this, -6), "validated")
    settle()
    months_measure()
    return [*reachable(Access.SIGNED_IN), *reachable(Access.OWNERS, **owned)]


def pages_of_new_member(user: User) -> list[str]:
    """Return the pages of a member admitted today, without any reports."""
    shipper = member_of(user, months=0)
    return reachable(Access.OWNERS, shipper_id=shipper.pk)


ASKED_ABOUT = "criterion-6.1"


def sections_unlike() -> list[SectionDefinition]:
    """Return the sections without the criteria whose pages are like an earlier one's but for their words."""
    kinds = {criterion.optional: criterion.key for criterion in reversed(CRITERIA)}
    kept = {ASKED_ABOUT, *kinds.values()}
    return [section for section in SECTIONS if not section.criterion or section.key in kept]


def pages_of_applicant(application: Application, sections: Sequence[SectionDefinition] = SECTIONS) -> list[str]:
    """Return the pages of an application, with those of these sections."""
    own = {"application_id": application.pk, "shipper_id": application.shipper_id}
    pages = reachable(Access.OWNERS, **own)
    for asked in (page for page in PAGES if not page.alone):
        pages += reachable(Access.OWNERS, application_id=application.pk, page=asked.key)
    for section in sections:
        pages += reachable(Access.OWNERS, application_id=application.pk, key=section.key)
    return list(dict.fromkeys(pages))


def draft_commented(user: User) -> Policy:
    """Put a draft of the policy out for comment, and answer the comment of a member's owner on it."""
    author, reviewer = (staff("policy manager", email=f"{who}@staff.example") for who in ("author", "reviewer"))
    policy = opened(author, reviewer, TAKES)
    comment = member_comment(
        actor=user,
        shipper_id=user.memberships.get().shipper_id,
        version=policy.version,
        text="Ask Ana Ruiz: a quarter is too little.",
        language="es",
    )
    comment_show(actor=author, comment_id=comment.pk, leave_out=["Ana Ruiz"])
    comment_answer(actor=author, comment_id=comment.pk, text="Half stays for a year.")
    return policy


SITUATIONS = ("begun", "filled", "sent", "asked", "denied")


def applicant(situation: str, **fields: object) -> tuple[User, Application]:
    """Make an applicant in a situation, with an application."""
    user = seller(f"{situation}@shop.example", name="Ada Park", **fields)
    match situation:
        case "begun":
            return user, services.application_start(actor=user)
        case "filled":
            return user, answers.filled(user)
        case "sent":
            return user, answers.submitted(user)
        case "asked":
            officer = staff("officer", email="asks@staff.example")
            application = answers.in_review(officer, user)
            answers.ask(officer, application, "products:hs", f"{ASKED_ABOUT}:answer", text="Who chose the codes?")
            return user, application
        case "denied":
            return user, answers.denied(staff("officer", email="denies@staff.example"), user)
    raise ValueError(situation)
