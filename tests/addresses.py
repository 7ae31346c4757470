"""Every URL of the site and who may reach the URL. A URL that is missing here fails the tests.

Add a new URL to the table, and values of its parameters to `ANY` and to `tests/belongings.py`. Tests prove that each
URL refuses everybody else (`test_url_access.py`), and check every page (`portal/test_every_page.py` and
`browser/test_every_page.py`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from django.urls import URLResolver, get_resolver

from apps.shippers.roles import Ability


class Access(Enum):
    PUBLIC = auto()  # everybody
    SIGNING_IN = auto()  # a step of sign-in or sign-up, which shows nobody's data
    SIGNED_IN = auto()  # everybody who is signed in
    OWNERS = auto()  # the owners of a record: a shipper's team, by role, or the recipient of a message
    STAFF = auto()  # members of staff, by the permission table
    PARTNER = auto()  # partner systems, by scope


@dataclass(frozen=True)
class Scoped:
    """A URL of partner systems, with the scope that a request needs."""

    scope: str
    access: Access = Access.PARTNER


@dataclass(frozen=True)
class Owned:
    """A URL of the records of a business, or of a person, with what a member of the team must be able to do.

    `opens` is the ability that opens the page, and `sends` the ability that sends its form. None: the URL takes no GET,
    or no POST.
    """

    opens: Ability | None = Ability.READ
    sends: Ability | None = None
    access: Access = Access.OWNERS


URLS: dict[str, Access | Scoped | Owned] = {
    "": Access.PUBLIC,
    "verify/": Access.PUBLIC,
    "policy/": Access.PUBLIC,
    "policy/<int:version>/": Access.PUBLIC,
    "policy/drafts/<int:version>/": Access.PUBLIC,
    "policy/drafts/<int:version>/comment/": Access.SIGNED_IN,
    "eligibility/": Access.PUBLIC,
    "eligibility/answer/": Access.PUBLIC,
    "allegations/new/": Access.PUBLIC,
    "allegations/status/": Access.PUBLIC,
    "guidance/": Access.PUBLIC,
    "guidance/search/": Access.PUBLIC,
    "guidance/costs/": Access.PUBLIC,
    "guidance/answers/<slug:decision>/": Access.PUBLIC,
    "guidance/checks/<slug:check>/": Access.PUBLIC,
    "guidance/checks/<slug:check>/evidence/": Access.SIGNED_IN,
    "guidance/<slug:subject>/": Access.PUBLIC,
    "seals/": Access.PUBLIC,
    "seals/keys.json": Access.PUBLIC,
    "seals/parcel_proof.py": Access.PUBLIC,
    "seals/<str:day>.json": Access.PUBLIC,
    "seals/<str:day>/": Access.PUBLIC,
    "api/v1/reasons": Access.PUBLIC,
    **{
        f"performance/{path}": Access.PUBLIC
        for path in (
            *("", "calendar/", "schema.json", "editions/<slug:code>/", "editions/<slug:code>/ports.csv"),
            *("editions/<slug:code>.json", "editions/<slug:code>.csv", "guidance/", "membership/", "promises/"),
            *("reasons/", "reasons.json", "reasons.csv", "reasons/schema.json", "reasons/<str:day>.json"),
            *("reasons/<str:day>.csv", "reports/<int:year>/", "subscribe/", "subscribe/<str:token>/"),
            *("subscribe/<str:token>/end/", "membership.csv", "<slug:measure>.csv", "<slug:measure>/"),
        )
    },
    "data.json": Access.PUBLIC,
    "privacy/": Access.PUBLIC,
    "terms/": Access.PUBLIC,
    "help/": Access.PUBLIC,
    "accessibility/": Access.PUBLIC,
    "robots.txt": Access.PUBLIC,
    "sitemap.xml": Access.PUBLIC,
    ".well-known/security.txt": Access.PUBLIC,
    "healthz": Access.PUBLIC,
    "readyz": Access.PUBLIC,
    # For whoever has the token of the measures; to anybody else there is no such page.
    "metrics": Access.PUBLIC,
    "i18n/setlang/": Access.PUBLIC,
    # Pages of the demonstration, which production settings leave out.
    "demo/": Access.PUBLIC,
    "demo/mail/": Access.PUBLIC,
    "demo/mail/<int:mail_id>/": Access.PUBLIC,
    "accounts/login/": Access.SIGNING_IN,
    "accounts/logout/": Access.SIGNING_IN,
    "accounts/inactive/": Access.SIGNING_IN,
    "accounts/signup/": Access.SIGNING_IN,
    "accounts/confirm-email/": Access.SIGNING_IN,
    "accounts/login/code/confirm/": Access.SIGNING_IN,
    "accounts/password/reset/": Access.SIGNING_IN,
    "accounts/password/reset/done/": Access.SIGNING_IN,
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": Access.SIGNING_IN,
    "accounts/password/reset/key/done/": Access.SIGNING_IN,
    "accounts/2fa/authenticate/": Access.SIGNING_IN,
    "accounts/reauthenticate/": Access.SIGNED_IN,
    "accounts/email/": Access.SIGNED_IN,
    "accounts/password/change/": Access.SIGNED_IN,
    "accounts/password/set/": Access.SIGNED_IN,
    "accounts/2fa/": Access.SIGNED_IN,
    "accounts/2fa/reauthenticate/": Access.SIGNED_IN,
    "accounts/2fa/totp/activate/": Access.SIGNED_IN,
    "accounts/2fa/totp/deactivate/": Access.SIGNED_IN,
    "accounts/2fa/webauthn/login/": Access.SIGNING_IN,
    "accounts/2fa/webauthn/": Access.SIGNED_IN,
    "accounts/2fa/webauthn/add/": Access.SIGNED_IN,
    "accounts/2fa/webauthn/reauthenticate/": Access.SIGNED_IN,
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": Access.SIGNED_IN,
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": Access.SIGNED_IN,
    "account/": Access.SIGNED_IN,
    "account/sessions/": Access.SIGNED_IN,
    "accounts/2fa/recovery-codes/": Access.SIGNED_IN,
    "accounts/2fa/recovery-codes/generate/": Access.SIGNED_IN,
    "accounts/2fa/recovery-codes/download/": Access.SIGNED_IN,
    "home/": Access.SIGNED_IN,
    "inbox/": Access.SIGNED_IN,
    "survey/": Access.SIGNED_IN,
    "inbox/read/": Access.SIGNED_IN,
    "apply/": Access.SIGNED_IN,
    "invitations/<str:token>/": Access.PUBLIC,
    "home/businesses/": Access.SIGNED_IN,
    "home/<int:shipper_id>/": Owned(),
    "home/<int:shipper_id>/news/": Owned(),
    "home/<int:shipper_id>/changes/": Owned(),
    "home/<int:shipper_id>/changes/<int:change_id>/": Owned(sends=Ability.ATTEST),
    "home/<int:shipper_id>/benefits/": Owned(),
    "home/<int:shipper_id>/changes/<int:change_id>/add/": Owned(opens=None, sends=Ability.ATTEST),
    "home/<int:shipper_id>/changes/<int:change_id>/more-time/": Owned(sends=Ability.ATTEST),
    "home/<int:shipper_id>/changes/<int:change_id>/appeal/": Owned(sends=Ability.ATTEST),
    "home/<int:shipper_id>/changes/files/<int:response_file_id>/": Owned(),
    "home/<int:shipper_id>/appeals/files/<int:appeal_file_id>/": Owned(),
    "home/<int:shipper_id>/plans/<int:plan_id>/": Owned(),
    "home/<int:shipper_id>/plans/<int:plan_id>/items/<int:item_id>/": Owned(sends=Ability.ATTEST),
    "home/<int:shipper_id>/plans/files/<int:plan_file_id>/": Owned(),
    "home/<int:shipper_id>/calls/<int:call_id>/": Owned(),
    "home/<int:shipper_id>/call-contact/": Owned(sends=Ability.PREPARE),
    "home/<int:shipper_id>/time-zone/": Owned(opens=None, sends=Ability.PREPARE),
    "home/<int:shipper_id>/certificate/": Owned(),
    "home/<int:shipper_id>/violations/<int:case_id>/": Owned(),
    "home/<int:shipper_id>/violations/<int:case_id>/answer/": Owned(sends=Ability.ATTEST),
    "home/<int:shipper_id>/violations/<int:case_id>/answers/<int:dispute_id>/": Owned(opens=None, sends=Ability.ATTEST),
    "home/<int:shipper_id>/violations/<int:case_id>/files/<int:dispute_file_id>/": Owned(),
    "home/<int:shipper_id>/violations/disclose/": Owned(sends=Ability.ATTEST),
    "home/<int:shipper_id>/disclosures/<int:disclosure_id>/": Owned(sends=Ability.ATTEST),
    "home/<int:shipper_id>/disclosures/<int:disclosure_id>/files/<int:disclosure_file_id>/": Owned(),
    "home/<int:shipper_id>/shipments/<int:parcel_id>/disown/": Owned(sends=Ability.ATTEST),
    "home/<int:shipper_id>/shipping-parties/": Owned(sends=Ability.ATTEST),
    "home/<int:shipper_id>/declared/": Owned(),
    "home/<int:shipper_id>/declared/<int:assessment_id>/": Owned(sends=Ability.PREPARE),
    "home/<int:shipper_id>/questions/": Owned(sends=Ability.PREPARE),
    "home/<int:shipper_id>/control/<int:control_id>/": Owned(sends=Ability.ATTEST),
    "home/<int:shipper_id>/control/<int:control_id>/alone/": Owned(opens=None, sends=Ability.ATTEST),
    "home/<int:shipper_id>/control/files/<int:control_file_id>/": Owned(),
    "home/<int:shipper_id>/restriction/": Owned(sends=Ability.ATTEST),
    "home/<int:shipper_id>/partners/": Owned(sends=Ability.ATTEST),
    "home/<int:shipper_id>/happened/": Owned(),
    "home/<int:shipper_id>/record/": Owned(),
    "home/<int:shipper_id>/record.csv": Owned(),
    "home/<int:shipper_id>/tier/": Owned(),
    "home/<int:shipper_id>/looks/": Owned(),
    "home/<int:shipper_id>/looks/<str:day>/<int:partner_id>/": Owned(),
    "home/<int:shipper_id>/corrections/": Owned(),
    "home/<int:shipper_id>/leave/": Owned(opens=Ability.LEAVE, sends=Ability.LEAVE),
    "home/<int:shipper_id>/questions/<int:thread_id>/": Owned(sends=Ability.PREPARE),
    "home/<int:shipper_id>/files/<int:attachment_id>/": Owned(),
    "home/<int:shipper_id>/shipments/": Owned(),
    "home/<int:shipper_id>/shipments/export.csv": Owned(),
    "home/<int:shipper_id>/shipments/export.xlsx": Owned(),
    "home/<int:shipper_id>/shipments/<int:parcel_id>/": Owned(),
    "home/<int:shipper_id>/shipments/<int:parcel_id>/proof.json": Owned(),
    "home/<int:shipper_id>/violations/": Owned(),
    "home/<int:shipper_id>/violations/export.csv": Owned(),
    "home/<int:shipper_id>/violations/export.xlsx": Owned(),
    "home/<int:shipper_id>/uploads/": Owned(sends=Ability.PREPARE),
    "home/<int:shipper_id>/uploads/template.csv": Owned(),
    "home/<int:shipper_id>/uploads/<int:upload_id>/": Owned(sends=Ability.PREPARE),
    "home/<int:shipper_id>/uploads/<int:upload_id>/columns/": Owned(opens=Ability.PREPARE, sends=Ability.PREPARE),
    "home/<int:shipper_id>/uploads/<int:upload_id>/rejected.csv": Owned(),
    "home/<int:shipper_id>/uploads/<int:upload_id>/take-back/": Owned(opens=Ability.PREPARE, sends=Ability.PREPARE),
    "inbox/<int:message_id>/": Owned(),
    "home/waiting/<int:waiting_id>/": Owned(sends=Ability.MANAGE_TEAM),
    "apply/<int:application_id>/": Owned(sends=Ability.PREPARE),
    "apply/<int:application_id>/withdraw/": Owned(sends=Ability.ATTEST),
    "apply/<int:application_id>/review/": Owned(sends=Ability.ATTEST),
    "apply/<int:application_id>/signer/": Owned(opens=Ability.PREPARE, sends=Ability.PREPARE),
    "apply/<int:application_id>/codes/": Owned(opens=Ability.PREPARE, sends=Ability.PREPARE),
    "apply/<int:application_id>/reply/": Owned(sends=Ability.ATTEST),
    "apply/<int:application_id>/appeal/": Owned(sends=Ability.ATTEST),
    "apply/<int:application_id>/copy/": Owned(),
    "apply/<int:application_id>/files/<int:evidence_id>/": Owned(),
    "apply/<int:application_id>/pages/<str:page>/": Owned(sends=Ability.PREPARE),
    "apply/<int:application_id>/sections/<str:key>/": Owned(sends=Ability.PREPARE),
    "apply/<int:application_id>/sections/<str:key>/files/": Owned(opens=None, sends=Ability.PREPARE),
    "home/<int:shipper_id>/profile/": Owned(),
    "home/<int:shipper_id>/profile/<str:part>/": Owned(opens=Ability.ATTEST, sends=Ability.ATTEST),
    "home/<int:shipper_id>/profile/requests/<int:request_id>/": Owned(sends=Ability.ATTEST),
    "home/<int:shipper_id>/profile/files/<int:proof_id>/": Owned(),
    "home/<int:shipper_id>/annual-review/": Owned(sends=Ability.ATTEST),
    "home/<int:shipper_id>/identities/": Owned(sends=Ability.ATTEST),
    "home/<int:shipper_id>/identities/<int:link_id>/": Owned(sends=Ability.ATTEST),
    "home/<int:shipper_id>/visits/<int:visit_id>/": Owned(),
    "home/<int:shipper_id>/visits/<int:visit_id>/actions/<int:finding_id>/": Owned(sends=Ability.ATTEST),
    "home/<int:shipper_id>/visits/files/<int:visit_file_id>/": Owned(),
    "home/<int:shipper_id>/exam-requests/": Owned(sends=Ability.ATTEST),
    "home/<int:shipper_id>/team/": Owned(sends=Ability.MANAGE_TEAM),
    "home/<int:shipper_id>/team/members/<int:user_id>/": Owned(opens=None, sends=Ability.MANAGE_TEAM),
    "home/<int:shipper_id>/team/invitations/<int:invitation_id>/": Owned(opens=None, sends=Ability.MANAGE_TEAM),
    "api/v1/shippers/<str:ksn>/evaluation": Owned(),
    "api/v1/shippers/<str:ksn>/facts": Owned(),
    "api/v1/shippers/<str:ksn>/past": Owned(),
    "oauth/token": Access.PUBLIC,
    "oauth/revoke": Access.PUBLIC,
    ".well-known/oauth-authorization-server": Access.PUBLIC,
    ".well-known/jwks.json": Access.PUBLIC,
    "api/v1/costs": Access.PUBLIC,
    "api/v1/policies/current": Access.PUBLIC,
    "api/v1/policies/<int:version>": Access.PUBLIC,
    "api/v1/policies/drafts": Access.PUBLIC,
    "api/v1/policies/drafts/<int:version>": Access.PUBLIC,
    "api/v1/openapi.json": Access.PUBLIC,
    "api/docs": Access.PUBLIC,
    "api/guide": Access.PUBLIC,
    "api/problems/<slug:kind>": Access.PUBLIC,
    "^api/": Access.PUBLIC,
    "api/v1/shippers/<str:ksn>": Scoped("status:read"),
    "api/v1/status-checks": Scoped("status:read"),
    "api/v1/status-changes": Scoped("status:read"),
    "api/v1/rosters": Scoped("status:read"),
    "api/v1/rosters/removals": Scoped("status:read"),
    "api/v1/snapshots/latest": Scoped("status:read"),
    "api/v1/corrections": Scoped("status:read"),
    "api/v1/corrections/<int:seq>/acknowledgement": Scoped("status:read"),
    "api/v1/scorecards": Scoped("ledger:write"),
    "api/v1/shipments": Scoped("ledger:write"),
    "api/v1/shipments/validate": Scoped("ledger:write"),
    "api/v1/violations": Scoped("ledger:write"),
    "api/v1/imports": Scoped("ledger:write"),
    "api/v1/imports/<int:import_id>": Scoped("ledger:write"),
    "api/v1/imports/<int:import_id>/rejections": Scoped("ledger:write"),
    "api/v1/disputes": Scoped("ledger:write"),
    "api/v1/disputes/<int:source_check_id>/answer": Scoped("ledger:write"),
    "api/v1/recordings/<int:recording_id>": Scoped("ledger:write"),
    "api/v1/recordings/<int:recording_id>/reversal": Scoped("ledger:write"),
    "api/v1/risk-assessments": Scoped("risk:assess"),
    "api/v1/risk-assessments/<int:assessment_id>": Scoped("risk:assess"),
    "api/v1/risk-assessments/<int:assessment_id>/screening": Scoped("risk:assess"),
    "api/v1/risk-assessments/<int:assessment_id>/information": Scoped("risk:assess"),
    "api/v1/policies/drafts/<int:version>/comments": Scoped("policy:comment"),
    "api/v1/webhook-endpoints": Scoped("webhooks"),
    "api/v1/webhook-endpoints/<int:endpoint_id>": Scoped("webhooks"),
    "api/v1/webhook-endpoints/<int:endpoint_id>/test": Scoped("webhooks"),
    "api/v1/webhook-endpoints/<int:endpoint_id>/secret-rotation": Scoped("webhooks"),
    "api/v1/webhook-endpoints/<int:endpoint_id>/deliveries": Scoped("webhooks"),
    "api/v1/webhook-endpoints/<int:endpoint_id>/deliveries/<int:delivery_id>/replay": Scoped("webhooks"),
}
# The admin makes the URLs below this path. All of them are for staff (`apps.accounts.staff_admin`).
ADMIN = "admin/"
# These two URLs only lead to sign-in and sign-out.
ADMIN_DOORS = {"admin/login/", "admin/logout/"}
# The public URLs that are answered without a session, so that nobody is signed in there.
WITHOUT_SESSION = {route for route in URLS if route.startswith(("allegations/", "performance/subscribe/"))}
# The URLs that a member of staff without a second factor may reach, to set one up or to sign out.
BEFORE_FACTOR = WITHOUT_SESSION | {
    "accounts/logout/",
    "accounts/reauthenticate/",
    "accounts/2fa/reauthenticate/",
    "accounts/2fa/totp/activate/",
    "accounts/2fa/webauthn/add/",
    "accounts/2fa/webauthn/reauthenticate/",
    "i18n/setlang/",
}


def routes(patterns: list, prefix: str = "") -> Iterator[str]:
    """Yield the route of every URL pattern, with those of included patterns."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


