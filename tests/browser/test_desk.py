"""Every page of the desk whose elements no other has, in a real browser: its console shows no breach of the
Content-Security-Policy (the `page` fixture fails on one), and axe finds nothing on the pages on which officers work.
"""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urljoin

import pytest
from django.contrib import admin
from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from apps.desk.pages import PageAdmin
from apps.ledger.models import Violation
from tests.addresses import path_of
from tests.applications import answers
from tests.browser.look import faults, sign_in
from tests.browser.shapes import PageShape, Shapes
from tests.desk import due_process, world
from tests.desk.opened import LISTS, model_label
from tests.desk.permissions import FURTHER
from tests.people import administrator, signed_in, staff, with_every_role

# Files, and the part of the page of a draft that shows how far an evaluation is.
NO_PAGES = (
    "admin/figures/<slug:code>/",
    *(f"admin/policy/policy/<int:policy_id>/what-if/{end}" for end in ("", "file/")),
)
PLACES = ("admin:targeting_plan", "admin:validations_visit_calendar")
# Panels are pages of their own, by a link with `panel=`.
PANEL = re.compile(r"\bpanel=[a-z]+")


def address(name: str, model: type[Model], *arguments: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=arguments)


def pages() -> Iterator[str]:
    """All that the admin has, and what stands beside it."""
    for model, kind in admin.site._registry.items():
        yield address("changelist", model)
        if kind.add_permission:
            yield address("add", model)
        if model_label(model) not in LISTS:
            records = list(world.find_records_by_state(kind))
            yield from (address("change", model, one.pk) for one in records)
            # What was changed and who looked is drawn alike in every state.
            for one in records[:1]:
                yield reverse("admin:audit_record", args=[model._meta.app_label, model._meta.model_name, one.pk])
    one, other = world.find_record_pair()
    draft = world.find_draft().pk
    samples = {"app_label": "policy", "model_name": "policy", "pk": draft, "policy_id": draft, "section": "clocks"}
    for route in FURTHER:
        if not route.endswith("/export/") and route not in NO_PAGES:
            yield path_of(route, samples | {"one_id": one, "other_id": other})


def is_work_place(path: str) -> bool:
    """Pages made for the work of officers; all others are lists and forms as the stock admin draws them."""
    own = [
        address("changelist", model).removesuffix("/")
        for model, kind in admin.site._registry.items()
        if isinstance(kind, PageAdmin)
    ]
    alone = ("/admin/", "/admin/commands/", "/admin/help/", "/admin/team/", "/admin/search/", *map(reverse, PLACES))
    return path in alone or path.startswith(tuple(own))


@pytest.mark.slow(seconds=180)
def test_no_page_breaks_the_policy_and_axe_finds_nothing_where_officers_work(page: Page, site: LiveServer) -> None:
    with transaction.atomic():
        world.fill_database()
    person = with_every_role(administrator())
    client = signed_in(person)
    sign_in(page.context, person, site.url)
    page.set_viewport_size({"width": 1280, "height": 900})
    seen, waiting, found = set(), list(pages()), []
    work_places, others = Shapes(), Shapes()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, path
        shape = PageShape(answer.content.decode())
        if (work_places if is_work_place(path) else others).is_new(shape):
            page.goto(path)
            if is_work_place(path):
                found += faults(page, path)
        if "?" not in path:
            # A case also links to panels of its business, which are visited with the page of the business.
            links = [urljoin(path, link) for link in shape.links]
            waiting += [
                f"{path}?{panel[0]}" for link in links if link.startswith(path) and (panel := PANEL.search(link))
            ]
    assert not found, "\n\n".join(found)
    assert len([path for path in seen if "panel=" in path]) > 10, "the panels of an application and of a business"


@pytest.mark.slow
def test_pages_can_be_read_in_the_dark_where_the_browser_asks_for_it(
    new_page: Callable[..., Page], site: LiveServer
) -> None:
    with transaction.atomic():
        officer = staff("officer")
        application = answers.in_review(officer)
        proposal = due_process.respond_to_notice(due_process.propose_demotion())
    page = new_page(color_scheme="dark", viewport={"width": 1280, "height": 900})
    sign_in(page.context, officer, site.url)
    shown = address("change", type(application), application.pk)
    paths = [
        shown,
        f"{shown}?panel=checklist",
        f"{shown}?panel=vetting",
        address("change", type(proposal), proposal.pk),
    ]
    paths += ["/admin/", "/admin/help/", "/admin/work/item/", address("changelist", type(proposal))]
    paths.append(address("add", Violation))
    found = []
    for path in paths:
        page.goto(path)
        found += faults(page, f"{path} in the dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 27, 31)", path
    assert not found, "\n\n".join(found)


@pytest.mark.slow
def test_the_help_fits_the_page(page: Page, site: LiveServer) -> None:
    sign_in(page.context, staff("officer"), site.url)
    page.goto("/admin/help/")
    for width in (1280, 400):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert not faults(page, f"the help at {width} px")
