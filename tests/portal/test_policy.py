"""The policy in public: versions, drafts that are open for comment, and the comments of members."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from apps.accounts.models import User
from apps.core import clock
from apps.evaluation.imagined_record import record_imagined
from apps.evaluation.rules import judge
from apps.policy import services
from apps.policy.models import Comment, Policy
from apps.policy.schema import KEYS
from apps.policy.selectors import policy_on, terms_of, what_if_latest
from apps.shippers.models import Membership
from apps.standing.services import draft_what_if
from tests.markup import assert_valid
from tests.people import signed_in
from tests.policy.versions import TAKES, after_comments, drafted, opened
from tests.portal.pages import page_text
from tests.pseudo import LANGUAGE, pseudo_language, unmarked
from tests.standing.evaluations import enrolled, owner_of


@pytest.fixture
def policy(author: User, publisher: User) -> Policy:
    enrolled(tier=2)
    return opened(author, publisher, TAKES | {"tier.2.months": "10"})


def draft_path(policy: Policy) -> str:
    return f"/policy/drafts/{policy.version}/"


def comment_path(policy: Policy) -> str:
    return f"{draft_path(policy)}comment/"


def published(policy: Policy, publisher: User) -> Policy:
    with after_comments(policy):
        day = clock.add_days(clock.today(), 30)
        return services.policy_publish(actor=publisher, policy_id=policy.pk, effective_from=day)


def test_the_public_reads_what_a_draft_changes_why_and_who_would_move(client, policy):
    html = page_text(client, draft_path(policy))

    assert f'href="{draft_path(policy)}"' in page_text(client, "/policy/")
    assert "Faster decisions" in html
    assert "50% of the usual requests to correct data are waived." in html
    assert "25% of the usual requests to correct data are waived." in html
    assert "12 months in the program" in html
    assert "10 months in the program" in html
    assert "Takes something away" in html
    assert "Gives something" in html
    assert "What officers need." in html
    assert "the program evaluated every member under the new numbers" in html
    assert comment_path(policy) in html
    assert_valid(html)


def test_counts_of_who_would_move_are_withheld_from_the_public_where_few_members_are_behind_them(
    client, author, publisher
):
    for _member in range(3):
        enrolled(tier=2)
    policy = opened(author, publisher, TAKES)
    api = f"/api/v1/policies/drafts/{policy.version}"
    assert_withheld(page_text(client, draft_path(policy)), client.get(api).json()["what_if"])
    for _member in range(9):
        enrolled(tier=2)
    draft_what_if(policy=policy)
    assert_withheld(page_text(client, draft_path(policy)), client.get(api).json()["what_if"])
    assert what_if_latest(policy).members == 12, "the same numbers are counted again for staff alone"

    other = opened(author, publisher, {"benefit.2.data_corrections": "0.3"})
    told = client.get(f"/api/v1/policies/drafts/{other.version}").json()["what_if"]
    assert (told["members"], told["matrix"][0][0], told["down"]) == (10, 10, 0)
    assert_valid(page_text(client, draft_path(other)))


def test_past_version_withholds_what_its_draft_withheld(client, policy, publisher):
    version = published(policy, publisher)
    html = page_text(client, f"/policy/{version.version}/")
    assert "Who would move, as seen before the decision" in html
    assert words_of(html, "Members who were evaluated") == "Withheld"


def test_record_of_the_sliders_earns_what_the_rules_say(client: Client) -> None:
    page = f"/policy/{policy_on(clock.today()).version}/"
    terms = terms_of(policy_on(clock.today()))
    for exams, wrong in ((0, 0), (8, 0), (24, 0), (48, 0), (48, 1), (100, 3)):
        answer = judge(record_imagined(terms, today=clock.today(), exams=exams, wrong=wrong), terms)
        html = page_text(client, page, exams=str(exams), wrong=str(wrong))
        assert f"Enters tier {answer.enter}" in html
        assert f"{wrong} of them wrong" in html
    assert_valid(html)


def test_record_with_more_wrong_than_opened_parcels_is_refused_where_the_answer_stands(client: Client) -> None:
    html = page_text(client, f"/policy/{policy_on(clock.today()).version}/", exams="3", wrong="4")
    _form, answer = html.split('id="trial-answer"')
    assert "No more can be wrong than were opened." in answer, "a script exchanges the answer alone"
    assert "Enters" not in html
    for exams in ("many", "1000000000"):
        assert "Enters" not in page_text(client, f"/policy/{policy_on(clock.today()).version}/", exams=exams)


def test_versions_stand_side_by_side_and_any_other_can_be_chosen(client, policy, publisher):
    version = published(policy, publisher)
    page = f"/policy/{version.version}/"
    changed = "<td><del>12 months in the program</del></td><td><ins>10 months in the program</ins></td>"
    for asked in ({}, {"beside": str(version.version - 1)}, {"beside": "nonsense"}):
        assert changed in page_text(client, page, **asked)
    first = page_text(client, f"/policy/{version.version - 1}/", beside=str(version.version))
    assert "<td><del>10 months in the program</del></td><td><ins>12 months in the program</ins></td>" in first


def assert_withheld(html: str, told: dict[str, Any]) -> None:
    assert words_of(html, "Members who were evaluated") == "Withheld"
    assert words_of(html, "Would rise") == "0", "that nobody does is no secret"
    assert (told["members"], told["matrix"][0][0], told["up"]) == (None, None, 0)


def words_of(html: str, term: str) -> str:
    """Return what a page's list says beside a term."""
    found = re.search(rf"<dt>{term}</dt><dd>([^<]*)</dd>", html)
    assert found, term
    return found[1].strip()


