"""Malformed requests and the state of the database after them, for the table in `test_malformed`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.urls import reverse

from apps.accounts.models import User
from apps.applications import services
from apps.applications.models import Application
from apps.core import clock
from apps.ledger.models import Case
from apps.shippers.models import Shipper
from apps.standing.models import PlanItem, ProposedChange
from apps.standing.services import change_decide, change_propose, change_respond
from tests.applications import answers
from tests.people import signed_in, staff
from tests.portal import due_process
from tests.portal.members import member_of, violation

# What keeping a section may touch: the section itself, and that it happened.
SAVING = frozenset({"applications_section", "events_event", "events_delivery"})
# What adding files may touch besides.
ADDING = SAVING | {"applications_evidence"}


class World:
    """A seller with a complete draft. Each other object that a page needs is made at its first use."""

    def __init__(self, draft: Application) -> None:
        self.draft = draft
        self.ada = draft.created_by
        self.client = signed_in(self.ada)
        self.client.raise_request_exception = False

    @cached_property
    def officer(self) -> User:
        return answers.officer()

    @cached_property
    def in_review(self) -> Application:
        services.application_submit(actor=self.ada, application_id=self.draft.pk, signed_name="Ada Park")
        return services.application_take(actor=self.officer, application_id=self.draft.pk)

    @cached_property
    def asked(self) -> Application:
        return answers.ask(self.officer, self.in_review, "volumes:monthly_parcels", text="How many?").application

    @cached_property
    def denied(self) -> Application:
        application = answers.checked(self.officer, self.in_review, unmet=["6.1"])
        proposal = services.application_deny(
            actor=self.officer, application_id=application.pk, reasons=["criteria"], text="Criterion 6.1 is not met."
        )
        return answers.countersigned(proposal)

    @cached_property
    def shipper(self) -> Shipper:
        return member_of(self.ada, months=1, monthly=2)

    @cached_property
    def notice(self) -> ProposedChange:
        """Make a notice that rests on a violation."""
        return change_propose(
            actor=self.officer, shipper_id=self.shipper.pk, kind="suspension", reasons="Why?", cases=[self.case.pk]
        )

    @cached_property
    def decided(self) -> ProposedChange:
        """Make a decision that can be appealed."""
        change = change_propose(actor=self.officer, shipper_id=self.shipper.pk, kind="validation", reasons="Why?")
        change_respond(final=True, actor=self.ada, change_id=change.pk, response="Because.")
        second = staff("officer", email="second@staff.example")
        return change_decide(actor=second, change_id=change.pk, decision="uphold", reasons="It was so.")

    @cached_property
    def item(self) -> PlanItem:
        """Make an item of a plan."""
        return due_process.open_plan(self.shipper, self.officer, "Lock the packing room.").items.get()

    @cached_property
    def case(self) -> Case:
        return Case.objects.get(reference=violation(self.shipper, clock.today()))


@dataclass(frozen=True)
class Sent:
    """A request. `place` returns its path; `fields` may hold lists, for what is sent more than once, and files."""

    place: Callable[[World], str]
    fields: Mapping[str, object] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str = "application/x-www-form-urlencoded"
    method: str = "post"

    def to(self, world: World) -> HttpResponse:
        path = self.place(world)
        if self.body is not None:
            return world.client.generic(self.method.upper(), path, self.body, content_type=self.content_type)
        return getattr(world.client, self.method)(path, self.fields)


def contents() -> dict[str, str]:
    """Return a digest of all rows of all tables but sessions, which changes with every write."""
    with connection.cursor() as cursor:
        cursor.execute(digest_query())
        return dict(cursor.fetchall())


@cache
def digest_query() -> str:
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    tables = {model._meta.db_table for model in models} & set(connection.introspection.table_names())
    return " UNION ALL ".join(
        f"SELECT '{name}', coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM \"{name}\" t"  # noqa: S608
        for name in sorted(tables - {"accounts_session"})
    )


def section(key: str) -> Callable[[World], str]:
    return lambda world: reverse("portal:apply_section", args=[world.draft.pk, key])


def page(name: str, of: str) -> Callable[[World], str]:
    """Return the address of a page of an application or the shipper of the world."""
    return lambda world: reverse(f"portal:{name}", args=[getattr(world, of).pk])


def finding(name: str) -> Callable[[World], str]:
    """Return the address of a page of a violation."""
    return lambda world: reverse(f"portal:{name}", args=[world.shipper.pk, world.case.pk])


def notice(name: str, of: str = "notice") -> Callable[[World], str]:
    """Return the address of a page of a notice."""
    return lambda world: reverse(f"portal:{name}", args=[world.shipper.pk, getattr(world, of).pk])


def plan_item(world: World) -> str:
    return reverse("portal:plan_item", args=[world.shipper.pk, world.item.plan_id, world.item.pk])


def at(path: str) -> Callable[[World], str]:
    return lambda _world: path


def rows(*given: Mapping[str, object], **more: object) -> dict[str, object]:
    """Return the fields of a repeated section as a browser sends them."""
    fields = {f"row-{number}-{name}": value for number, row in enumerate(given) for name, value in row.items()}
    return {"row-TOTAL_FORMS": len(given), "row-INITIAL_FORMS": 0, **fields, **more}


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
