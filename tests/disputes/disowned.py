"""Disowned shipments that two officers take out of the record of a business."""

from apps.accounts.models import User
from apps.core.files import identify_file
from apps.disputes import services
from apps.disputes.models import Disowning
from tests.people import staff_known

PDF = b"%PDF-1.4\nA photo of the label\n%%EOF\n"


def recommended(disowning: Disowning) -> Disowning:
    """Recommend a disowning, with a file that shows it, by an officer of its own."""
    return services.disowning_recommend(
        actor=staff_known("officer", email="recommends-disowning@staff.example"),
        disowning_id=disowning.pk,
        reasons="The label is a copy.",
        files=[identify_file("label.pdf", [PDF])],
    )


def accepted(officer: User, disowning: Disowning, reasons: str = "The label is a copy.") -> Disowning:
    """Recommend a disowning by one officer, and accept it by another."""
    recommended(disowning)
    return services.disowning_decide(actor=officer, disowning_id=disowning.pk, decision="accept", reasons=reasons)
