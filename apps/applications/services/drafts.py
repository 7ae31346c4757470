"""Drafts of applications: beginning a draft, saving its sections, and counting the time that its pages take."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.applications import selectors
from apps.applications.models import Application, ApplicationState, Evidence, PageTime, Section, Submission
from apps.applications.sections import Typed, page_asking, section_of
from apps.applications.sections.sealed_fields import is_sealed
from apps.applications.services.transitions import APPLICATIONS, open_application_unique
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.events.services import NewEvent, record_many
from apps.shippers.models import Shipper
from apps.shippers.roles import Ability
from apps.shippers.selectors import on_team, require, require_unbarred, require_unmerged
from apps.shippers.services import shipper_create

MAX_SECTION_CHARACTERS = 200_000
# Sections of which the country of the business says what may be kept.
OF_COUNTRY = frozenset({"identifiers"})


@transaction.atomic
def application_start(
    *, actor: User, shipper_id: int | None = None, answered: Mapping[str, Typed] | None = None
) -> Application:
    """Begin an application for a business of the actor or, without `shipper_id`, for a new business of theirs.

    A new draft takes over the answers of the last submission of the business. For a new business, `answered` has
    answers that the actor gave before the draft began, by section; an existing draft without saved sections is used
    again, so that pressing the button twice begins one application. Raises Conflict if the business has an application
    that is open or was approved, was merged into another record, or was removed and may not apply again yet.
    """
    if shipper_id is None:
        User.objects.select_for_update(no_key=True).get(pk=actor.pk)
        if untouched := _untouched_draft(actor):
            _draft_fill(untouched, actor, answered or {})
            return untouched
        shipper = shipper_create(actor=actor)
    else:
        require(actor, shipper_id, Ability.PREPARE)
        shipper = Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
        require_unmerged(shipper)
        require_unbarred(shipper)
    message = _("This business already has an application. Continue with that application.")
    if selectors.applications_standing(shipper.pk).exists():
        raise Conflict(message, code="has_application")
    with open_application_unique(message):
        application = Application.objects.create(shipper=shipper, created_by=actor)
    _last_answers_copy(application, actor)
    if shipper_id is None:
        _draft_fill(application, actor, answered or {})
    APPLICATIONS.record(application, "started", actor)
    return application


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to a section as they were typed. `version` is the version of the section that the page showed."""

    key: str
    typed: Typed
    version: int


def section_save(*, actor: User, application_id: int, key: str, typed: Typed, version: int) -> Section:
    """Save a section as `sections_save` does."""
    (saved,) = sections_save(actor=actor, application_id=application_id, answers=[Answers(key, typed, version)])
    return saved


@transaction.atomic
def sections_save(
    *, actor: User, application_id: int, answers: Collection[Answers], opened_at: datetime | None = None
) -> list[Section]:
    """Save sections as they were typed, right or wrong. Of a sealed field only the digest and the last characters are
    saved. Numbers of persons are not saved, and leave a saved section where the country of the business tells them.

    `opened_at` is when the page of these sections was opened, as far as that is known: the time that a draft takes is
    counted.

    Raises Conflict if one of the sections was saved meanwhile, Invalid if the text of one is longer than
    `MAX_SECTION_CHARACTERS`. Nothing is saved then.
    """
    sections = {each.key: section_of(each.key) for each in answers}
    if any(len(json.dumps(each.typed)) > MAX_SECTION_CHARACTERS for each in answers):
        raise InvalidInput(
            _("This is more text than a page can keep. Shorten it, or send it as a file."), code="section_too_large"
        )
    application = application_locked_for_change(actor=actor, application_id=application_id, keys=sections)
    read = application.sections.select_related("saved_by").filter(key__in={*sections, *OF_COUNTRY, "business"})
    rows = {row.key: row for row in read}
    saved = {key: row.data for key, row in rows.items()}
    country = selectors.country_typed(saved | {each.key: each.typed for each in answers})
    changed = []
    for each in answers:
        row = rows.get(each.key)
        if (row.version if row else 0) != each.version:
            raise Conflict(_conflict_message(row, actor), code="changed_meanwhile")
        typed = sections[each.key].sealed(each.typed, row.data if row else None, country=country)
        if row is None:
            row = rows[each.key] = Section(application=application, key=each.key, version=0)
        elif row.data == typed:
            continue
        row.data, row.saved_by = typed, actor
        row.version += 1
        changed.append(row)
    for key in OF_COUNTRY & (rows.keys() - sections.keys()):
        row = rows[key]
        if (typed := section_of(key).sealed(row.data, row.data, country=country)) != row.data:
            row.data, row.saved_by = typed, actor
            row.version += 1
            changed.append(row)
    _sections_store(application, changed, actor)
    if opened_at and sections and application.state == ApplicationState.DRAFT:
        page_time_add(application=application, page=page_asking(next(iter(sections))).key, opened_at=opened_at)
    return [rows[each.key] for each in answers]


