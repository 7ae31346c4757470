"""How policies are read, compared, drafted, reviewed and published at the desk."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.policy.models import Policy
from apps.policy.schema import KEYS, SECTIONS
from apps.policy.selectors import policy_on
from tests.people import signed_in, staff

pytestmark = pytest.mark.django_db

LIST = "admin:policy_policy_changelist"
DAY = "clock.decision_days"


@pytest.fixture
def author(db) -> Client:
    return signed_in(staff("policy manager", email="grace@staff.example"))


@pytest.fixture
def second(db) -> Client:
    return signed_in(staff("policy manager", email="alan@staff.example"))


def page(policy: Policy) -> str:
    return reverse("admin:policy_policy_change", args=[policy.pk])


def edit(policy: Policy, section: str) -> str:
    return reverse("admin:policy_policy_edit", args=[policy.pk, section])


def draft(author: Client, **given: object) -> Policy:
    given = {"base": 1, "summary": "Decisions come sooner.", "effective_from": clock.today().isoformat()} | given
    answer = author.post(reverse("admin:policy_policy_add"), given)
    policy = Policy.objects.order_by("-version").first()
    assert answer["Location"] == page(policy)
    return policy


def typed(client: Client, policy: Policy, section: str, **changes: str) -> dict[str, str]:
    """The section as the page shows it, with these inputs changed: `value`, `source`, `citation`, `reason` of a key."""
    editing = client.get(edit(policy, section)).context["editing"]
    shown = {"seen": editing.seen}
    for row in editing.rows.values():
        shown |= {bound.html_name: bound.value() for bound in row.form}
    return shown | changes


def test_who_reads_sees_every_number_with_its_reason_and_changes_none(author):
    policy = draft(author)
    auditor = signed_in(staff("auditor"))

    assert auditor.get(reverse(LIST)).status_code == 200
    shown = auditor.get(page(policy)).content.decode()
    for key in KEYS.values():
        assert key.name in shown
    assert "The same right as a CTPAT member has." in shown
    assert "What you can do" not in shown
    assert edit(policy, "clocks") not in shown
    assert auditor.post(edit(policy, "clocks"), {}).status_code == 403
    assert auditor.get(reverse("admin:policy_policy_add")).status_code == 403
    for act in ("submit", "return", "publish", "retire", "describe"):
        assert auditor.post(page(policy), {"act": act}).status_code == 403
    assert Policy.objects.get(pk=policy.pk).state == "draft"


def test_one_drafts_and_another_publishes(author, second):
    policy = draft(author)
    sooner = {f"{DAY}-value": "60", f"{DAY}-reason": "The median is now 41 days."}
    restated = typed(author, policy, "clocks", **sooner)
    assert author.post(edit(policy, "clocks"), restated).status_code == 302
    shown = author.get(page(policy)).content.decode()
    assert "-30 (-33%)" in shown
    author.post(page(policy), {"act": "submit"})

    shown = author.get(page(policy)).content.decode()
    assert "Somebody else must publish it." in shown
    author.post(page(policy), {"act": "publish", "publish-effective_from": clock.today().isoformat()})
    assert Policy.objects.get(pk=policy.pk).state == "in_review"
    assert author.post(edit(policy, "clocks"), restated).status_code == 409

    gone = second.post(page(policy), {"act": "publish", "publish-effective_from": "2020-01-01"})
    assert gone.status_code == 409
    assert "never backwards" in gone.content.decode()
    second.post(page(policy), {"act": "publish", "publish-effective_from": clock.today().isoformat()})
    assert policy_on(clock.today()) == policy

    other = draft(author, base=2)
    author.post(page(other), {"act": "submit"})
    taken = second.post(page(other), {"act": "publish", "publish-effective_from": clock.today().isoformat()})
    assert taken.status_code == 409
    assert "Policy 2 takes effect on that day already." in taken.content.decode()


def test_a_reviewer_gives_it_back_and_says_why(author, second):
    policy = draft(author)
    author.post(page(policy), {"act": "submit"})

    assert second.post(page(policy), {"act": "return"}).status_code == 422
    second.post(page(policy), {"act": "return", "return-reason": "Nothing changes in it."})

    assert "Nothing changes in it." in author.get(page(policy)).content.decode()


def test_what_is_wrong_stands_beside_the_number_and_what_was_typed_is_kept(author):
    policy = draft(author)
    wrong = {f"{DAY}-value": "0", f"{DAY}-reason": "I would rather not say.", "clock.appeal_days-citation": ""}

    answer = author.post(edit(policy, "clocks"), typed(author, policy, "clocks", **wrong))

    assert answer.status_code == 422
    rows = answer.context["editing"].rows
    assert rows[DAY].form.errors == {"value": ["Enter a whole number from 1 to 365."]}
    assert rows["clock.appeal_days"].form.errors == {"citation": ["Cite the statute, regulation or report."]}
    text = answer.content.decode()
    assert 'href="#id_clock.decision_days-value"' in text
    assert "I would rather not say." in text
    assert policy.numbers.get(key=DAY).value == "90"


def test_numbers_that_contradict_each_other_are_saved_and_listed_and_not_sent_for_review(author):
    policy = draft(author)
    more = {"tier.2.keep.parcels-value": "9999", "tier.2.keep.parcels-reason": "To see."}
    shown = author.post(edit(policy, "tier2"), typed(author, policy, "tier2", **more), follow=True).content.decode()

    assert "Tier 2 asks more to keep than to enter." in shown
    assert "Tier 2 asks more to keep than to enter." in author.get(page(policy)).content.decode()
    author.post(page(policy), {"act": "submit"})
    assert Policy.objects.get(pk=policy.pk).state == "draft"


def test_a_stale_form_is_refused_with_both_versions_shown(author, second):
    policy = draft(author)
    mine = typed(author, policy, "clocks", **{f"{DAY}-value": "30", f"{DAY}-reason": "Mine."})
    theirs = {f"{DAY}-value": "45", f"{DAY}-reason": "Theirs.", "clock.appeal_days-reason": "Theirs too."}
    second.post(edit(policy, "clocks"), typed(second, policy, "clocks", **theirs))

    answer = author.post(edit(policy, "clocks"), mine)

    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Saved by somebody else meanwhile: 45." in text
    rows = answer.context["editing"].rows
    assert rows[DAY].form["value"].value() == "30"
    # What only the other one changed is not taken back by saving again.
    assert rows["clock.appeal_days"].form["reason"].value() == "Theirs too."
    assert policy.numbers.get(key=DAY).value == "45"

    again = {"seen": answer.context["editing"].seen}
    for row in rows.values():
        again |= {bound.html_name: bound.value() for bound in row.form}
    assert author.post(edit(policy, "clocks"), again).status_code == 302
    assert policy.numbers.get(key=DAY).value == "30"
    assert policy.numbers.get(key="clock.appeal_days").reason == "Theirs too."


def test_its_authors_say_what_changes_and_from_when(author):
    policy = draft(author, summary="", effective_from="")
    shown = author.get(page(policy)).content.decode()
    assert "Say in the summary what changes and why." in shown
    assert "Say from which day the policy shall take effect." in shown

    author.post(page(policy), {"act": "describe", "describe-summary": "Less.", "describe-effective_from": "2199-01-01"})

    shown = author.get(page(policy)).content.decode()
    assert "What it lacks" not in shown
    assert "Less." in shown


def test_two_versions_stand_side_by_side(author):
    policy = draft(author)
    sooner = {f"{DAY}-value": "60", f"{DAY}-reason": "The median is now 41 days."}
    author.post(edit(policy, "clocks"), typed(author, policy, "clocks", **sooner))
    compare = reverse("admin:policy_policy_compare")

    differing = author.get(compare, {"left": 1, "right": 2}).content.decode()
    assert "<strong>Changed</strong> -30 (-33%)" in differing
    assert "The median is now 41 days." in differing
    assert "clock.appeal_days" not in differing
    everything = author.get(compare, {"left": 2, "right": 1, "all": "on"}).content.decode()
    assert "+30 (+50%)" in everything
    assert "clock.appeal_days" in everything
    assert author.get(compare, {"left": 1, "right": 99}).status_code == 422


def test_every_section_of_a_draft_can_be_opened(author):
    policy = draft(author)

    for section, _title, _keys in SECTIONS:
        assert author.get(edit(policy, section)).status_code == 200
    assert author.get(edit(policy, "weather")).status_code == 404
    assert author.get(edit(policy_on(clock.today()), "clocks"))["Location"] == page(policy_on(clock.today()))
