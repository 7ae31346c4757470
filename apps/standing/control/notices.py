"""The messages of a case of common control. A business reads of the others their names and numbers, and of the ties its
own values alone.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.languages import with_language
from apps.core.lazy import Promise, in_paragraphs
from apps.notices.services import message_send
from apps.shippers.models import Shipper
from apps.shippers.selectors import people_of
from apps.shippers.zones import deadline_in_words
from apps.standing.control.models import Control, ControlledBusiness
from apps.standing.control.selectors import others_of, own_ties

MEANS = _lazy(
    "If you are judged together, the exams and violations of all these numbers count as one record for each of you. "
    "Nothing is taken away by that alone: should the record of all allow less than your tier, a lower tier is "
    "proposed first, with a notice, time to respond and an appeal."
)
ANY_TIME = _lazy(
    "You can ask at any time, on the same page, to be judged alone again, for example after a sale or if you were tied "
    "by mistake. Somebody who took no part decides."
)


MOVED = _lazy("You leave a group of numbers: you are judged with another from now on")


def control_subject(control: Control) -> tuple[str, int]:
    """Return the name of a case for events, work items and timers."""
    return ("control", control.pk)


def notice_send(controlled: ControlledBusiness) -> None:
    """Send a business the notice of its case: with whom, why, what follows, and by when to respond."""
    control = controlled.control
    team_notify(
        controlled,
        _lazy("Are these numbers in the same hands? Please respond"),
        format_lazy(
            _lazy("An officer proposes to judge {business} together with: {others}."),
            business=controlled.shipper,
            others="; ".join(named(other.shipper) for other in others_of(controlled)),
        ),
        _lazy("The reason is what you have in common with them. Your values are:"),
        "\n".join(f"– {tie.label}: {tie.shown}" for tie in own_ties(controlled)),
        _lazy("The officer's reasons:"),
        with_language(control.grounds, control.grounds_language),
        MEANS,
        format_lazy(
            _lazy(
                "Agree or contest it on the page by {day}. Until then you can add words and files. If you do not "
                "respond, an officer decides by what is on record."
            ),
            day=deadline_in_words(controlled.respond_by, controlled.shipper),
        ),
        act_by=controlled.respond_by,
    )


def decision_send(controlled: ControlledBusiness, together: Sequence[ControlledBusiness]) -> None:
    """Tell a business the decision on its case, with its reasons. `together` are the others that were bound."""
    control = controlled.control
    reasons = (
        _lazy("An officer has decided, for these reasons:") if control.decided_by_id else _lazy("The reason:"),
        with_language(control.reasons, control.reasons_language),
    )
    if not controlled.is_bound:
        team_notify(
            controlled,
            _lazy("Decided: you are not judged together with other numbers by this case"),
            *reasons,
            _lazy("You do not need to do anything."),
        )
        return
    team_notify(
        controlled,
        _lazy("Decided: you are judged together with other numbers"),
        format_lazy(
            _lazy("From now on you are judged together with: {others}."),
            others="; ".join(named(each.shipper) for each in together),
        ),
        *reasons,
        MEANS,
        ANY_TIME,
    )


def team_notify(
    controlled: ControlledBusiness, subject: Promise, *paragraphs: Promise | str, act_by: datetime | None = None
) -> None:
    """Put a message about a case into the inbox of everybody on the team of one of its businesses.

    `act_by` is the end of the time to act that the message gives.
    """
    message_send(
        recipients=people_of(controlled.shipper_id),
        kind="standing.control",
        subject=subject,
        body=in_paragraphs(*paragraphs),
        link=reverse("portal:control", args=[controlled.shipper_id, controlled.control_id]),
        shipper_id=controlled.shipper_id,
        about=control_subject(controlled.control),
        act_by=act_by,
    )


def staff_notify(control: Control, people: Iterable[User], subject: Promise, body: Promise) -> None:
    """Tell members of staff what became of a case."""
    message_send(
        recipients=people,
        kind="standing.staff_reminder",
        subject=subject,
        body=body,
        link=reverse("admin:standing_control_change", args=[control.pk]),
    )


def named(shipper: Shipper) -> str:
    """Return a business by its name and its Known Shipper Number."""
    return f"{shipper} ({shipper.ksn})" if shipper.ksn else str(shipper)
