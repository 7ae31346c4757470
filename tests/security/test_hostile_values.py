"""No hostile value under any name, in any address, list, filter or form, is answered with a server error."""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from urllib.parse import quote, unquote

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import Resolver404, resolve, reverse

from apps.accounts.models import User
from apps.accounts.roles import ROLES
from tests.addresses import ANY, path_of
from tests.belongings import belongings
from tests.partners.client import PartnerClient, partner_client
from tests.people import seller, signed_in, staff
from tests.security.hostile import (
    ELEVEN_DIGITS,
    LONG,
    MANY_DIGITS,
    NUL,
    VALUES,
    WITHIN,
    asked,
    every_page,
    filters_of,
    is_refused_in_words,
    lookups_of,
    names_read,
    query,
    sent,
)

BEYOND = (NUL, MANY_DIGITS, LONG)
LISTS = {
    reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"): kind
    for model, kind in admin.site._registry.items()
}

# What a text of JSON may be instead.
OTHERS = (None, True, -1, 10**30, 1e300, [], {}, [[]], {"ksn": NUL})
# The desk's answer to an address of which it knows no page.
NO_PAGE = "admin/(?P<url>.*)$"
# Pages in the place of lists, which read the fields of their own form alone.
NO_FILTERS = "/admin/audit/"


@pytest.fixture(scope="module")
def owned(lasting: Callable[..., dict[str, object]]) -> dict[str, object]:
    return lasting(lambda: ANY | belongings(seller("owner@shop.example")))


@pytest.fixture
def insider(owned: dict[str, object]) -> User:
    return staff(*ROLES, email="everything@staff.example")


def tolerant(client: Client) -> Client:
    """Let a server error be an answer, as a server does."""
    client.raise_request_exception = False
    return client


@pytest.fixture
def desk(insider: User) -> Client:
    return tolerant(signed_in(insider))


@pytest.fixture
def portal(owned: dict[str, object]) -> Client:
    return tolerant(signed_in(User.objects.get(pk=owned["user_id"])))


@pytest.fixture
def partner() -> PartnerClient:
    return tolerant(partner_client())


class TestAddresses:
    """A value beyond the bounds of an address is refused before a view reads the address."""

    @pytest.mark.parametrize("path", ["/", "/inbox/", "/admin/shippers/shipper/", "/api/v1/policies/current"])
    def test_what_is_beyond_the_bounds_is_refused_in_words(self, desk: Client, path: str) -> None:
        hostile = [query(page=value) for value in BEYOND] + [query(**{NUL: "1"}), f"{LONG}=1", "&".join(["a=1"] * 3000)]
        answers = {text[:20]: desk.get(f"{path}?{text}") for text in hostile}
        answers |= {text[:20]: desk.get(f"{path}{quote(text)}/") for text in (NUL, LONG)}
        wrong = {text: (answer.status_code, answer["Content-Type"]) for text, answer in answers.items()}
        known = {text for text, answer in answers.items() if answer.status_code == 404}
        assert {text: wrong[text] for text, each in answers.items() if not is_refused_in_words(each)} == {
            text: wrong[text] for text in known
        }

    def test_a_cookie_with_a_nul_is_ignored(self) -> None:
        for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
            answer = tolerant(Client()).get("/inbox/", headers={"cookie": f'{name}="\\000aaaaaaaa"'})
            assert answer.status_code == 302, name

    def test_a_search_may_be_long(self, desk: Client) -> None:
        assert desk.get("/admin/search/", {"q": "x" * 1_900}).status_code == 200


