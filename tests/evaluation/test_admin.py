from django.urls import reverse

from apps.core import clock
from apps.evaluation.models import Evaluation
from apps.evaluation.services import evaluate_due
from tests.evaluation.ledger import member
from tests.people import signed_in, staff


def test_staff_read_the_explanation_of_an_evaluation():
    member(clock.today())
    evaluate_due(limit=1)
    auditor = signed_in(staff("auditor"))

    listed = auditor.get(reverse("admin:evaluation_evaluation_changelist"))
    page = auditor.get(reverse("admin:evaluation_evaluation_change", args=[Evaluation.objects.get().pk]))

    assert listed.status_code == 200
    assert "The record allows tier 0." in page.content.decode()
    assert auditor.get(reverse("admin:evaluation_evaluation_add")).status_code == 403
