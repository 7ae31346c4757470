"""Policies at the desk: read, compared, drafted, reviewed and published."""

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


def page_url(policy: Policy) -> str:
    return reverse("admin:policy_policy_change", args=[policy.pk])


def edit_url(policy: Policy, section: str) -> str:
    return reverse("admin:policy_policy_edit", args=[policy.pk, section])


def create_draft(author: Client, **given: object) -> Policy:
    given = {"base": 1, "summary": "Decisions come sooner.", "effective_from": clock.today().isoformat()} | given
    answer = author.post(reverse("admin:policy_policy_add"), given)
    policy = Policy.objects.order_by("-version").first()
    assert answer["Location"] == page_url(policy)
    return policy


def section_data(client: Client, policy: Policy, section: str, **changes: str) -> dict[str, str]:
    """Return the data of a section as the page shows it, changed by inputs such as `<key>-value`, `<key>-reason`."""
    editing = client.get(edit_url(policy, section)).context["editing"]
    data = {"seen": editing.seen}
    for row in editing.rows.values():
        data |= {bound.html_name: bound.value() for bound in row.form}
    return data | changes


def test_auditor_reads_every_number_with_its_reason_and_changes_none(author):
    policy = create_draft(author)
    auditor = signed_in(staff("auditor"))

    assert auditor.get(reverse(LIST)).status_code == 200
    html = auditor.get(page_url(policy)).content.decode()
    for key in KEYS.values():
        assert key.name in html
    assert "The same right as a CTPAT member has." in html
    assert "What you can do" not in html
    assert edit_url(policy, "clocks") not in html
    assert auditor.post(edit_url(policy, "clocks"), {}).status_code == 403
    assert auditor.get(reverse("admin:policy_policy_add")).status_code == 403
    for act in ("submit", "return", "publish", "retire", "describe"):
        assert auditor.post(page_url(policy), {"act": act}).status_code == 403
    assert Policy.objects.get(pk=policy.pk).state == "draft"


def test_policy_is_drafted_by_one_manager_and_published_by_another(author, second):
    policy = create_draft(author)
    sooner = {f"{DAY}-value": "60", f"{DAY}-reason": "The median is now 41 days."}
    restated = section_data(author, policy, "clocks", **sooner)
    assert author.post(edit_url(policy, "clocks"), restated).status_code == 302
    html = author.get(page_url(policy)).content.decode()
    assert "-30 (-33%)" in html
    author.post(page_url(policy), {"act": "submit"})

    html = author.get(page_url(policy)).content.decode()
    assert "Somebody else must publish it." in html
    author.post(page_url(policy), {"act": "publish", "publish-effective_from": clock.today().isoformat()})
    assert Policy.objects.get(pk=policy.pk).state == "in_review"
    assert author.post(edit_url(policy, "clocks"), restated).status_code == 409

    past_day = second.post(page_url(policy), {"act": "publish", "publish-effective_from": "2020-01-01"})
    assert past_day.status_code == 409
    assert "never backwards" in past_day.content.decode()
    second.post(page_url(policy), {"act": "publish", "publish-effective_from": clock.today().isoformat()})
    assert policy_on(clock.today()) == policy

    other = create_draft(author, base=2)
    author.post(page_url(other), {"act": "submit"})
    taken = second.post(page_url(other), {"act": "publish", "publish-effective_from": clock.today().isoformat()})
    assert taken.status_code == 409
    assert "Policy 2 takes effect on that day already." in taken.content.decode()


def test_draft_is_returned_with_a_reason(author, second):
    policy = create_draft(author)
    author.post(page_url(policy), {"act": "submit"})

    assert second.post(page_url(policy), {"act": "return"}).status_code == 422
    second.post(page_url(policy), {"act": "return", "return-reason": "Nothing changes in it."})

    assert "Nothing changes in it." in author.get(page_url(policy)).content.decode()