@pytest.mark.filterwarnings("ignore:DateTimeField")
class TestLists:
    @pytest.mark.slow
    def test_no_filter_of_any_list_fails(self, desk: Client, insider: User) -> None:
        wrong = {}
        for path, kind in LISTS.items():
            names = filters_of(kind, insider)
            # One that is refused would hide the others: each part of a day is asked by itself.
            days = [{name} for name in names if kind.date_hierarchy and name.startswith(f"{kind.date_hierarchy}__")]
            for each in [names, *days]:
                for value in (ELEVEN_DIGITS, "9999", "0001-01-01"):
                    answer = asked(desk, path, each, value)
                    if answer.status_code not in (200, 302, 400):
                        wrong[path, value] = answer.status_code
        assert not wrong

    @pytest.mark.slow
    def test_a_year_beyond_the_calendar_is_refused_on_every_list(self, desk: Client) -> None:
        wrong = {}
        for path, kind in LISTS.items():
            for column in ("at", "date", "created_at", "recorded_at", "due_at"):
                if column in {field.name for field in kind.model._meta.get_fields()}:
                    status = asked(desk, path, {f"{column}__year"}, ELEVEN_DIGITS).status_code
                    if status != 400 and not path.startswith(NO_FILTERS):
                        wrong[path, column] = status
        assert not wrong

    @pytest.mark.parametrize("lookup", ["name__regex", "name__iregex", "name__search", "created_at__week_day"])
    def test_an_address_carries_no_lookup_that_no_filter_uses(self, desk: Client, lookup: str) -> None:
        assert is_refused_in_words(asked(desk, "/admin/shippers/shipper/", {lookup}, "((("))

    def test_days_of_the_calendar_are_shown(self, desk: Client) -> None:
        path = "/admin/allegations/tip/"
        for chosen in ({"year": 2026}, {"year": 2026, "month": 2}, {"year": 2026, "month": 2, "day": 28}):
            answer = desk.get(path, {f"received_at__{part}": value for part, value in chosen.items()})
            assert answer.status_code == 200
        for path in ("/admin/ledger/violation/", "/admin/standing/change/"):
            for day in ("0001-01-01", "2026-02-28", "9999-12-31"):
                assert desk.get(path, {"since": day, "until": day}).status_code == 200

    @pytest.mark.slow
    def test_no_lookup_of_any_column_of_any_list_fails(self, insider: User) -> None:
        """Ask each list as its page does, without the drawing of the page."""
        wrong = []
        for path, kind in LISTS.items():
            for name in lookups_of(kind) if not path.startswith(NO_FILTERS) else ():
                for value in (ELEVEN_DIGITS, "((("):
                    request = RequestFactory().get(path, {name: value})
                    request.user = insider
                    try:
                        # A lookup that the list does not take is refused before anything is read.
                        if not kind.lookup_allowed(name, value, request):
                            continue
                        with suppress(IncorrectLookupParameters, DisallowedModelAdminLookup), transaction.atomic():
                            list(kind.get_changelist_instance(request).result_list)
                    except Exception as error:
                        wrong.append(f"{path}?{name}={value}: {type(error).__name__}")
        assert "\n".join(wrong) == ""


class TestPages:
    @pytest.mark.parametrize("value", [MANY_DIGITS, "9" * 30, NUL])
    def test_the_number_of_a_file_or_a_page_may_be_anything(
        self, desk: Client, owned: dict[str, object], value: str
    ) -> None:
        review = path_of(
            "admin/applications/application/<path:object_id>/change/", {"object_id": owned["application_id"]}
        )
        picture = path_of(
            "admin/applications/application/evidence/<int:file_id>/preview/", {"file_id": owned["evidence_id"]}
        )
        for path, name in ((review, "evidence"), (review, "page"), (picture, "page")):
            assert asked(desk, path, {name}, value).status_code < 500

    @pytest.mark.slow(seconds=80)
    def test_no_name_that_any_page_reads_fails(self, desk: Client, portal: Client, owned: dict[str, object]) -> None:
        """Visit every address, note the names that are looked up in the request, and send values under all of them."""
        assert not faults_of(desk, portal, owned, (ELEVEN_DIGITS, "9999-12-31", "((("), alone=())

    @pytest.mark.soak
    def test_no_name_that_any_page_reads_fails_alone(
        self, desk: Client, portal: Client, owned: dict[str, object]
    ) -> None:
        """Send more values, and each under one name alone, since a refusal of one name hides the others."""
        assert not faults_of(desk, portal, owned, VALUES, alone=(NUL, *WITHIN))

    @pytest.mark.slow
    @pytest.mark.parametrize("alike", [False, pytest.param(True, marks=pytest.mark.soak)])
    def test_no_part_of_any_path_fails(
        self, desk: Client, portal: Client, owned: dict[str, object], alike: bool
    ) -> None:
        """Send values in each part of each path.

        A path that leads to no page is sent once for each value and person. A NUL is refused for the path alone, before
        any view: it is sent once for each name of a part.
        """
        faults, known = {}, set()
        for client, route in every_page(desk, portal, alike=alike):
            for name in [name for name in owned | {"object_id": 1} if f":{name}>" in route]:
                for value in (NUL, "9" * 30, "(((", "_2F"):
                    path = path_of(route, owned | {"object_id": 1, name: quote(value, safe="")})
                    page = "" if value == NUL else page_of(path)
                    alike = client is desk, value, page, name if page or value == NUL else ""
                    if alike in known:
                        continue
                    known.add(alike)
                    for answer in (asked(client, path, set(), ""), sent(client, path, {})):
                        if answer.status_code >= 500:
                            faults[route, name, value[:20]] = answer.status_code
        assert not faults


