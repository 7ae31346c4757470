"""The people whose sign-ins the page of the demonstration shows, and the records that the page leads to."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from apps.accounts.models import User
from apps.applications.models import Application, ApplicationState
from apps.core import clock
from apps.shippers.models import Membership, Shipper
from apps.standing.models import PlanState, Standing, Status
from apps.standing.states import ChangeReason
from config.simulation import installation, totp
from config.simulation.installation import Demo


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in as it can be typed now. `code` is empty where none is asked for."""

    role: str
    name: str
    email: str
    password: str
    code: str


def sign_ins(demo: Demo) -> list[SignIn]:
    return [
        SignIn(
            account.role,
            account.name,
            account.email,
            account.password,
            totp.code_now(account.totp_secret) if account.totp_secret else "",
        )
        for account in demo.accounts
    ]


def sample_ksn() -> str:
    """Return the number of a shipper with the highest tier, to try the API with; "" before there is any."""
    best = Standing.objects.select_related("shipper").order_by("-tier", "pk").first()
    return (best.shipper.ksn or "") if best else ""


def portraits() -> dict[str, int]:
    """Return the id of the business that plays each story of the first page, as they were chosen once."""
    found = installation.read()
    return found.portraits if found else {}


def portraits_choose() -> dict[str, int]:
    """Choose three members: a small one with a high tier, a large one that a visit verified, and one that was
    suspended and came back.
    """
    year = clock.add_months(clock.month_of(clock.today()), -12)
    sent = Sum("shipper__sellers__tallies__shipments", filter=Q(shipper__sellers__tallies__month__gte=year))
    active = Standing.objects.filter(status=Status.ACTIVE).annotate(sent=sent).filter(sent__gt=0)
    back = Q(shipper__changes__reasons__contains=[ChangeReason.REINSTATED], shipper__plans__state=PlanState.COMPLETED)
    wanted = {
        "mended": Standing.objects.filter(back, status=Status.ACTIVE).order_by("-tier", "pk").distinct(),
        "large": active.filter(validated=True).order_by("-sent", "pk"),
        "small": active.filter(tier__gte=1).order_by("-tier", "sent", "pk"),
    }
    chosen: dict[str, int] = {}
    for story, members in wanted.items():
        if member := members.exclude(pk__in=chosen.values()).first():
            chosen[story] = member.pk
    return chosen


# The businesses of which one owner has a sign-in, by the role of the sign-in.
SELLERS: dict[str, QuerySet[Shipper]] = {
    # The member at tier 1 or 2 that has the most violations: its pages have much to show.
    "seller": Shipper.objects.filter(standing__status=Status.ACTIVE, standing__tier__in=[1, 2])
    .annotate(told=Count("sellers__cases", distinct=True))
    .order_by("-told", "pk"),
    "suspended seller": Shipper.objects.filter(standing__status=Status.SUSPENDED).order_by("-standing__status_since"),
    # Rather one whose corrective action plan is running.
    "member on conditions": Shipper.objects.filter(standing__status=Status.CONDITIONAL)
    .annotate(running=Count("plans", filter=Q(plans__state=PlanState.OPEN)))
    .order_by("-running", "-standing__status_since"),
    "removed seller": Shipper.objects.filter(standing__status=Status.REMOVED).order_by("-standing__status_since"),
    "asked seller": Shipper.objects.filter(applications__state=ApplicationState.INFO_REQUESTED).order_by("pk"),
}


def owner_of(role: str) -> User | None:
    """Return the owner of the first business of a role; None where no business has come there. Whoever applied on the
    site has more to show than a business that was enrolled with its history.
    """
    owners = Membership.objects.filter(role=Membership.Role.OWNER)
    shipper = SELLERS[role].filter(Exists(Application.objects.filter(shipper=OuterRef("pk")))).first()
    return User.objects.filter(memberships__in=owners.filter(shipper=shipper)).first()