def _sections_store(application: Application, changed: list[Section], actor: User) -> None:
    """Store sections, new or changed, and record an event of each."""
    if not changed:
        return
    Section.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["application", "key"],
        update_fields=["data", "saved_by", "version", "saved_at"],
    )
    subject = selectors.subject_of(application)
    record_many(
        "application.section_saved",
        events=[
            NewEvent(subject, application.shipper_id, {"section": row.key, "version": row.version}) for row in changed
        ],
        actor=actor,
    )


def _conflict_message(saved: Section | None, actor: User) -> str:
    if saved and saved.saved_by == actor:
        return _(
            "You saved this page in another window since you opened it here. Compare what is saved with what you "
            "typed; save again to replace it."
        )
    return _(
        "%(name)s has saved this page since you opened it. Compare what is saved with what you typed; save again to "
        "replace it."
    ) % {"name": saved.saved_by if saved else _("Somebody")}


def _last_answers_copy(application: Application, actor: User) -> None:
    """Copy the answers and files of the last submission of the business into a new draft.

    Sealed values are not copied; the applicant enters them again.
    """
    submission = (
        Submission.objects.filter(application__shipper_id=application.shipper_id)
        .exclude(application=application)
        .order_by("-pk")
        .first()
    )
    if submission is None:
        return
    Section.objects.bulk_create(
        Section(
            application=application,
            key=key,
            data={name: value for name, value in typed.items() if not is_sealed(value)},
            version=0,
            saved_by=actor,
        )
        for key, typed in submission.content["sections"].items()
        if typed is not None
    )
    for file in Evidence.objects.filter(pk__in=submission.content["evidence"]).order_by("pk"):
        file.application, file.removed_at = application, None
        # Without a primary key the file is saved as a new row.
        file.pk = None  # pyrefly: ignore[bad-assignment] (as the documentation of Django copies a row)
        file.save(force_insert=True)


def _untouched_draft(actor: User) -> Application | None:
    """Return a draft of the actor, for a business without other applications, in which nothing was saved; or None."""
    other = Application.objects.filter(shipper=OuterRef("shipper")).exclude(pk=OuterRef("pk"))
    drafts = Application.objects.filter(
        on_team(actor, "shipper__team"), created_by=actor, state=ApplicationState.DRAFT, evidence=None
    )
    return drafts.exclude(sections__version__gt=0).exclude(Exists(other)).first()


def _draft_fill(application: Application, actor: User, answered: Mapping[str, Typed]) -> None:
    """Put answers into the sections of a draft, at version 0: as if nobody had saved them yet."""
    for key, typed in answered.items():
        application.sections.update_or_create(
            key=section_of(key).key, defaults={"data": typed, "version": 0, "saved_by": actor}
        )


def application_locked_for_change(*, actor: User, application_id: int, keys: Iterable[str]) -> Application:
    """Lock and return an application; raise Conflict if a section with one of these keys can't be changed now."""
    application = APPLICATIONS.lock(application_id)
    require(actor, application.shipper_id, Ability.PREPARE)
    if not selectors.sections_open(application).issuperset(keys):
        raise Conflict(_("This section can't be changed now: the application was sent."), code="section_closed")
    return application


# A page that stood open for longer was left meanwhile, and nothing of that time is counted. A program decision.
MAX_GAP = timedelta(minutes=30)


def page_time_add(*, application: Application, page: str, opened_at: datetime) -> None:
    """Add the time since a page of a draft was opened to the time that the page took.

    The caller has checked the permission to save, and holds the lock of the application.
    """
    now = clock.now()
    time = PageTime.objects.filter(application=application, page=page).first()
    begun = max(opened_at, time.counted_until) if time else opened_at
    if not timedelta(0) < now - begun <= MAX_GAP:
        return
    time = time or PageTime(application=application, page=page)
    time.seconds += round((now - begun).total_seconds())
    time.counted_until = now
    time.save()
