"""The sellers that the program enrolls with their history, many at once, and what it does about them later."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from apps.accounts.models import User
from apps.benefits.selectors.window import exam_multiple
from apps.core import clock
from apps.ledger.facts import SellerKey
from apps.ledger.models import Seller as Identity
from apps.ledger.services import program_entries_record, shippers_enroll
from apps.ledger.services.sellers import sellers_ensure
from apps.ledger.vocabulary import ProgramEntryKind
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Address
from apps.shippers.services import Profile
from apps.standing.models import Standing
from apps.standing.selectors import benefits_promised
from config.simulation.members import Member
from config.simulation.numbers.careers import entries
from config.simulation.numbers.reports import SOURCE
from config.simulation.numbers.sellers import Seller


class Enrolments:
    """Those to come, in a program of so many days that began on a day."""

    def __init__(self, members: Iterable[Member], *, start: date, days: int, seed: int) -> None:
        self.start = start
        self.waiting = sorted(members, key=lambda member: member.seller.closes)
        self.acts: dict[ProgramEntryKind, list[tuple[int, Member]]] = defaultdict(list)
        for member in self.waiting:
            for day, kind in entries(member.seller, days=days, seed=seed):
                self.acts[kind].append((day, member))

    def record(self, *, last: int) -> None:
        """Enroll the sellers whose day has come, and record what the program did since on those that are enrolled."""
        due = [member for member in self.waiting if member.seller.closes <= last]
        self.waiting = self.waiting[len(due) :]
        self._enroll({member.seller.slug: member for member in due})
        for kind, acts in self.acts.items():
            done = {member.shipper_id: self._date(day) for day, member in acts if day <= last and member.enrolled}
            self.acts[kind] = [(day, member) for day, member in acts if day > last]
            if done:
                program_entries_record(kind=kind, dates=done)

    def _enroll(self, members: Mapping[str, Member]) -> None:
        keys = {SellerKey(SOURCE, code): member.seller.name for code, member in members.items()}
        found = {pk: members[key.code] for key, pk in sorted(sellers_ensure(keys).items())}
        made = shippers_enroll(
            sellers=list(found),
            dates=[self._date(member.seller.closes) for member in found.values()],
            profiles={pk: profile_of(member.seller) for pk, member in found.items()},
            owners=dict(zip(found, _owners_create(member.seller for member in found.values()), strict=True)),
        )
        shippers = dict(Identity.objects.filter(pk__in=found).values_list("pk", "shipper_id"))
        since = {entry.shipper_id: entry for entry in made}
        for pk, member in found.items():
            entry = since[shippers[pk]]
            member.shipper_id, member.ksn, member.enrolled = entry.shipper_id, entry.shipper.ksn or "", entry.date

    def _date(self, day: int) -> date:
        return self.start + timedelta(days=day)


def _owners_create(sellers: Iterable[Seller]) -> list[User]:
    """Create the people who own the businesses of sellers. Without a password nobody can sign in as them."""
    owners = User.objects.bulk_create(
        User(
            email=f"owner@{seller.slug}.example",
            name=seller.owner,
            language=seller.country.language,
            password=make_password(None),
        )
        for seller in sellers
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=owner, email=owner.email, verified=True, primary=True) for owner in owners
    )
    return owners


def promised_by_risk(members: Mapping[int, Member]) -> dict[int, float]:
    """Return the part of the ordinary exams by risk that members are promised, by the numbers of their sellers; those
    are missing to whom all are.
    """
    terms = terms_of(policy_on(clock.today()))
    promised = {
        pk: exam_multiple(benefits_promised(terms, status=status, tier=tier))
        for pk, status, tier in Standing.objects.filter(tier__gt=0).values_list("pk", "status", "tier")
    }
    return {
        number: promised[member.shipper_id]
        for number, member in members.items()
        if member.enrolled and member.shipper_id in promised
    }


def profile_of(seller: Seller) -> Profile:
    """Return the profile of a seller as its customs office knows it."""
    country, city = seller.country.code, seller.city
    place = {"street": seller.street, "city": city.name, "region": city.region, "postal_code": city.postal_code}
    return Profile(
        business={
            "name": seller.name,
            "trade_name": seller.trade_name,
            "country": country,
            "email": f"office@{seller.slug}.example",
            "phone": seller.phone,
            "website": f"https://{seller.slug}.example",
            "monthly_parcels": round(seller.parcels),
        },
        addresses=[place | {"kind": Address.Kind.REGISTERED, "country": country}],
        products=[{"description": each.description, "hs": each.hs, "origin": country} for each in seller.products],
    )
