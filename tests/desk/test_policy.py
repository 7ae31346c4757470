"""Policies at the desk: read, compared, drafted, reviewed and published."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.evaluation.powers import power_measure
from apps.jobs.models import Job
from apps.jobs.services import job_run
from apps.ledger.models import Watch
from apps.policy.models import Comment, Policy
from apps.policy.schema import KEYS, SECTIONS
from apps.policy.selectors import policy_on
from apps.policy.services import Commenter, comment_record, policy_submit
from apps.standing.services import draft_what_if
from tests.desk.pages import confirm, page_of
from tests.evaluation.ledger import member, parcels
from tests.outbox import deliver
from tests.people import signed_in, staff
from tests.policy.versions import TAKES, after_comments, drafted, opened
from tests.standing.evaluations import enrolled

LIST = "admin:policy_policy_changelist"
DAY = "clock.decision_days"


@pytest.fixture
def author_desk() -> Client:
    return signed_in(staff("policy manager", email="grace@staff.example"))


@pytest.fixture
def approver_desk() -> Client:
    return signed_in(staff("policy manager", email="alan@staff.example"))


def edit_url(policy: Policy, section: str) -> str:
    return reverse("admin:policy_policy_edit", args=[policy.pk, section])


def create_draft(author: Client, **given: object) -> Policy:
    given = {"base": 1, "summary": "Decisions come sooner.", "effective_from": clock.today().isoformat()} | given
    answer = author.post(reverse("admin:policy_policy_add"), given)
    policy = Policy.objects.order_by("-version").first()
    assert answer["Location"] == page_of(policy)
    return policy


def section_data(client: Client, policy: Policy, section: str, **changes: str) -> dict[str, str]:
    """Return the data of a section as the page shows it, changed by inputs such as `<key>-value`, `<key>-reason`."""
    editing = client.get(edit_url(policy, section)).context["editing"]
    data = {"seen": editing.seen}
    for row in editing.rows.values():
        data |= {bound.html_name: bound.value() for bound in row.form}
    return data | changes


def test_auditor_reads_every_number_with_its_reason_and_changes_none(author_desk):
    policy = create_draft(author_desk)
    auditor = signed_in(staff("auditor"))

    assert auditor.get(reverse(LIST)).status_code == 200
    html = auditor.get(page_of(policy)).content.decode()
    for key in KEYS.values():
        assert key.name in html
    assert "The same right as a CTPAT member has." in html
    assert "What you can do" not in html
    assert edit_url(policy, "clocks") not in html
    assert auditor.post(edit_url(policy, "clocks"), {}).status_code == 403
    assert auditor.get(reverse("admin:policy_policy_add")).status_code == 403
    for act in ("submit", "return", "publish", "retire", "describe"):
        assert auditor.post(page_of(policy), {"act": act}).status_code == 403
    assert Policy.objects.get(pk=policy.pk).state == "draft"


def test_numbers_of_a_policy_are_folded_by_chapter_below_what_changed(author_desk):
    policy = create_draft(author_desk)
    changed = section_data(
        author_desk, policy, "clocks", **{f"{DAY}-value": "60", f"{DAY}-reason": "It is 41 days now."}
    )
    author_desk.post(edit_url(policy, "clocks"), changed)
    html = author_desk.get(page_of(policy)).content.decode()
    changes, chapters = html.split("All of its numbers")
    assert "-30 (-33%)" in changes
    for section, _title, _keys in SECTIONS:
        assert f'href="#{section}"' in chapters
        assert f'<div id="{section}">' in chapters
    assert chapters.count("<details>") == len(SECTIONS)


def test_policy_is_drafted_by_one_manager_and_published_by_another(author_desk, approver_desk):
    policy = create_draft(author_desk)
    sooner = {f"{DAY}-value": "60", f"{DAY}-reason": "The median is now 41 days."}
    restated = section_data(author_desk, policy, "clocks", **sooner)
    assert author_desk.post(edit_url(policy, "clocks"), restated).status_code == 302
    html = author_desk.get(page_of(policy)).content.decode()
    assert "-30 (-33%)" in html
    author_desk.post(page_of(policy), {"act": "submit"})
    draft_what_if(policy=policy)

    html = author_desk.get(page_of(policy)).content.decode()
    assert "Somebody else must read and publish it." in html
    author_desk.post(page_of(policy), {"act": "publish", "publish-effective_from": clock.today().isoformat()})
    assert Policy.objects.get(pk=policy.pk).state == "in_review"
    assert author_desk.post(edit_url(policy, "clocks"), restated).status_code == 409

    past_day = approver_desk.post(page_of(policy), {"act": "publish", "publish-effective_from": "2020-01-01"})
    assert past_day.status_code == 409
    assert "never backwards" in past_day.content.decode()
    confirm(approver_desk, page_of(policy), {"act": "publish", "publish-effective_from": clock.today().isoformat()})
    assert policy_on(clock.today()) == policy

    other = create_draft(author_desk, base=2)
    author_desk.post(page_of(other), {"act": "submit"})
    draft_what_if(policy=other)
    taken = approver_desk.post(page_of(other), {"act": "publish", "publish-effective_from": clock.today().isoformat()})
    assert taken.status_code == 409
    assert "Policy 2 takes effect on that day already." in taken.content.decode()


def test_page_of_a_draft_compares_its_prior_with_the_exams_of_the_program(author_desk):
    policy = create_draft(author_desk)
    draft_what_if(policy=policy)
    assert "of all sellers" not in author_desk.get(page_of(policy)).content.decode()
    parcels(member(clock.today()), clock.today(), 12, drawn="clean")
    draft_what_if(policy=policy)

    html = author_desk.get(page_of(policy)).content.decode()

    assert "12 parcels of all sellers were opened at random: 100% in order." in html
    assert "The policy assumes 91% of a seller about whom nothing is known." in html


def test_draft_is_returned_with_a_reason(author_desk, approver_desk):
    policy = create_draft(author_desk)
    author_desk.post(page_of(policy), {"act": "submit"})

    assert approver_desk.post(page_of(policy), {"act": "return"}).status_code == 422
    approver_desk.post(page_of(policy), {"act": "return", "return-reason": "Nothing changes in it."})

    assert "Nothing changes in it." in author_desk.get(page_of(policy)).content.decode()


def test_errors_stand_beside_the_number_and_typed_values_are_kept(author_desk):
    policy = create_draft(author_desk)
    wrong = {f"{DAY}-value": "0", f"{DAY}-reason": "I would rather not say."}
    wrong |= {"clock.appeal_days-source": "Statute", "clock.appeal_days-citation": ""}

    answer = author_desk.post(edit_url(policy, "clocks"), section_data(author_desk, policy, "clocks", **wrong))

    assert answer.status_code == 422
    rows = answer.context["editing"].rows
    assert rows[DAY].form.errors == {"value": ["Enter a whole number from 1 to 365."]}
    assert rows["clock.appeal_days"].form.errors == {"citation": ["Cite the statute, regulation or report."]}
    text = answer.content.decode()
    assert 'href="#id_clock.decision_days-value"' in text
    assert "I would rather not say." in text
    assert policy.numbers.get(key=DAY).value == "90"


def test_contradicting_numbers_are_saved_and_listed_and_block_the_review(author_desk):
    policy = create_draft(author_desk)
    more = {"tier.2.keep.exams-value": "9999", "tier.2.keep.exams-reason": "To see."}
    html = author_desk.post(
        edit_url(policy, "tier2"), section_data(author_desk, policy, "tier2", **more), follow=True
    ).content.decode()

    assert "Tier 2 asks more to keep than to enter." in html
    assert "Tier 2 asks more to keep than to enter." in author_desk.get(page_of(policy)).content.decode()
    author_desk.post(page_of(policy), {"act": "submit"})
    assert Policy.objects.get(pk=policy.pk).state == "draft"


def test_stale_form_is_refused_with_both_versions_shown(author_desk, approver_desk):
    policy = create_draft(author_desk)
    mine = section_data(author_desk, policy, "clocks", **{f"{DAY}-value": "30", f"{DAY}-reason": "Mine."})
    theirs = {f"{DAY}-value": "45", f"{DAY}-reason": "Theirs.", "clock.appeal_days-reason": "Theirs too."}
    approver_desk.post(edit_url(policy, "clocks"), section_data(approver_desk, policy, "clocks", **theirs))

    answer = author_desk.post(edit_url(policy, "clocks"), mine)

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
    assert author_desk.post(edit_url(policy, "clocks"), again).status_code == 302
    assert policy.numbers.get(key=DAY).value == "30"
    assert policy.numbers.get(key="clock.appeal_days").reason == "Theirs too."


def test_draft_needs_a_summary_and_a_first_day(author_desk):
    policy = create_draft(author_desk, summary="", effective_from="")
    html = author_desk.get(page_of(policy)).content.decode()
    assert "Say in the summary what changes and why." in html
    assert "Say from which day the policy shall take effect." in html

    author_desk.post(
        page_of(policy), {"act": "describe", "describe-summary": "Less.", "describe-effective_from": "2199-01-01"}
    )

    html = author_desk.get(page_of(policy)).content.decode()
    assert "What is missing before the review" not in html
    assert "Less." in html


def test_two_versions_are_compared_side_by_side(author_desk):
    policy = create_draft(author_desk)
    sooner = {f"{DAY}-value": "60", f"{DAY}-reason": "The median is now 41 days."}
    author_desk.post(edit_url(policy, "clocks"), section_data(author_desk, policy, "clocks", **sooner))
    compare = reverse("admin:policy_policy_compare")

    differing = author_desk.get(compare, {"left": 1, "right": 2}).content.decode()
    assert "<strong>Changed, gives</strong> -30 (-33%)" in differing
    assert "The median is now 41 days." in differing
    assert "clock.appeal_days" not in differing
    everything = author_desk.get(compare, {"left": 2, "right": 1, "all": "on"}).content.decode()
    assert "+30 (+50%)" in everything
    assert "clock.appeal_days" in everything
    assert author_desk.get(compare, {"left": 1, "right": 99}).status_code == 422


@pytest.mark.slow
def test_sections_of_a_draft_open_for_editing(author_desk):
    policy = create_draft(author_desk)

    for section, _title, _keys in SECTIONS:
        assert author_desk.get(edit_url(policy, section)).status_code == 200
    assert author_desk.get(edit_url(policy, "weather")).status_code == 404
    assert author_desk.get(edit_url(policy_on(clock.today()), "clocks"))["Location"] == page_of(
        policy_on(clock.today())
    )


@pytest.fixture
def open_draft(author_desk: Client, approver_desk: Client) -> Policy:
    return opened(User.objects.get(email="grace@staff.example"), User.objects.get(email="alan@staff.example"), TAKES)


def commented(policy: Policy, text: str) -> Comment:
    shipper = enrolled(tier=2)
    commenter = Commenter(shipper_id=shipper.pk, user=shipper.team.get().user)
    return comment_record(commenter=commenter, version=policy.version, text=text)


def test_draft_that_takes_away_says_so_and_from_which_day(author_desk):
    policy = drafted(User.objects.get(email="grace@staff.example"), TAKES)
    html = author_desk.get(page_of(policy)).content.decode()

    assert "benefit.2.data_corrections" in html
    assert "It must be open for comment." in html
    assert "Changed, takes away" in html


@pytest.mark.slow
def test_draft_shows_who_would_move_and_why(author_desk):
    enrolled(tier=1)
    policy = drafted(User.objects.get(email="grace@staff.example"), {"tier.1.keep.exams": "1"})
    policy_submit(actor=User.objects.get(email="grace@staff.example"), policy_id=policy.pk)
    html = author_desk.get(page_of(policy)).content.decode()
    assert "Evaluate everybody under it" in html
    assert author_desk.post(page_of(policy), {"act": "try"}).status_code == 302
    deliver()
    assert "An evaluation of everybody waits for a worker." in author_desk.get(page_of(policy)).content.decode()
    for job in Job.objects.filter(kind="standing.what_if"):
        job_run(job_id=job.pk)

    html = author_desk.get(page_of(policy)).content.decode()
    assert "1 members on" in html
    assert "beside policy 1" in html
    assert "under way" not in html


def test_evaluation_of_everybody_shows_its_progress_and_is_cancelled(author_desk):
    policy = drafted(User.objects.get(email="grace@staff.example"), TAKES)
    author_desk.post(page_of(policy), {"act": "try"})
    deliver()
    Job.objects.filter(kind="standing.what_if").update(state="running", done=3_000, total=10_000)

    html = author_desk.get(page_of(policy)).content.decode()
    assert "An evaluation of everybody is under way: 3,000 of 10,000." in html
    part = author_desk.get(reverse("admin:policy_policy_what_if", args=[policy.pk])).content.decode()
    assert '<progress value="3000" max="10000"' in part
    assert "hx-trigger" in part
    assert author_desk.post(page_of(policy), {"act": "cancel_try"}).status_code == 302

    html = author_desk.get(page_of(policy)).content.decode()
    assert "The last evaluation of everybody was cancelled" in html
    assert "hx-trigger" not in html
    assert "Evaluate everybody under it" in html


def test_evaluation_of_everybody_is_a_table_with_all_who_would_move(author_desk):
    shipper = enrolled(tier=1)
    policy = drafted(User.objects.get(email="grace@staff.example"), {"tier.1.keep.exams": "1"})
    file = reverse("admin:policy_policy_what_if_file", args=[policy.pk])
    assert len(b"".join(author_desk.get(file)).splitlines()) == 1
    draft_what_if(policy=policy)
    for measured in (policy_on(clock.today()), policy):
        power_measure(measured, sellers=1)

    lines = b"".join(author_desk.get(file)).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("what,number,country,parcels_a_month,tier_before,tier_after,members")
    assert sum(int(line.split(",")[6]) for line in lines if line.startswith("matrix,")) == 1
    moved = [line for line in lines if line.startswith("move,")]
    assert len(moved) <= 1
    assert all(shipper.ksn in line for line in moved)
    html = author_desk.get(page_of(policy)).content.decode()
    for words in ("By parcels a month", "Tiers held and false alarms", "Members by tier", "Digest of its numbers"):
        assert words in html


def test_policy_in_force_says_how_many_members_wait_for_an_evaluation(author_desk):
    enrolled()
    in_force = policy_on(clock.today())
    Watch.objects.update(quiet_until=clock.today())
    assert "1 of 1 members wait for an evaluation of today." in author_desk.get(page_of(in_force)).content.decode()
    Watch.objects.update(quiet_until=None, due_since=None)
    assert "wait for an evaluation" not in author_desk.get(page_of(in_force)).content.decode()


def test_draft_is_opened_for_comment_by_the_reviewer(author_desk, approver_desk):
    policy = drafted(User.objects.get(email="grace@staff.example"), TAKES)
    policy_submit(actor=User.objects.get(email="grace@staff.example"), policy_id=policy.pk)
    draft_what_if(policy=policy)

    too_short = approver_desk.post(page_of(policy), {"act": "open", "open-until": clock.today().isoformat()})
    assert too_short.status_code == 422
    assert "at least" in too_short.content.decode()
    approver_desk.post(page_of(policy), {"act": "open"})
    policy.refresh_from_db()
    assert (policy.state, policy.comments_until) == ("open", clock.add_days(clock.today(), 30))
    assert "Comments may be given until the end of" in approver_desk.get(page_of(policy)).content.decode()


@pytest.mark.slow
def test_comments_are_shown_without_personal_data_and_answered_together(author_desk, open_draft):
    first = commented(open_draft, "Ask Ana Ruiz: a quarter is too little.")
    other = commented(open_draft, "Half is fair.")

    refused = author_desk.post(page_of(first), {"act": "show", "show-leave_out": "Bob"})
    assert refused.status_code == 422
    author_desk.post(page_of(first), {"act": "show", "show-leave_out": "Ana Ruiz"})
    author_desk.post(page_of(other), {"act": "show"})
    assert "Ask […]: a quarter" in author_desk.get(page_of(first)).content.decode()

    author_desk.post(page_of(first), {"act": "answer", "answer-text": "Half stays.", "answer-also": [other.pk]})
    for comment in (first, other):
        assert "Half stays." in author_desk.get(page_of(comment)).content.decode()
    assert "not answered" not in author_desk.get(page_of(open_draft)).content.decode()


def test_comments_of_a_published_policy_stay_as_they_were_answered(author_desk, approver_desk, open_draft):
    comment = commented(open_draft, "A quarter is too little.")
    author_desk.post(page_of(comment), {"act": "show"})
    author_desk.post(page_of(comment), {"act": "answer", "answer-text": "Half stays."})
    with after_comments(open_draft):
        day = clock.add_days(clock.today(), 30).isoformat()
        confirm(approver_desk, page_of(open_draft), {"act": "publish", "publish-effective_from": day})
    open_draft.refresh_from_db()
    assert open_draft.state == "published"
    assert "What you can do" not in author_desk.get(page_of(comment)).content.decode()
