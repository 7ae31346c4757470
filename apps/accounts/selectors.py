"""Reads of users and roles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Access, Session, User
from apps.accounts.roles import ADMINISTER, READING, ROLES
from apps.accounts.sessions import BEGAN, SessionStore


def password_link(user: User) -> str:
    """Make a link by which anybody who has it can set a user's password once, within three days.

    The link goes by mail to the address of the user, or to the command line; no page shows the link.
    """
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    return settings.SITE["url"] + path


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session in which a person is signed in: its digest, when and where it began, and by which browser.

    `browser` and `system` are what the browser said of itself, "" if unknown.
    """

    digest: str
    began_at: datetime
    place: str
    browser: str
    system: str


def sessions_of(user: User) -> list[OpenSession]:
    """Return the sessions in which a person is signed in now, the latest first."""
    found = []
    for row in Session.objects.filter(user=user, expire_date__gt=timezone.now()):
        if began := SessionStore().decode(row.session_data).get(BEGAN):
            at, (browser, system) = datetime.fromisoformat(began["at"]), began["browser"]
            found.append(OpenSession(row.session_key, at, began["place"], browser, system))
    return sorted(found, key=lambda each: each.began_at, reverse=True)


def is_address_taken(email: str, *, by_other_than: int | None = None) -> bool:
    """Tell whether somebody has an e-mail address."""
    return User.objects.filter(email=email).exclude(pk=by_other_than).exists()


def staff_with(permission: str) -> QuerySet[User]:
    """Return the active members of staff who hold a permission, by e-mail address."""
    roles = [role for role, held in ROLES.items() if permission in held]
    holders = Q(is_superuser=True) if permission == ADMINISTER else Q(groups__name__in=roles)
    return User.objects.filter(holders, is_staff=True, is_active=True).distinct().order_by("email")


def staff_who_advise() -> QuerySet[User]:
    """Return the active members of staff who read every record and may do more than read, by e-mail address."""
    roles = [role for role, held in ROLES.items() if "read_everything" in held and held - READING]
    staff = User.objects.filter(groups__name__in=roles, is_staff=True, is_active=True)
    return staff.distinct().order_by("email")


# The records of a person who could come to use the account of another: who asked for the account, its roles or the
# removal of its factors, or, on pages of before, was shown a link to its password. Who confirmed chose nothing.
MADE_BY = (Access.Kind.ASKED, Access.Kind.PASSWORD_LINK)


def is_second_person(actor: User, *firsts: int | None) -> bool:
    """Tell whether a person counts as a second person beside the persons with the ids `firsts`.

    Nobody does who is one of them, who asked for the account of one of them, or whose account one of them asked for
    (ADR 0040).
    """
    return actor.pk not in firsts and not one_person_with([actor.pk], firsts)[actor.pk]


def is_one_of(actor: User, people: QuerySet[User]) -> bool:
    """Tell whether a person counts as one person with one of these people (ADR 0040). Makes one query."""
    made = Access.objects.filter(kind__in=MADE_BY)
    asked_for = Exists(made.filter(user=OuterRef("pk"), actor=actor))
    asked_by = Exists(made.filter(actor=OuterRef("pk"), user=actor))
    return people.filter(Q(pk=actor.pk) | asked_for | asked_by).exists()


def one_person_with(people: Iterable[int], others: Iterable[int | None]) -> dict[int, set[int]]:
    """Return, for each of these people, those of the others with whom they count as one person: they themselves, who
    asked for their account, and whose account they asked for (ADR 0040).
    """
    among = {other for other in others if other is not None}
    same = {person: {person} & among for person in people}
    if among:
        between = Q(user__in=same, actor__in=among) | Q(user__in=among, actor__in=same)
        made = Access.objects.filter(between, kind__in=MADE_BY).order_by().values_list("user", "actor").distinct()
        for pair in made:
            for person, other in (pair, pair[::-1]):
                if person in same and other in among and person != other:
                    same[person].add(other)
    return same


def name_of_person(relation: str) -> Coalesce:
    """Return the name of a person, as `str` gives it, for a query in which `relation` leads to the person."""
    return Coalesce(NullIf(f"{relation}__name", Value("")), f"{relation}__email")
