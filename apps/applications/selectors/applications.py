"""The applications that a user may read, and the deadlines for the program and the applicant."""

from datetime import datetime
from operator import attrgetter

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.applications.models import (
    Application,
    ApplicationState,
    Decision,
    Evidence,
    Inquiry,
    InquiryDraft,
    Submission,
)
from apps.applications.models.application import STAFF_ORDER
from apps.applications.states import CORRESPONDENCE_STATES, REAPPLY_STATES
from apps.core import clock
from apps.core.deadlines import deadline
from apps.core.errors import NotFound
from apps.core.rows import row_get
from apps.policy.procedures import Clocks, Decisions
from apps.policy.selectors import policies_until, policy_on, terms_of
from apps.shippers.selectors import abilities_of, had_place, has_conflict, on_team
from apps.shippers.zones import office_places, zone_of
from apps.work.selectors import notes_of_case


def clocks() -> Clocks:
    """Return the times to act of the policy that is in force today."""
    return terms_of(policy_on(clock.today())).clocks


def decision_terms() -> Decisions:
    """Return the terms on the checking of decisions of the policy that is in force today."""
    return terms_of(policy_on(clock.today())).decisions


def applications_of(user: User) -> QuerySet[Application]:
    """Return the applications of all businesses on whose team the user is, the newest first."""
    own = Application.objects.filter(on_team(user, "shipper__team"))
    return own.select_related("shipper", "appeal").order_by("-pk")


def application_for(user: User, application_id: int) -> Application:
    """Return an application of a business on whose team the user is; raise NotFound for any other.

    The application is annotated with `superseded`: whether the business has another one that is open or was approved;
    with `asked`: the criteria of its latest submission, None if it was never sent; and with the policy in force today.
    """
    others = applications_standing(OuterRef("shipper_id")).exclude(pk=OuterRef("pk"))
    office = office_places(OuterRef("shipper_id"))
    sent = Submission.objects.filter(application=OuterRef("pk")).order_by("-version")
    annotated = _with_policy(applications_of(user)).annotate(
        asked=Subquery(sent.values("asked")[:1]),
        superseded=Exists(others),
        office_country=Subquery(office.values("country")[:1]),
        office_region=Subquery(office.values("region")[:1]),
    )
    application = annotated.filter(pk=application_id).first()
    if application is None:
        raise NotFound(_("There is no such application on your list."))
    application.shipper.office = (application.office_country or "", application.office_region or "")
    if application.state == ApplicationState.INFO_REQUESTED:
        # Several parts of a page read the inquiries: the open sections, the deadline and the reply.
        prefetch_related_objects([application], "inquiries")
    return application


def applications_standing(shipper_id: int | OuterRef) -> QuerySet[Application]:
    """Return the applications that keep a business from beginning another one.

    An application does so while it is open, and after its approval as long as the membership lasts.
    """
    return Application.objects.filter(shipper_id=shipper_id, ended_at=None).exclude(state__in=REAPPLY_STATES)


def applications_for_staff() -> QuerySet[Application]:
    """Return all applications that were submitted: first those to be decided, by deadline, then those that are over."""
    return (
        Application.objects.exclude(state=ApplicationState.DRAFT)
        .select_related("shipper", "reviewer")
        .order_by(*STAFF_ORDER)
    )


def application_to_review(actor: User, application_id: int | None) -> Application | None:
    """Return a submitted application with its appeal, annotated with `actor_on_team`: whether the actor is, or was
    until lately, on the team of the business; with the policy in force today; with the request for information that the
    actor is writing; and with `case_notes`, the notes among staff that the actor reads. Takes one query, and others
    where the actor ever was on the team.
    """
    drafts = InquiryDraft.objects.filter(application=OuterRef("pk"), by=actor)
    kept = drafts.values(kept=JSONObject(text="text", language="language", canned="canned", questions="questions"))
    ever = ExpressionWrapper(had_place(actor, OuterRef("shipper")), BooleanField())
    found = _with_policy(applications_for_staff().order_by().select_related("appeal__by"))
    notes = notes_of_case(actor, ("application", application_id or 0))
    office = office_places(OuterRef("shipper_id"))
    found = found.annotate(
        actor_had_place=ever,
        draft_kept=Subquery(kept[:1]),
        case_notes=ArraySubquery(notes),
        office_country=Subquery(office.values("country")[:1]),
        office_region=Subquery(office.values("region")[:1]),
    )
    application = found.filter(pk=application_id).first()
    if application is not None:
        application.shipper.office = (application.office_country or "", application.office_region or "")
        application.actor_on_team = application.actor_had_place and has_conflict(actor, application.shipper_id)
    return application


def _with_policy(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Annotate applications with the policy in force today, so that its terms take no query (`musts_for`)."""
    policy = policies_until(clock.today())
    return applications.annotate(
        policy_id=Subquery(policy.values("pk")[:1]), policy_published_at=Subquery(policy.values("published_at")[:1])
    )


def evidence_for(user: User, evidence_id: int) -> Evidence:
    """Return an evidence file of the user's own applications, or any file for staff who may read everything.

    Raises NotFound for any other.
    """
    files = Evidence.objects.select_related("application")
    if "read_everything" not in held(user):
        files = files.filter(on_team(user, "application__shipper__team"), removed_at=None)
    return row_get(files, _("There is no such file."), pk=evidence_id)


def evidence_of(application: Application) -> QuerySet[Evidence]:
    """Return the files that are part of the application now, in the order in which they were added."""
    return application.evidence.filter(removed_at=None).order_by("pk")


def inquiry_open(application: Application) -> Inquiry | None:
    """Return the request for information that was neither replied to nor closed, if there is one."""
    waiting = [inquiry for inquiry in application.inquiries.all() if not (inquiry.replied_at or inquiry.closed_at)]
    return max(waiting, key=attrgetter("pk"), default=None)


def submission_latest(application: Application) -> Submission | None:
    """Return the last submitted version of an application, None if there is none."""
    return application.submissions.select_related("attested_by").order_by("-version").first()


def rights_of(user: User, application: Application) -> frozenset[str]:
    """Return the rights of the user on an application: abilities on its team, and permissions as staff."""
    return abilities_of(user, application.shipper_id) | held(user)


def subject_of(application: Application) -> tuple[str, int]:
    """Return the name by which work items, events and correspondence refer to an application."""
    return ("application", application.pk)


def state_known_to(user: User, application: Application) -> str:
    """Return the state that the user may know: the real one for staff, the public one for applicants."""
    return application.state if held(user) else application.public_state


def appeal_until(application: Application) -> datetime | None:
    """Return the end of the time to appeal the last denial; None if the application was not denied, and for a denial
    that reached nobody who signs for the business: its time has not begun.
    """
    denials = [decision for decision in application.decisions.all() if decision.outcome == Decision.Outcome.DENIED]
    denial = max(denials, key=attrgetter("pk"), default=None)
    if denial is None or denial.delivered_at is None:
        return None
    return deadline(denial.delivered_at, clocks().appeal_days, zone_of(application.shipper))


def deadline_of(application: Application) -> datetime | None:
    """Return when the next step is due: the program's decision, or the applicant's reply or appeal; None if none is."""
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
    """Return how many days the program has left to decide, or None if no decision is due.

    While the time to decide is paused, the number of days is that at the beginning of the pause.
    """
    if application.state not in CORRESPONDENCE_STATES:
        return None
    since = application.paused_at or clock.now()
    return max(0, (clock.day_of(application.decision_due) - clock.day_of(since)).days)
