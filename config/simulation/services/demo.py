"""Preparing the demonstration: data once, sign-ins once, and the file that tells of them."""

import secrets
from functools import partial

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from apps.accounts.roles import ROLES
from apps.core.wake_ups import wake_on_commit
from apps.ledger.vocabulary import Category, ReporterKind
from apps.partners.grants.services import grant_ask, grant_give
from apps.partners.models import Partner
from apps.partners.scopes import GIVEN, GRANTED
from apps.partners.snapshots.services import snapshot_make
from apps.partners.systems.services import partner_create
from apps.shippers.models import Shipper
from apps.shippers.services import code_choices_count
from apps.tariff.files import TariffFile
from apps.tariff.services import tariff_load
from apps.tariff.shipped import shipped_edition
from config.simulation import installation, selectors
from config.simulation.installation import Account, Demo, PartnerClient
from config.simulation.numbers.sellers import Size
from config.simulation.numbers.trade import ProcessBeside, process_beside
from config.simulation.people.accounts import (
    SECOND_ADMINISTRATOR,
    TWICE,
    account_open,
    administrator_ensure,
    agency_officer_ensure,
    person_ensure,
    second_ensure,
    staff_ensure,
)
from config.simulation.services.program import Program

SIZE, DAYS, SEED = Size(applying=32, enrolled=600, parcels=100_000), 1_095, 3
NEWCOMER = "newcomer@sellers.example"
PARTNER = "Demonstration partner"
REASON = "It shows the whole API to whoever tries the demonstration."


def demo_prepare(beside: ProcessBeside | None = None) -> Demo:
    """Make the data where there is none and the sign-ins where none are known, and write `.local/demo.json`. `beside`
    is a process that was started for the data, if one was.
    """
    if Shipper.objects.exists():
        return _demo_complete(installation.read())
    if beside is None:
        with process_beside() as beside:
            return demo_prepare(beside)
    with installation.unfinished():
        program = Program(SIZE, DAYS, SEED, beside)
        # Meanwhile, the process beside draws the history with which members are enrolled.
        path, day = shipped_edition()
        tariff_load(file=TariffFile(path), edition=day)
        program.live()
        program.conclude()
        # No worker runs yet that would count them.
        code_choices_count()
        return _demo_complete(None)


@transaction.atomic
def _demo_complete(known: Demo | None) -> Demo:
    """Open the sign-ins and the systems that are not known, and write the file that tells of them."""
    demo = Demo(
        url=settings.SITE["url"],
        accounts=known.accounts if known else _accounts_open(),
        partner=known.partner if known else _partner_open(),
        systems=(known.systems if known else {}) or _systems_open(),
        portraits=selectors.portraits_choose(),
    )
    # The worker seals the days of the program once it runs, and measures the policies. At each start, since the last
    # one may have ended before it did.
    wake_on_commit("seals.seal", queue="bulk")
    wake_on_commit("evaluation.measure_power", queue="bulk")
    installation.write(demo)
    return demo


def _accounts_open() -> list[Account]:
    # The role alone opens nothing: somebody says for which agency its holder acts.
    agency_officer_ensure()
    sellers = {role: selectors.owner_of(role) for role in selectors.SELLERS}
    # One password for all: the page that tells of one account tells of all.
    password = secrets.token_urlsafe(12)
    open_with_password = partial(account_open, password=password, encoded=make_password(password))
    return [
        *(open_with_password(user=owner, role=role) for role, owner in sellers.items() if owner),
        open_with_password(user=person_ensure(email=NEWCOMER, name="Marta Lindholm"), role="newcomer"),
        *(open_with_password(user=staff_ensure(role=role), role=role) for role in ROLES),
        *(open_with_password(user=second_ensure(role), role=f"second {role}") for role in TWICE),
        open_with_password(user=administrator_ensure(), role="administrator"),
        open_with_password(user=administrator_ensure(account=SECOND_ADMINISTRATOR), role=SECOND_ADMINISTRATOR),
    ]


def _systems_open() -> dict[str, PartnerClient]:
    """Create a system of each kind that reports less than an agency: attacks try what each of them may not say."""
    member = selectors.owner_of("seller")
    business = Shipper.objects.filter(team__user=member).order_by("pk").first() if member else None
    kinds = [ReporterKind.CARRIER, ReporterKind.MARKETPLACE, *([ReporterKind.SELLER] if business else [])]
    systems = {}
    for kind in kinds:
        made = partner_create(
            name=_free_name(f"Demonstration {kind}"),
            scopes=["status:read", "ledger:write", "risk:assess"],
            reporter_code="" if kind == ReporterKind.SELLER else f"demonstration-{kind}",
            reporter_kind=kind,
            ksn=business.ksn or "" if business and kind == ReporterKind.SELLER else "",
        )
        systems[str(kind)] = PartnerClient(made.client_id, made.client_secret)
    return systems


def _free_name(name: str) -> str:
    """Return a name of which there is no partner. If a secret was lost with the file, its partner has the name."""
    again = Partner.objects.filter(name__startswith=name).count()
    return f"{name} {again + 1}" if again else name


def _partner_open() -> PartnerClient:
    """Create a partner with every scope."""
    made = partner_create(
        name=_free_name(PARTNER),
        scopes=GIVEN,
        reporter_code="demonstration",
        reporter_kind=ReporterKind.AGENCY,
        competence=Category.values,
    )
    for scope in sorted(GRANTED):
        asked = grant_ask(actor=staff_ensure(role="supervisor"), partner_id=made.partner.pk, reason=REASON, scope=scope)
        grant_give(actor=second_ensure("supervisor"), grant_id=asked.pk)
    # No worker runs yet that would make the first one.
    snapshot_make(partner_id=made.partner.pk)
    return PartnerClient(made.client_id, made.client_secret)
