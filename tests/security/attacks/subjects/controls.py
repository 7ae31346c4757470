"""Attacks on cases of common control: by strangers, by other businesses of a case, and by an officer alone."""

import re

from tests.security.attacks.registry import Outcome, attack, held_for_all
from tests.security.attacks.target import Target, form_token, post

CASES = "/admin/standing/control/"
NUMBERS = range(1, 31)


@attack("A seller counts through the cases of common control and their files, of other businesses and of its own")
def cases_of_others(target: Target) -> Outcome:
    client, seen = target.signed_in("suspended seller"), {}
    for business in (target.business("seller"), target.business("suspended seller")):
        for number in NUMBERS:
            for path in (f"control/{number}/", f"control/files/{number}/"):
                seen[f"{business} {path}"] = client.get(f"/home/{business}/{path}").status_code
    return held_for_all(seen, lambda status: status == 404)


@attack("A seller agrees to cases of common control for others, and asks that others be judged alone")
def answers_for_others(target: Target) -> Outcome:
    own, client, seen = target.business("seller"), target.signed_in("seller"), {}
    token, other = form_token(client.get(f"/home/{own}/team/").text), target.business("suspended seller")
    forms = {"": {"position": "agrees"}, "alone/": {"text": "We want out."}}
    for number in NUMBERS:
        for path, form in forms.items():
            given = {"csrfmiddlewaretoken": token, "language": "en"} | form
            page = f"/home/{other}/control/{number}/{path}"
            seen[page] = client.post(page, data=given).status_code
    return held_for_all(seen, lambda status: status in (403, 404))


@attack("An officer binds cases of common control that the officer proposed, or before everybody was heard")
def bind_alone(target: Target) -> Outcome:
    client, seen = target.signed_in("officer"), {}
    listed = client.get(f"{CASES}?state__exact=proposed").text
    for page in dict.fromkeys(re.findall(r'"(/admin/standing/control/\d+/change/)', listed)):
        businesses = re.findall(r"/admin/shippers/shipper/(\d+)/change/\?panel=related", client.get(page).text)
        given = {"bind-shipper_ids": businesses, "bind-reasons": "It is so.", "bind-language": "en", "confirmed": "x"}
        answer = post(client, page, {"act": "bind"} | given)
        seen[page] = (client.get(answer.headers["Location"]) if answer.is_redirect else answer).text
    return held_for_all(seen, lambda text: "Done: " not in text)


@attack("An officer proposes to judge strangers together")
def strangers_together(target: Target) -> Outcome:
    client, seen = target.signed_in("officer"), {}
    ids = [str(target.business(role)) for role in ("seller", "suspended seller")]
    for number in ids:
        given = {"propose_control-shipper_ids": ids, "propose_control-reasons": "x", "propose_control-language": "en"}
        page = f"/admin/shippers/shipper/{number}/change/?panel=related"
        answer = post(client, page, {"act": "propose_control"} | given)
        seen[page] = (client.get(answer.headers["Location"]) if answer.is_redirect else answer).text
    return held_for_all(seen, lambda text: "Done: " not in text)
