"""The members, systems and people of a trial's site, with what lets each of them in."""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from tests.chaos.site import Site

MEMBERS = 40
FIELDS = ("seller", "seller_name", "reference", "date")
COLUMNS = ("--source", "history", "--enroll", *(f"--map={name}={name}" for name in FIELDS))
APPLICANTS = 8
RETRY_SECONDS = 0.5
REPORT = ("--scope", "ledger:write")
# The systems of the trial, with what lets them in.
SYSTEMS = {
    **dict.fromkeys(("CARA", "CARB", "CARC", "CARD"), ("carrier", *REPORT)),
    "CBPX": ("agency", "--competence", "all", *REPORT),
    "FOLL": ("marketplace", "--scope", "status:read", "webhooks"),
}
# By one process for everybody: each takes seconds to start.
LET_IN = """
import json
from io import StringIO
from django.core.management import call_command
from apps.accounts.models import User
from apps.shippers.models import Shipper
from tests.applications.answers import filled
from tests.people import on_team, seller, signed_in, staff

call_command("import_history", {history!r}, *{columns!r}, stdout=StringIO())
systems = {{}}
for name, more in {systems!r}.items():
    told = StringIO()
    call_command("partner_create", name, "--reporter", name, "--kind", *more, stdout=told)
    systems[name] = json.loads(told.getvalue())
# Each member has somebody to whom messages are sent.
owners = {{
    shipper.pk: on_team(shipper, "owner", seller(f"owner{{shipper.pk}}@shop.example")).pk
    for shipper in Shipper.objects.order_by("pk")
}}
officers = [staff("officer", email=f"officer{{number}}@staff.example").pk for number in range(2)]
people = [seller(f"applicant{{number}}@shop.example") for number in range({applicants})]
applicants = {{filled(person).pk: person.pk for person in people}}
sessions = {{person.pk: signed_in(person).cookies["sessionid"].value for person in User.objects.order_by("pk")}}
made = {{"systems": systems, "owners": owners, "officers": officers, "applicants": applicants, "sessions": sessions}}
print(json.dumps(made))
"""


@dataclass(frozen=True, slots=True)
class World:
    """Who takes part: the credentials of systems by name, the owner of each business and the applicant of each complete
    draft by its number, and two officers. `sessions` has the session of each person, who is named by the number of the
    account.
    """

    systems: dict[str, dict[str, str]]
    owners: dict[int, int]
    officers: list[int]
    applicants: dict[int, int]
    sessions: dict[int, str]
    ksns: list[str]


def world_make(site: "Site") -> World:
    """Enroll the members, and let everybody in."""
    script = LET_IN.format(history=str(_history(site)), columns=COLUMNS, systems=SYSTEMS, applicants=APPLICANTS)
    given = json.loads(site.manage("shell", "--verbosity", "0", "-c", script))
    ksns = [ksn for (ksn,) in site.rows("SELECT ksn FROM shippers_shipper WHERE ksn IS NOT NULL ORDER BY id")]
    owners, applicants, sessions = (_by_number(given[of]) for of in ("owners", "applicants", "sessions"))
    return World(given["systems"], owners, given["officers"], applicants, sessions, ksns)


def _by_number[T](given: dict[str, T]) -> dict[int, T]:
    return {int(number): kept for number, kept in given.items()}


def sessions_prolong(site: "Site") -> None:
    """Let nobody be signed out by a clock that is moved; again where the database is away meanwhile."""
    while not site.ended.wait(RETRY_SECONDS):
        with suppress(psycopg.Error):
            site.rows("UPDATE accounts_session SET expire_date = '2100-01-01' RETURNING 1")
            return


def _history(site: "Site") -> Path:
    """Return a file with a past year of each member."""
    lines = [",".join(FIELDS)]
    for number in range(MEMBERS):
        lines += [f"S{number},Shop {number},OLD-{number}-{month},2025-{month:02d}-10" for month in range(1, 13)]
    history = site.folder / "history.csv"
    history.write_text("\n".join(lines) + "\n")
    return history