def test_the_public_reads_no_member_by_name_on_the_page_of_a_draft(client, policy):
    owner = owner_of(enrolled(tier=1))
    said = {"business": owner.memberships.get().shipper_id, "text": "No.", "language": "en"}
    signed_in(owner).post(comment_path(policy), said)
    services.comment_show(actor=User.objects.get(email="author@staff.example"), comment_id=Comment.objects.get().pk)
    html = page_text(client, draft_path(policy))

    assert "No." in html
    for membership in Membership.objects.select_related("shipper", "user"):
        assert membership.shipper.ksn not in html
        assert membership.shipper.name not in html
        assert membership.user.email not in html


def test_drafts_that_are_not_open_are_not_public(client, author):
    policy = drafted(author, TAKES)
    assert client.get(draft_path(policy)).status_code == 404
    assert client.get(f"/policy/{policy.version}/").status_code == 404
    assert signed_in(owner_of(enrolled())).get(comment_path(policy)).status_code == 404


def test_a_member_comments_on_a_draft_and_follows_the_comment(policy):
    shipper = enrolled(tier=1)
    client = signed_in(owner_of(shipper))
    assert_valid(page_text(client, comment_path(policy)))

    empty = client.post(comment_path(policy), {"business": shipper.pk, "text": " ", "language": "en"})
    assert empty.status_code == 422
    assert "Write your comment." in empty.content.decode()
    said = {"business": shipper.pk, "text": "A quarter is too little.", "language": "es"}
    assert client.post(comment_path(policy), said)["Location"] == draft_path(policy)

    comment = Comment.objects.get()
    assert (comment.shipper_id, comment.by, comment.language) == (shipper.pk, owner_of(shipper), "es")
    assert "Received, not shown to the public yet" in page_text(client, draft_path(policy))
    assert "A quarter is too little." not in page_text(Client(), draft_path(policy))


def test_people_of_no_member_do_not_comment(policy, portal):
    assert "You fill in or sign for no member now." in page_text(portal, comment_path(policy))
    portal.post(comment_path(policy), {"business": 1, "text": "No.", "language": "en"})
    assert not Comment.objects.exists()


def test_nobody_comments_in_the_name_of_a_business_of_others(policy):
    mine, theirs = enrolled(), enrolled()
    client = signed_in(owner_of(mine))
    answer = client.post(comment_path(policy), {"business": theirs.pk, "text": "No.", "language": "en"})
    assert answer.status_code == 422
    assert not Comment.objects.exists()


def test_a_draft_takes_no_comment_after_its_last_day(policy):
    owner = owner_of(enrolled())
    with after_comments(policy):
        assert "The time to comment is over." in page_text(Client(), draft_path(policy))
        answer = signed_in(owner).post(comment_path(policy), {"text": "Late."})
        assert answer["Location"] == draft_path(policy)
    assert not Comment.objects.exists()


def test_comments_and_answers_are_published_with_the_version(client, policy, author, publisher):
    shipper = enrolled(tier=1)
    signed_in(owner_of(shipper)).post(
        comment_path(policy), {"business": shipper.pk, "text": "Ana Ruiz says: half is fair.", "language": "en"}
    )
    comment = Comment.objects.get()
    services.comment_show(actor=author, comment_id=comment.pk, leave_out=["Ana Ruiz"])
    assert "Not answered yet." in page_text(client, draft_path(policy))
    services.comment_answer(actor=author, comment_id=comment.pk, text="Half stays for a year.")
    published(policy, publisher)

    assert client.get(draft_path(policy))["Location"] == f"/policy/{policy.version}/"
    html = page_text(client, f"/policy/{policy.version}/")
    assert "[…] says: half is fair." in html
    assert "1 piece with personal data was left out." in html
    assert "Half stays for a year." in html
    assert "Takes effect on" in html
    assert "Who would move, as seen before the decision" in html
    assert_valid(html)


def test_every_number_of_a_published_policy_is_public_with_its_reason(client):
    html = page_text(client, "/policy/1/")
    assert html.count("<dt>") >= len(KEYS)
    assert "The same right as a CTPAT member has." in html
    assert "In force since" in html
    assert client.get("/policy/99/").status_code == 404
    assert_valid(html)


@pytest.mark.slow
def test_pages_of_the_policy_are_translated_but_for_the_words_of_the_program(client, policy, tmp_path: Path):
    """The names of the numbers and the reasons are the program's own English, marked as such."""
    shipper = enrolled(tier=1)
    member = signed_in(owner_of(shipper))
    User.objects.filter(pk=owner_of(shipper).pk).update(language=LANGUAGE)
    own = (settings.SITE["name"], settings.SITE["contact"], settings.SITE["url"], "English", "Español")
    with pseudo_language(tmp_path):
        for reader, path in ((client, draft_path(policy)), (member, comment_path(policy)), (client, "/policy/")):
            html = reader.get(path, headers={"accept-language": LANGUAGE}).content.decode()
            data = [shipper.name, shipper.ksn, owner_of(shipper).email]
            assert not unmarked(html, *own, *data, *english(policy)), path


def english(policy: Policy) -> list[str]:
    """Return the English words of a draft: its summary, and the names and reasons of its numbers."""
    names = [str(key.label) for key in KEYS.values()] + [str(key.unit.label) for key in KEYS.values()]
    return [policy.summary, *names, "Benefits of tier 2", "Tier 2", "What officers need.", "Program decision"]