ALL = set(routes(get_resolver().url_patterns))
DESK = sorted(route for route in ALL if route.startswith(ADMIN) and route not in ADMIN_DOORS)


def declared(access: Access) -> list[str]:
    """Return the routes of the table with an access."""
    return [route for route, rule in URLS.items() if (rule if isinstance(rule, Access) else rule.access) is access]


# Values of parameters for visitors who are refused before the record is looked up.
ANY = {
    "measure": "low-value",
    "shipper_id": 1,
    "ksn": "none",
    "endpoint_id": 1,
    "delivery_id": 1,
    "user_id": 1,
    "pk": 1,
    "invitation_id": 1,
    "part": "sale",
    "request_id": 1,
    "link_id": 1,
    "proof_id": 1,
    "visit_id": 1,
    "waiting_id": 1,
    "finding_id": 1,
    "visit_file_id": 1,
    "application_id": 1,
    "evidence_id": 1,
    "call_id": 1,
    "change_id": 1,
    "response_file_id": 1,
    "appeal_file_id": 1,
    "case_id": 1,
    **dict.fromkeys(("control_id", "control_file_id", "plan_id", "plan_file_id"), 1),
    **dict.fromkeys(("disclosure_id", "disclosure_file_id", "dispute_id", "dispute_file_id"), 1),
    "message_id": 1,
    "parcel_id": 1,
    "upload_id": 1,
    "thread_id": 1,
    "attachment_id": 1,
    "recording_id": 1,
    "import_id": 1,
    "source_check_id": 1,
    "assessment_id": 1,
    "seq": 1,
    "day": "2026-01-01",
    "partner_id": 1,
    "mail_id": 1,
    "object_id": 1,
    "content_type_id": 1,
    "item_id": 1,
    "search_id": 1,
    "note_id": 1,
    "key": "criterion-1.1",
    "page": "reach",
    "token": "none",
    "version": 1,
    "year": 2026,
    "kind": "not-found",
    "file_id": 1,
    "one_id": 1,
    "other_id": 1,
    "policy_id": 1,
    "section": "decision",
    "code": "flow",
    "subject": "value",
    "decision": "entry",
    "check": "value",
    "app_label": "accounts",
    "model_name": "user",
}


def path_of(route: str, samples: dict[str, object] = ANY) -> str:
    """Return a path that a route matches."""
    if "(?P<" in route or route.startswith("^"):
        return f"/{REGEX_PATHS.get(route, 'admin/work/')}"
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(samples[match[1]]), route)


REGEX_PATHS = {
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "accounts/password/reset/key/1-2/",
    "^api/": "api/none",
    "admin/(?P<url>.*)$": "admin/none",
}


def reachable(access: Access, **samples: object) -> list[str]:
    """Return the paths of an access whose parameters are all among `samples`."""
    routes = [route for route in declared(access) if set(re.findall(r"<(?:\w+:)?(\w+)>", route)) <= samples.keys()]
    return [path_of(route, samples) for route in routes]