def page_of(path: str) -> str:
    """Return the route of the page to which a path leads; "" where the path leads to no page."""
    try:
        route = resolve(unquote(path)).route
    except Resolver404:
        return ""
    return "" if route == NO_PAGE else route


def faults_of(
    desk: Client, portal: Client, owned: dict[str, object], together: Sequence[str], *, alone: Sequence[str]
) -> dict[tuple[str, ...], int]:
    """Return the server errors of all addresses, with some values under all names together, and under each alone."""
    faults = {}
    for client, route in every_page(desk, portal, alike=bool(alone)):
        path = path_of(route, owned | {"object_id": 1})
        with names_read() as names:
            asked(client, path, set(), "")
            takes_forms = sent(client, path, {"act": "none"}).status_code != 405
        sets = [(names, together), *(({name}, alone) for name in names)]
        for some, value in [(some, value) for some, values in sets if some for value in values]:
            answers = [asked(client, path, some, value)]
            if takes_forms:
                answers.append(sent(client, path, dict.fromkeys(some, value)))
            for answer in answers:
                if answer.status_code >= 500:
                    faults[route, answer.request["REQUEST_METHOD"], *sorted(some)[:3], value[:20]] = answer.status_code
    return faults


class TestPrograms:
    @pytest.fixture(autouse=True)
    def fresh_limits(self) -> Iterator[None]:
        cache.clear()
        yield
        cache.clear()

    @pytest.mark.parametrize("value", [NUL, LONG])
    @pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
    @pytest.mark.parametrize("name", ["client_id", "client_secret", "grant_type", "scope", "token", NUL])
    def test_no_field_of_the_token_endpoint_fails(self, path: str, name: str, value: str) -> None:
        fields = {"grant_type": "client_credentials", "client_id": "none", "client_secret": "none", "token": "none"}
        answer = tolerant(Client()).post(path, fields | {name: value})
        assert answer.status_code == 400
        assert answer.json()["error"] == "invalid_request"

    def test_no_client_in_a_header_fails(self) -> None:
        for client in ("a\0b:c", "a:\0", ":", "\0", "x" * 5_000 + ":y", "é:é"):
            basic = b64encode(client.encode()).decode()
            answer = tolerant(Client()).post(
                "/oauth/token", {"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"}
            )
            assert answer.status_code in (400, 401), client[:10]
        for header in ("Basic \0", "Basic %%%", "Bearer \0", "Bearer a\0b", "Basic", "x" * 5_000):
            answer = tolerant(Client()).post("/oauth/token", {}, headers={"Authorization": header})
            assert answer.status_code in (400, 401), header[:10]

    def test_a_large_form_is_refused_unread(self) -> None:
        answer = tolerant(Client()).post("/oauth/token", {"grant_type": "x" * 2_000_000})
        assert answer.status_code in (400, 413)

    def test_no_token_in_a_header_fails(self) -> None:
        for token in ("a\0b", "x" * 5_000, "\u00e9", ""):
            answer = tolerant(Client()).get("/api/v1/status-changes", headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == 401

    @pytest.mark.slow
    def test_no_parameter_of_the_api_fails(self, partner: PartnerClient) -> None:
        """Send every value as every parameter that the description of the API names."""
        described, faults = partner.get("/api/v1/openapi.json").json(), {}
        for path, operations in described["paths"].items():
            for method, operation in operations.items():
                for parameter in operation.get("parameters", []):
                    for value in VALUES:
                        answer = called(partner, method, path, parameter, value)
                        if answer.status_code >= 500 or "json" not in answer["Content-Type"]:
                            faults[method, path, parameter["name"], value[:20]] = answer.status_code
        assert not faults

    @pytest.mark.parametrize("values", [(NUL, None, 10**30), pytest.param((*VALUES, *OTHERS), marks=pytest.mark.slow)])
    def test_no_member_of_any_content_fails(self, partner: PartnerClient, values: tuple[object, ...]) -> None:
        """Send every value, and other kinds of values, in every member that the description of the API names.

        A list holds all values of a member at once. Where the list is refused as a whole, which may hide what one value
        does, each value is sent alone as well.
        """
        described, faults = partner.get("/api/v1/openapi.json").json(), {}
        for path, operations in described["paths"].items():
            for method, operation in operations.items():
                content = operation.get("requestBody", {}).get("content", {}).get("application/json")
                for whole, name, is_list in members_of(described, content["schema"]) if content else ():
                    address = path_of(path[1:].replace("{", "<").replace("}", ">"))
                    alone = [(value,) for value in values]
                    if is_list:
                        answer = sent(partner, address, *whole(values))
                        alone = alone if answer.status_code >= 400 else []
                        if answer.status_code >= 500:
                            faults[method, path, name] = answer.status_code
                    for some in alone:
                        answer = sent(partner, address, *whole(some))
                        if answer.status_code >= 500:
                            faults[method, path, name, str(some)[:20]] = answer.status_code
        assert not faults

    def test_a_number_of_two_megabytes_is_refused_and_not_sent_back(self, partner: PartnerClient) -> None:
        for place, asked_for in (("ksns.0", ["K" * 500_000]), ("ksns.0.ksn", [{"ksn": "K" * 500_000}])):
            answer = partner.send("/api/v1/status-checks", {"ksns": asked_for})
            assert answer.status_code == 422
            assert answer.json()["errors"] == {place: ["Send a text of at most 40 characters."]}
            assert len(answer.content) < 2_000
        answer = partner.send("/api/v1/status-checks", {"ksns": ["K" * 2_000_000]})
        assert answer.status_code == 413
        assert len(answer.content) < 2_000

    def test_long_text_reaches_no_reading_of_numbers(
        self, partner: PartnerClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read = []

        def plain(text: str) -> str:
            read.append(len(text))
            return text

        monkeypatch.setattr("apps.shippers.ksn.code_form", plain)
        partner.send("/api/v1/status-checks", {"ksns": ["K" * 500_000]})
        partner.send("/api/v1/shipments", [{"reference": "A", "date": "2026-01-01", "ksn": "K" * 500_000}])
        partner.get("/api/v1/shippers/" + "K" * 1_500)
        assert sum(read) < 200

    def test_content_that_is_too_large_is_refused_unread(self, partner: PartnerClient) -> None:
        for path in ("/api/v1/status-checks", "/api/v1/recordings/1/reversal"):
            answer = partner.post(path, b" " * 2_000_000, "application/json")
            assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")


def called(partner: PartnerClient, method: str, path: str, parameter: dict, value: str) -> HttpResponse:
    """Call the API with a value as one parameter, and usual values as the others."""
    samples: dict[str, object] = dict.fromkeys(re.findall(r"{(\w+)}", path), 1) | {"ksn": "KS000000000X"}
    name, place = parameter["name"], parameter["in"]
    if place == "path":
        samples[name] = quote(value, safe="")
    where = path.format(**samples) + (f"?{query(**{name: value})}" if place == "query" else "")
    headers = {name: value.encode().decode("latin-1")} if place == "header" else {}
    with transaction.atomic():
        options = {"data": "[]", "content_type": "application/json"} if method in ("post", "patch") else {}
        answer = getattr(partner, method)(where, headers=headers, **options)
        transaction.set_rollback(True)
    return answer


def members_of(
    described: dict, schema: dict
) -> Iterator[tuple[Callable[[Sequence[object]], tuple[str, str]], str, bool]]:
    """Return each member of a content as a function that makes the content with values of the member, its name, and
    whether the content is a list, which holds an item with each value; any other content takes one value.
    """
    many = schema.get("type") == "array"
    inner = schema["items"] if many else schema
    known = described["components"]["schemas"][inner["$ref"].rsplit("/", 1)[1]]["properties"]
    usual = {"date": "2026-01-01", "seller": "S1", "category": "origin"}
    for name, kind in known.items():

        def whole(
            values: Sequence[object], name: str = name, listed: bool = kind.get("type") == "array"
        ) -> tuple[str, str]:
            items = [
                {**usual, "reference": f"A{number}", name: [value] if listed else value}
                for number, value in enumerate(values)
            ]
            return json.dumps(items if many else items[0]), "application/json"

        yield whole, name, many
