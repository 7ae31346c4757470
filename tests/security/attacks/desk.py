"""The desk as attacks use it: the pages of a list, and the form of an act on a page."""

import re

from tests.security.attacks.target import Target, post

WORDS = {"reason": "An attack tries this.", "reasons": "An attack tries this.", "language": "en"}


def pages_listed(target: Target, role: str, path: str, model: str) -> list[str]:
    """Return the addresses of the pages of records that a list shows."""
    text = target.signed_in(role).get(path).text
    return list(dict.fromkeys(re.findall(rf'"(/admin/\w+/{model}/\d+/change/)', text)))


def act_send(
    target: Target, role: str, page: str, act: str, *, confirmed: str = "", reads: bool = False, **given: str
) -> str:
    """Send the form of an act, and return the page that follows. `confirmed` is a made-up confirmation; whoever `reads`
    what would follow sends the confirmation that the page asks for.
    """
    client = target.signed_in(role)
    form = {"act": act} | {f"{act}-{name}": value for name, value in (WORDS | given).items()}
    answer = post(client, page, form | ({"confirmed": confirmed} if confirmed else {}))
    if reads and (asked := re.search(r'name="confirmed" value="(\w+)"', answer.text)):
        answer = post(client, page, form | {"confirmed": asked[1]})
    return (client.get(answer.headers["Location"]) if answer.is_redirect else answer).text
