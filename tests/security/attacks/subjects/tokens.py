"""Attacks on the token endpoint of the API."""

from tests.security.attacks.registry import Outcome, attack, held_for_all, held_if
from tests.security.attacks.target import Target

OTHER_GRANTS = (
    "password",
    "authorization_code",
    "refresh_token",
    "implicit",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "",
)


@attack("A stranger finds out a right password by grant_type=password at the token endpoint")
def password_grant(target: Target) -> Outcome:
    seen = {}
    for role in ("seller", "officer"):
        account = target.account(role)
        seen[role] = [
            _answer(target, grant_type="password", username=account["email"], password=password)
            for password in (account["password"], "a wrong password")
        ]
    return held_for_all(seen, lambda pair: pair[0] == pair[1] and "unsupported_grant_type" in pair[0][1])


@attack("A partner asks for a token by a grant other than client credentials")
def other_grants(target: Target) -> Outcome:
    seen = {}
    for grant in OTHER_GRANTS:
        answer = target.token(
            target.visitor(), target.partner["client_id"], target.partner["client_secret"], grant_type=grant
        )
        seen[grant or "none"] = answer.status_code
    return held_for_all(seen, lambda status: 400 <= status < 500)


@attack("A partner asks for scopes that no partner has")
def unknown_scopes(target: Target) -> Outcome:
    seen = {}
    for scope in ("admin", "*", "openid", "status:read ledger:write everything"):
        answer = target.token(
            target.visitor(), target.partner["client_id"], target.partner["client_secret"], scope=scope
        )
        seen[scope] = answer.status_code
    return held_for_all(seen, lambda status: status == 400)


@attack("A stranger opens the parts of OAuth that the program does not offer")
def other_doors(target: Target) -> Outcome:
    paths = ("authorize", "introspect", "applications/", "applications/register/", "authorized_tokens/", "userinfo")
    seen = {path: target.visitor().get(f"/oauth/{path}").status_code for path in paths}
    return held_for_all(seen, lambda status: status in (401, 403, 404, 405))


@attack("A stranger calls the API with made-up, empty and unsigned tokens")
def made_up_tokens(target: Target) -> Outcome:
    unsigned = "eyJhbGciOiJub25lIn0.eyJzY29wZSI6InN0YXR1czpyZWFkIn0."
    values = ("Bearer x", "Bearer", f"Bearer {unsigned}", "Basic eDp5", "Bearer ' OR 1=1 --", "bearer null")
    seen = {value: target.visitor(Authorization=value).get("/api/v1/status-changes").status_code for value in values}
    return held_for_all(seen, lambda status: status == 401)


@attack("A seller's session is used to call the API of partners")
def session_at_the_api(target: Target) -> Outcome:
    answer = target.signed_in("seller").get("/api/v1/status-changes")
    return held_if(answer.status_code == 401, f"answered {answer.status_code}")


@attack("A token stands in the address, where logs and histories keep it")
def token_in_the_address(target: Target) -> Outcome:
    token = target.api().headers["Authorization"].removeprefix("Bearer ")
    answer = target.visitor().get("/api/v1/status-changes", params={"access_token": token})
    return held_if(answer.status_code == 401, f"answered {answer.status_code}")


@attack("A partner uses a token after revoking the token")
def revoked_token(target: Target) -> Outcome:
    client_id, secret = target.partner["client_id"], target.partner["client_secret"]
    client = target.visitor()
    token = target.token(client, client_id, secret).json()["access_token"]
    revoked = client.post("/oauth/revoke", data={"token": token}, auth=(client_id, secret)).status_code
    after = client.get("/api/v1/status-changes", headers={"Authorization": f"Bearer {token}"}).status_code
    return held_if((revoked, after) == (200, 401), f"revoking answered {revoked}, then the call {after}")


def _answer(target: Target, **form: str) -> tuple[int, str]:
    """Ask for a token with the credentials of the partner, and return the status and the body."""
    answer = target.token(target.visitor(), target.partner["client_id"], target.partner["client_secret"], **form)
    return answer.status_code, answer.text
