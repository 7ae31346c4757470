"""Applications as one may read them: an applicant's own, all of them for staff, and by when each must act."""

from datetime import datetime, timedelta
from operator import attrgetter

from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.applications.models import Application, Decision, Evidence, Inquiry, Submission
from apps.applications.models.application import STAFF_ORDER
from apps.applications.states import CORRESPONDENCE_STATES, LIFECYCLE, REAPPLY_STATES, ApplicationState
from apps.core import clock
from apps.core.errors import NotFound
from apps.core.lifecycle import Transition
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Clocks, Decisions
from apps.shippers.models import Shipper
from apps.shippers.selectors import abilities_of, on_team


def clocks() -> Clocks:
    """The times to act that are in force today."""
    return terms_of(policy_on(clock.today())).clocks


def decision_terms() -> Decisions:
    """How decisions are checked by the policy that is in force today."""
    return terms_of(policy_on(clock.today())).decisions


def applications_of(user: User) -> QuerySet[Application]:
    """The applications of all businesses on whose team the user is, the newest first."""
    own = Application.objects.filter(on_team(user, "shipper__team"))
    return own.select_related("shipper", "appeal").order_by("-pk")


def application_for(user: User, application_id: int) -> Application:
    """One of the applications that the user may read; raises NotFound for any other.

    It knows whether it is `superseded`: whether another of the business is open, or was approved.
    """
    others = applications_standing(OuterRef("shipper_id")).exclude(pk=OuterRef("pk"))
    application = applications_of(user).annotate(superseded=Exists(others)).filter(pk=application_id).first()
    if application is None:
        raise NotFound(_("There is no such application on your list."))
    if application.state == ApplicationState.INFO_REQUESTED:
        # What was asked is looked at again and again: which sections are open, by when to reply, what was replied.
        prefetch_related_objects([application], "inquiries")
    return application


def applications_standing(shipper_id: int | OuterRef) -> QuerySet[Application]:
    """Those of a business that are open, or were approved and led to a membership that lasts: it begins no other."""
    return Application.objects.filter(shipper_id=shipper_id, ended_at=None).exclude(state__in=REAPPLY_STATES)


def applications_for_staff() -> QuerySet[Application]:
    """All applications that were submitted: those that wait for a decision first, the one promised soonest on top."""
    return (
        Application.objects.exclude(state=ApplicationState.DRAFT)
        .select_related("shipper", "reviewer")
        .order_by(*STAFF_ORDER)
    )


def applications_to_review(actor: User) -> QuerySet[Application]:
    """The same in no order, each with its appeal and whether the actor is `actor_on_team` of its business."""
    own = Shipper.objects.filter(on_team(actor), pk=OuterRef("shipper_id"))
    return applications_for_staff().order_by().select_related("appeal__by").annotate(actor_on_team=Exists(own))


def evidence_for(user: User, evidence_id: int) -> Evidence:
    """A file that the user may read: of an application of theirs, or any for staff who read everything."""
    files = Evidence.objects.select_related("application")
    if "read_everything" not in held(user):
        files = files.filter(on_team(user, "application__shipper__team"), removed_at=None)
    found = files.filter(pk=evidence_id).first()
    if found is None:
        raise NotFound(_("There is no such file."))
    return found


def evidence_of(application: Application) -> QuerySet[Evidence]:
    """The files that are part of the application now, the first added first."""
    return application.evidence.filter(removed_at=None).order_by("pk")


def inquiry_open(application: Application) -> Inquiry | None:
    """The request for information that waits for a reply."""
    waiting = [inquiry for inquiry in application.inquiries.all() if not (inquiry.replied_at or inquiry.closed_at)]
    return max(waiting, key=attrgetter("pk"), default=None)


def submission_latest(application: Application) -> Submission | None:
    return application.submissions.select_related("attested_by").order_by("-version").first()


def rights_of(user: User, application: Application) -> frozenset[str]:
    """All that the user holds towards this application: abilities on its team and permissions as staff."""
    return abilities_of(user, application.shipper_id) | held(user)


def subject_of(application: Application) -> tuple[str, int]:
    """How work, events and correspondence name it."""
    return ("application", application.pk)


def state_known_to(user: User, application: Application) -> str:
    """The state in which the user acts on it: staff know the real one, applicants the one that they are told."""
    return application.state if held(user) else application.public_state


def actions_open(user: User, application: Application) -> list[Transition]:
    """The buttons to show this user."""
    return LIFECYCLE.open_to(state=application.state, held=rights_of(user, application))


def appeal_until(application: Application) -> datetime | None:
    """Until when a denial may be appealed; sooner where it rests on a false statement. None if it was not denied."""
    denials = [decision for decision in application.decisions.all() if decision.outcome == Decision.Outcome.DENIED]
    denial = max(denials, key=attrgetter("pk"), default=None)
    if denial is None:
        return None
    times = clocks()
    days = times.appeal_false_statement_days if "false" in denial.reasons else times.appeal_days
    return denial.at + timedelta(days=days)


def deadline_of(application: Application) -> datetime | None:
    """By when who holds it must act: the program decide, the applicant reply or appeal. None where nothing is due."""
    match application.state:
        case (
            ApplicationState.SUBMITTED
            | ApplicationState.IN_REVIEW
            | ApplicationState.DENIAL_PROPOSED
            | ApplicationState.APPEALED
        ):
            return application.decide_by
        case ApplicationState.INFO_REQUESTED:
            inquiry = inquiry_open(application)
            return inquiry.reply_by if inquiry else None
        case ApplicationState.DENIED if not hasattr(application, "appeal"):
            until = appeal_until(application)
            return until if until and clock.now() <= until else None
    return None


def days_to_decide(application: Application) -> int | None:
    """How many days the program has left; as many as when its clock was stopped. None where it decides nothing."""
    if application.state not in CORRESPONDENCE_STATES:
        return None
    since = application.paused_at or clock.now()
    return max(0, (clock.day_of(application.decision_due) - clock.day_of(since)).days)