def test_errors_stand_beside_the_number_and_typed_values_are_kept(author):
    policy = create_draft(author)
    wrong = {f"{DAY}-value": "0", f"{DAY}-reason": "I would rather not say."}
    wrong |= {"clock.appeal_days-source": "Statute", "clock.appeal_days-citation": ""}

    answer = author.post(edit_url(policy, "clocks"), section_data(author, policy, "clocks", **wrong))

    assert answer.status_code == 422
    rows = answer.context["editing"].rows
    assert rows[DAY].form.errors == {"value": ["Enter a whole number from 1 to 365."]}
    assert rows["clock.appeal_days"].form.errors == {"citation": ["Cite the statute, regulation or report."]}
    text = answer.content.decode()
    assert 'href="#id_clock.decision_days-value"' in text
    assert "I would rather not say." in text
    assert policy.numbers.get(key=DAY).value == "90"


def test_contradicting_numbers_are_saved_and_listed_and_block_the_review(author):
    policy = create_draft(author)
    more = {"tier.2.keep.exams-value": "9999", "tier.2.keep.exams-reason": "To see."}
    html = author.post(
        edit_url(policy, "tier2"), section_data(author, policy, "tier2", **more), follow=True
    ).content.decode()

    assert "Tier 2 asks more to keep than to enter." in html
    assert "Tier 2 asks more to keep than to enter." in author.get(page_url(policy)).content.decode()
    author.post(page_url(policy), {"act": "submit"})
    assert Policy.objects.get(pk=policy.pk).state == "draft"


def test_stale_form_is_refused_with_both_versions_shown(author, second):
    policy = create_draft(author)
    mine = section_data(author, policy, "clocks", **{f"{DAY}-value": "30", f"{DAY}-reason": "Mine."})
    theirs = {f"{DAY}-value": "45", f"{DAY}-reason": "Theirs.", "clock.appeal_days-reason": "Theirs too."}
    second.post(edit_url(policy, "clocks"), section_data(second, policy, "clocks", **theirs))

    answer = author.post(edit_url(policy, "clocks"), mine)

    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Saved by somebody else meanwhile: 45." in text
    rows = answer.context["editing"].rows
    assert rows[DAY].form["value"].value() == "30"
    # Saving again keeps the values that only the other manager changed.
    assert rows["clock.appeal_days"].form["reason"].value() == "Theirs too."
    assert policy.numbers.get(key=DAY).value == "45"

    again = {"seen": answer.context["editing"].seen}
    for row in rows.values():
        again |= {bound.html_name: bound.value() for bound in row.form}
    assert author.post(edit_url(policy, "clocks"), again).status_code == 302
    assert policy.numbers.get(key=DAY).value == "30"
    assert policy.numbers.get(key="clock.appeal_days").reason == "Theirs too."


def test_draft_needs_a_summary_and_a_first_day(author):
    policy = create_draft(author, summary="", effective_from="")
    html = author.get(page_url(policy)).content.decode()
    assert "Say in the summary what changes and why." in html
    assert "Say from which day the policy shall take effect." in html

    author.post(
        page_url(policy), {"act": "describe", "describe-summary": "Less.", "describe-effective_from": "2199-01-01"}
    )

    html = author.get(page_url(policy)).content.decode()
    assert "What it lacks" not in html
    assert "Less." in html


def test_two_versions_are_compared_side_by_side(author):
    policy = create_draft(author)
    sooner = {f"{DAY}-value": "60", f"{DAY}-reason": "The median is now 41 days."}
    author.post(edit_url(policy, "clocks"), section_data(author, policy, "clocks", **sooner))
    compare = reverse("admin:policy_policy_compare")

    differing = author.get(compare, {"left": 1, "right": 2}).content.decode()
    assert "<strong>Changed</strong> -30 (-33%)" in differing
    assert "The median is now 41 days." in differing
    assert "clock.appeal_days" not in differing
    everything = author.get(compare, {"left": 2, "right": 1, "all": "on"}).content.decode()
    assert "+30 (+50%)" in everything
    assert "clock.appeal_days" in everything
    assert author.get(compare, {"left": 1, "right": 99}).status_code == 422


def test_sections_of_a_draft_open_for_editing(author):
    policy = create_draft(author)

    for section, _title, _keys in SECTIONS:
        assert author.get(edit_url(policy, section)).status_code == 200
    assert author.get(edit_url(policy, "weather")).status_code == 404
    assert author.get(edit_url(policy_on(clock.today()), "clocks"))["Location"] == page_url(policy_on(clock.today()))
