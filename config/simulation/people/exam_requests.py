"""Exam requests of the smallest members, of which chance opens hardly a parcel."""

from collections.abc import Iterable
from itertools import islice

from apps.validations.selectors import may_ask_exams
from apps.validations.services import exam_request_grant, exam_request_submit
from config.simulation.members import Member, Staff

ASKING = 2
EXAMS_ASKED, EXAMS_GRANTED = 12, 8


def exam_requests_make(*, members: Iterable[Member], staff: Staff) -> None:
    """Have the smallest members ask for exams, and an officer grant the request of the smallest; the others wait."""
    small = sorted(
        (member for member in members if member.enrolled), key=lambda member: (member.seller.parcels, member.ksn)
    )
    asking = islice((member for member in small if may_ask_exams(member.shipper_id)), ASKING)
    requests = [
        exam_request_submit(
            **member.own,
            exams=EXAMS_ASKED,
            reason="We send few parcels, and our season is short.",
            language="en",
        )
        for member in asking
    ]
    for request in requests[:1]:
        exam_request_grant(
            actor=staff.officer,
            request_id=request.pk,
            exams=EXAMS_GRANTED,
            text="The draws of the ports begin tomorrow.",
            language="en",
        )
