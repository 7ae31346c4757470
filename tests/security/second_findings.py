"""The acts of two persons that rest on what one of them recorded, and those that take a decision of two back."""

from collections.abc import Callable
from functools import partial

from apps.accounts.models import User
from apps.core import clock
from apps.core.files import identify_file
from apps.disputes import services as disputes
from apps.ledger.models import Case, Parcel, Recording
from apps.ledger.services import recording_open, recording_reverse, reversal_ask, violation_determine
from tests.applications import answers
from tests.desk import due_process
from tests.evaluation.ledger import CARRIER, parcels, reporter_of, time_to_answer_over, violation

type Act = Callable[..., object]


def determined(case: Case, determination: str = "sustained") -> Act:
    """Leave the determination of an allegation, whose time to answer is over, to the second person."""
    return partial(
        violation_determine,
        case_id=time_to_answer_over(case).pk,
        fact={"determination": determination},
        reason="The exam shows it.",
    )


def sustain_after_exam(first: User, kind: str) -> Act:
    """Sustain what an exam found, which the first person recorded at the desk or in a file of an agency."""
    shipper, today = due_process.enrolled(), clock.today()
    recorded = recording_open(reporter=reporter_of("cbp", "agency"), kind=kind, actor=first)
    (parcel,) = parcels(shipper, today, 1, drawn="discrepant", recorded=recorded)
    reference = violation(shipper, today, determination="alleged", shipment=f"{CARRIER}:{parcel}")
    return determined(Case.objects.get(reference=reference))


def accept_disowning(first: User) -> Act:
    shipper = due_process.enrolled()
    (reference,) = parcels(shipper, clock.today(), 1)
    disowning = disputes.disowning_open(
        actor=due_process.owner_of(shipper),
        shipper_id=shipper.pk,
        parcel_id=Parcel.objects.get(reference=reference).pk,
        text="It is not ours.",
        files=[identify_file("label.pdf", [answers.PDF])],
    )
    disputes.disowning_recommend(actor=first, disowning_id=disowning.pk, reasons="The label is a copy.")
    return partial(
        disputes.disowning_decide, disowning_id=disowning.pk, decision="accept", reasons="The label is a copy."
    )


def take_back(first: User) -> Act:
    """Take back what the program recorded because two others decided it, as the first person asks."""
    shipper = due_process.enrolled()
    recording = Recording.objects.filter(program_entries__shipper=shipper).latest("pk")
    reversal_ask(actor=first, recording_id=recording.pk)
    return partial(recording_reverse, recording_id=recording.pk, reason="A mistake of ours.")


# By the kind of record: at the desk, and in a file that a person of an agency sent.
FOUND = {
    ("ledger", "sustain_after_exam"): partial(sustain_after_exam, kind=Recording.Kind.DESK),
    ("ledger", "sustain_after_exam_in_a_file"): partial(sustain_after_exam, kind=Recording.Kind.IMPORT),
    ("ledger", "take_back"): take_back,
}
