"""What is proposed to be taken away is answered and decided, as due process asks."""

from collections.abc import Iterable

from apps.core import clock
from apps.simulation.sellers import stream
from apps.simulation.services.members import Member, Staff
from apps.standing.models import ProposedChange
from apps.standing.services import change_decide, change_respond

ANSWERED_SHARE, UPHELD_SHARE = 0.5, 0.8
State = ProposedChange.State


def proposals_hear(*, members: Iterable[Member], staff: Staff) -> None:
    """Let sellers respond to some of what is proposed, and officers decide what has been heard or whose time is up."""
    owners = {member.application.shipper_id: member.owner for member in members if member.enrolled}
    for proposal in ProposedChange.objects.filter(state__in=[State.PROPOSED, State.RESPONDED]).order_by("pk"):
        dice = stream("hearing", proposal.shipper_id, proposal.kind, proposal.proposed_at.date())
        answers, upheld = dice.random() < ANSWERED_SHARE, dice.random() < UPHELD_SHARE
        if proposal.state == State.PROPOSED and answers and proposal.proposed_at < clock.now():
            change_respond(
                actor=owners[proposal.shipper_id],
                change_id=proposal.pk,
                response="We found the cause: our list described the goods of two makers wrongly. Both are put right.",
            )
        elif proposal.respond_by <= clock.now() or proposal.state == State.RESPONDED:
            change_decide(
                actor=staff.officer,
                change_id=proposal.pk,
                decision="uphold" if upheld or proposal.kind != ProposedChange.Kind.DEMOTION else "withdraw",
                reasons="The findings stand after review."
                if upheld
                else "The cause is mended, and the record shows it.",
            )
