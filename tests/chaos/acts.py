"""The acts of the people of a trial, as the database has them: each that was said to be saved once, and told once."""

from collections import Counter
from collections.abc import Iterable
from typing import LiteralString

from tests.chaos.log import Log
from tests.chaos.site import Site

POSTS: LiteralString = "SELECT text, count(*) FROM correspondence_post WHERE text = ANY(%s) GROUP BY 1"
# How often the database has an act by its text, for each kind of act; by its page where an act has no text.
PROOFS: dict[str, LiteralString] = {
    "question": POSTS,
    "further message": POSTS,
    "answer to a question": POSTS,
    "disclosure": "SELECT text, count(*) FROM disputes_disclosure WHERE text = ANY(%s) GROUP BY 1",
    "answer to a violation": "SELECT text, count(*) FROM disputes_dispute WHERE text = ANY(%s) GROUP BY 1",
    "response": "SELECT response, count(*) FROM standing_proposedchange WHERE response = ANY(%s) GROUP BY 1",
    "reply": "SELECT reply, count(*) FROM applications_inquiry WHERE reply = ANY(%s) GROUP BY 1",
    "decision of an answer": "SELECT reasons, count(*) FROM disputes_dispute WHERE reasons = ANY(%s) GROUP BY 1",
    "decision of a disclosure": "SELECT reasons, count(*) FROM disputes_disclosure WHERE reasons = ANY(%s) GROUP BY 1",
    "request": "SELECT text, count(*) FROM applications_inquiry WHERE text = ANY(%s) GROUP BY 1",
    "review of a suspension": (
        "SELECT reasons, count(*) FROM standing_suspensionreview WHERE reasons = ANY(%s) GROUP BY 1"
    ),
    "recommendation": (
        "SELECT recommendation, count(*) FROM standing_proposedchange WHERE recommendation = ANY(%s) GROUP BY 1"
    ),
    "decision": "SELECT decision_text, count(*) FROM standing_proposedchange WHERE decision_text = ANY(%s) GROUP BY 1",
    "tip": "SELECT product, count(*) FROM allegations_tip WHERE product = ANY(%s) GROUP BY 1",
    "application": (
        "SELECT concat('/apply/', application_id, '/review/') page, count(*) FROM applications_submission"
        " GROUP BY 1 HAVING concat('/apply/', application_id, '/review/') = ANY(%s)"
    ),
    "review begun": (
        "SELECT concat('/admin/applications/application/', id, '/change/'), 1 FROM applications_application"
        " WHERE concat('/admin/applications/application/', id, '/change/') = ANY(%s)"
        " AND state NOT IN ('draft', 'submitted')"
    ),
}
WITHOUT_TEXT = {"application", "review begun"}
# Acts whose text the team of the business is told, which is one person.
TOLD = {
    "answer to a question",
    "decision of an answer",
    "decision of a disclosure",
    "review of a suspension",
    "decision",
}
HAS_TEXT: dict[str, LiteralString] = {
    "messages": (
        "SELECT text, count(*) FROM unnest(%s::text[]) text"
        " JOIN notices_message told ON position(text IN told.body) > 0 GROUP BY 1"
    ),
    "mails": (
        "SELECT text, count(*) FROM unnest(%s::text[]) text"
        " JOIN notices_mail told ON position(text IN told.body) > 0 GROUP BY 1"
    ),
}
# Acts that were to be done a little later, and that the record did not allow any more by then. Their officer is told.
REFUSED: LiteralString = (
    "SELECT text FROM unnest(%s::text[]) text"
    " JOIN work_scheduledact act ON act.outcome = 'refused' AND position(text IN act.arguments::text) > 0"
)


def acts_compare(site: Site, log: Log) -> tuple[Counter[str], list[str]]:
    """Compare the acts of the log with the database; return how many were saved, by kind, and what is wrong."""
    saved = {line["text"] for line in log.of("act saved")}
    acts = [line for line in log.of("act") if line["kind"] in PROOFS]
    refused = {text for (text,) in site.rows(REFUSED, list(saved))}
    wrong, counts = [], Counter[str]()
    for kind, query in PROOFS.items():
        name = "page" if kind in WITHOUT_TEXT else "text"
        tried = {line[name]: line["text"] for line in acts if line["kind"] == kind}
        found = dict(site.rows(query, list(tried)))
        sure = [key for key, text in tried.items() if text in saved - refused]
        counts[kind] += len(sure)
        wrong += [f"{kind} {key}: {found.get(key, 0)} times" for key in sure if found.get(key, 0) != 1]
        wrong += [f"{kind} {key}: {times} times" for key, times in found.items() if times > 1 and key not in sure]
    told = [line["text"] for line in acts if line["kind"] in TOLD and line["text"] in saved - refused]
    for name, query in HAS_TEXT.items():
        wrong += [f"{name} about {text}: {times}" for text, times in _not_once(told, dict(site.rows(query, told)))]
        counts[name] += len(told)
    return counts, wrong


def _not_once(keys: Iterable[str], found: dict[str, int]) -> list[tuple[str, int]]:
    return [(key, found.get(key, 0)) for key in keys if found.get(key, 0) != 1]
