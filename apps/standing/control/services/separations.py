"""Requests of bound businesses to be judged alone again."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.files import IdentifiedFile
from apps.core.languages import language_of_text, with_language
from apps.core.rows import row_get
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.roles import Ability
from apps.shippers.selectors import require
from apps.standing import work
from apps.standing.control.models import Control, ControlFile, ControlledBusiness, Separation, SeparationState
from apps.standing.control.notices import named, team_notify
from apps.standing.control.selectors import BOUND, asks_again_from, separation_bar
from apps.standing.control.services.groups import (
    SEPARATIONS,
    business_free,
    control_lock,
    group_settle,
    reasons_by_program,
)
from apps.standing.control.services.responses import files_store
from apps.work.kinds import holder_bar_register

holder_bar_register(work.SEPARATION.code, separation_bar)

FREED = _lazy("You are judged alone again")


@atomic_with_files()
def separation_ask(
    *, actor: User, shipper_id: int, text: str, language: str = "", files: Sequence[IdentifiedFile] = ()
) -> Separation:
    """Ask that a business be judged alone again, by an owner or a signatory, at any time.

    After a denial, the business asks again with a file that it has not sent before, or when the time to appeal is over.
    Raise Conflict for a business that is judged alone, whose request is open, or whose time has not come; Invalid
    without a text.
    """
    require(actor, shipper_id, Ability.ATTEST)
    controlled = _bound_lock(shipper_id)
    if controlled.separations.filter(state=SeparationState.OPEN).exists():
        raise Conflict(_("You have asked already, and somebody decides it."), code="asked_already")
    again_from = asks_again_from(controlled)
    if again_from and not _is_new(controlled, files):
        raise Conflict(
            _(
                "Your last request was denied. Add a file that you have not sent before, or wait until you can ask "
                "again without one."
            ),
            code="same_grounds",
        )
    now = clock.now()
    days = terms_of(policy_on(clock.today())).clocks.restriction_review_days
    separation = Separation.objects.create(
        controlled=controlled,
        text=text_required(text, "text"),
        language=language_of_text(language, actor.language),
        by=actor,
        at=now,
        decide_by=clock.end_of(clock.add_days(clock.day_of(now), days)),
    )
    files_store(controlled, actor, files, ControlFile.About.SEPARATION, separation)
    SEPARATIONS.opened(separation, "asked", actor)
    return separation


@transaction.atomic
def separation_withdraw(*, actor: User, shipper_id: int) -> Separation:
    """Take a request back, by the business: it stays judged together with the others."""
    require(actor, shipper_id, Ability.ATTEST)
    controlled = _bound_lock(shipper_id)
    separation = row_get(controlled.separations, _("No request is open."), state=SeparationState.OPEN)
    with SEPARATIONS.acting("withdraw", separation, actor):
        reasons_by_program(separation, "")
    return separation


@transaction.atomic
def separation_decide(
    *, actor: User, separation_id: int, decision: str, reasons: str, language: str = ""
) -> Separation:
    """Decide a request, by somebody who took no part in the case: `grant` frees the business, `deny` keeps it judged
    together with the others.
    """
    with SEPARATIONS.acting(decision, separation_id, actor) as separation:
        separation.reasons = text_required(reasons, "reasons")
        separation.reasons_language = language_of_text(language, actor.language)
    control = separation.controlled.control
    told = (
        _lazy("Somebody who took no part in the decision has read your request, and decided for these reasons:"),
        with_language(separation.reasons, separation.reasons_language),
    )
    if decision == "grant":
        business_free(separation.controlled, actor=actor, subject=FREED, paragraphs=told)
        _others_tell(control, separation.controlled)
        group_settle(control)
    else:
        team_notify(
            separation.controlled,
            _lazy("Your request was denied: you stay judged together with the other numbers"),
            *told,
            _lazy(
                "You can ask again at once with a file that you have not sent before. The page says from when you can "
                "ask again without one."
            ),
        )
    return separation


@transaction.atomic
def separation_timer_handle(*, separation_id: int) -> None:
    """Free a business whose request nobody decided in time."""
    separation = SEPARATIONS.lock(separation_id)
    if separation.state != SeparationState.OPEN or clock.now() < separation.decide_by:
        return
    with SEPARATIONS.acting("lapse", separation):
        reasons_by_program(separation, _("Nobody decided in time."))
    control = separation.controlled.control
    business_free(
        separation.controlled,
        actor=None,
        subject=FREED,
        paragraphs=[_lazy("Nobody decided your request in the time that the policy allows.")],
    )
    _others_tell(control, separation.controlled)
    group_settle(control)


def _others_tell(control: Control, freed: ControlledBusiness) -> None:
    """Tell those that stay bound of the business that left the group. Those that are freed with it are told so."""
    left = list(control.businesses.filter(BOUND).select_related("shipper", "control"))
    for other in left if len(left) > 1 else ():
        team_notify(
            other,
            _lazy("A number left the group with which you are judged together"),
            named(freed.shipper),
            _lazy("Its exams and violations no longer count for you. You don't need to do anything."),
        )


def _is_new(controlled: ControlledBusiness, files: Sequence[IdentifiedFile]) -> bool:
    """Say whether one of these files was not sent by the business in this case before."""
    return not {file.sha256 for file in files} <= set(controlled.files.values_list("sha256", flat=True))


def _bound_lock(shipper_id: int) -> ControlledBusiness:
    """Return the part of a business in the case that binds it, locked; raise Conflict for one that is judged alone."""
    control_id = ControlledBusiness.objects.filter(BOUND, shipper=shipper_id).values_list("control", flat=True).first()
    if control_id is not None:
        _control, businesses = control_lock(control_id)
        for controlled in businesses:
            if controlled.shipper_id == shipper_id and controlled.is_bound:
                return controlled
    raise Conflict(_("Your business is judged alone. There is nothing to ask for."), code="not_bound")
