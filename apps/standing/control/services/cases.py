"""Propose a case of common control, bind its businesses, drop it, or let it lapse."""

from collections.abc import Collection, Sequence
from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.languages import language_of_text
from apps.core.text import text_required
from apps.events.timers import timers_clear
from apps.ledger.services import control_bind as ledger_bind
from apps.shippers.relations import ControlTies, control_of, groups_of
from apps.shippers.selectors import require_impartial, require_unmerged
from apps.standing import work
from apps.standing.control import selectors
from apps.standing.control.models import Control, ControlledBusiness, ControlState
from apps.standing.control.notices import MOVED, control_subject, decision_send, notice_send, staff_notify
from apps.standing.control.services.groups import business_free, control_event_record, control_lock, group_settle
from apps.standing.control.services.limits import business_subject, case_limits_set, respond_by_set, timers_renew
from apps.standing.control.states import CONTROL, MIN_TOGETHER
from apps.standing.members.models import Standing
from apps.standing.members.services import standings_lock
from apps.standing.proposals.services.proposals import reaches_signers
from apps.standing.roles import OFFICER, PROGRAM
from apps.standing.staff_words import CONTROL_LAPSED
from apps.work.kinds import holder_bar_register, participants_register
from apps.work.services import item_close, item_open, items_close

participants_register(work.CONTROL.code, selectors.controls_begun_by)
holder_bar_register(work.CONTROL.code, selectors.control_team_bar)

# A notice names all businesses of its case.
MAX_TOGETHER = 50
# The work items of a case itself.
WORK_KINDS = (work.CONTROL, work.SEARCH)


@transaction.atomic
def control_propose(*, actor: User, shipper_ids: Collection[int], reasons: str, language: str = "") -> Control:
    """Propose that businesses are judged together, by an officer: each receives a notice and is heard.

    The grounds are the ties that the program finds now, which the case keeps, with the officer's reasons. Raise
    Conflict for a business of the officer's own and for a record that was merged; Invalid without reasons, for fewer
    than two or too many businesses, for one that was never a member or is in a case already, where they do not hang
    together by ties of common control, and where every tie was a ground of an earlier case of theirs.
    """
    permissions.require(actor, OFFICER)
    ids = sorted(set(shipper_ids))
    for shipper_id in ids:
        require_impartial(actor, shipper_id)
    reasons = text_required(reasons, "reasons")
    standings = list(standings_lock(ids))
    ties = _grounds_check(standings, ids)
    now = clock.now()
    control = Control(
        grounds=reasons,
        grounds_language=language_of_text(language, actor.language),
        proposed_by=actor,
        proposed_at=now,
    )
    businesses = [
        ControlledBusiness(
            control=control,
            shipper=standing.shipper,
            ties=list(map(asdict, ties.shared[standing.pk])),
            tied_since=ties.since.get(standing.pk),
            served_at=now if reaches_signers(standing.pk) else None,
        )
        for standing in standings
    ]
    for controlled in businesses:
        respond_by_set(controlled)
    case_limits_set(control, businesses)
    control.save()
    for controlled in businesses:
        controlled.save()
    _work_open(control, businesses)
    timers_renew(control, businesses)
    for controlled in businesses:
        control_event_record("proposed", controlled, actor)
        notice_send(controlled)
    return control


def _grounds_check(standings: Sequence[Standing], ids: Sequence[int]) -> ControlTies:
    """Return the ties of businesses that may be proposed together; raise Invalid or Conflict for any others."""
    for standing in standings:
        require_unmerged(standing.shipper)
    missing = ""
    if not MIN_TOGETHER <= len(ids) <= MAX_TOGETHER:
        missing = _("Choose from %(least)d to %(most)d businesses.") % {"least": MIN_TOGETHER, "most": MAX_TOGETHER}
    elif len(standings) < len(ids):
        missing = _("One of the businesses was never a member. Choose members, or businesses that were.")
    elif ControlledBusiness.objects.filter(shipper__in=ids, closed_at=None).exists():
        missing = _("One of the businesses is in such a case already, which is not decided yet.")
    elif _are_one_group(ids):
        missing = _("These businesses are judged together already.")
    if missing:
        raise InvalidInput(missing, fields={"shipper_ids": [missing]})
    ties = control_of(ids)
    if ties.joined != [set(ids)]:
        missing = _(
            "No tie of an owner, an account, a number or a parent joins all of them. Choose businesses that the panel "
            "shows to be tied so."
        )
        raise InvalidInput(missing, fields={"shipper_ids": [missing]})
    found = {(pk, other, tie.digest) for pk, shared in ties.shared.items() for tie in shared for other in tie.others}
    if found <= selectors.grounds_before(ids):
        raise InvalidInput(
            _("A case on these grounds was closed before. Wait until the program finds a further tie."),
            code="same_grounds",
        )
    return ties


def _are_one_group(ids: Sequence[int]) -> bool:
    """Say whether all of these businesses are judged together already."""
    bound = list(ControlledBusiness.objects.filter(selectors.BOUND, shipper__in=ids).values_list("control", flat=True))
    return len(bound) == len(ids) and len(set(bound)) == 1


def _work_open(control: Control, businesses: Sequence[ControlledBusiness]) -> None:
    """Open the work of a new case, and settle the work of looking at its group."""
    first = businesses[0].shipper
    items_close(
        kind=work.CONTROL_FOUND.code,
        model="shipper",
        ids=[each.shipper_id for each in businesses],
        actor=control.proposed_by,
    )
    text = ngettext("%(business)s and %(count)d other", "%(business)s and %(count)d others", len(businesses) - 1)
    about = {
        "subject": control_subject(control),
        "title": text % {"business": first, "count": len(businesses) - 1},
        "shipper_id": first.pk,
        "country": first.country.code,
    }
    item_open(kind=work.CONTROL.code, due_at=control.decide_by, **about)
    if any(each.served_at is None for each in businesses):
        item_open(kind=work.SEARCH.code, **about)


@transaction.atomic
def control_bind(
    *, actor: User, control_id: int, shipper_ids: Collection[int], reasons: str, language: str = ""
) -> Control:
    """Bind two or more businesses of a case, by a second officer: they are judged together from now on.

    One that is judged together with others by an earlier case leaves these first. The other businesses of the case are
    judged as before. Raise Conflict while one may still respond, or for an officer who proposed the case or recorded a
    delivery in it; Invalid without reasons, or for businesses that were not heard or do not hang together.
    """
    control, businesses = control_lock(control_id)
    facts = selectors.control_facts(control, actor)
    CONTROL.check(state=control.state, action="bind", held=permissions.held(actor), facts=facts)
    reasons = text_required(reasons, "reasons")
    chosen = _chosen(businesses, shipper_ids)
    for controlled in chosen:
        _earlier_group_leave(controlled, actor)
    _case_close(control, businesses, "bind", actor=actor, reasons=reasons, language=language)
    ledger_bind(shipper_ids=[each.shipper_id for each in chosen], control=control.pk, actor=actor)
    for controlled in businesses:
        is_bound = controlled in chosen
        controlled.bound_at = clock.now() if is_bound else None
        controlled.save(update_fields=["bound_at"])
        control_event_record("bound" if is_bound else "dropped", controlled, actor)
        decision_send(controlled, [each for each in chosen if each != controlled])
    return control


def _chosen(businesses: Sequence[ControlledBusiness], shipper_ids: Collection[int]) -> list[ControlledBusiness]:
    """Return the businesses that an officer chose to bind; raise Invalid if these can't be bound."""
    chosen = [each for each in businesses if each.shipper_id in shipper_ids]
    ids = {each.shipper_id for each in chosen}
    pairs = [(each.shipper_id, pk) for each in chosen for tie in each.ties for pk in tie["others"] if pk in ids]
    message = ""
    if len(chosen) < MIN_TOGETHER or ids != set(shipper_ids):
        message = _("Choose two or more of the businesses. To bind none, drop the case.")
    elif not all(map(selectors.is_heard, chosen)):
        message = _("The notice has not reached one of these businesses, so it can't be bound.")
    elif groups_of(pairs) != [ids]:
        message = _("No tie joins all of these. Choose businesses that are tied to each other.")
    if message:
        raise InvalidInput(message, fields={"shipper_ids": [message]})
    return chosen


def _earlier_group_leave(controlled: ControlledBusiness, actor: User) -> None:
    """Free a business of the group in which an earlier case bound it, before it is bound to another."""
    earlier = ControlledBusiness.objects.filter(selectors.BOUND, shipper=controlled.shipper_id).select_related(
        "control", "shipper"
    )
    for bound in earlier.exclude(pk=controlled.pk):
        business_free(bound, actor=actor, subject=MOVED)
        group_settle(bound.control)


@transaction.atomic
def control_drop(*, actor: User, control_id: int, reasons: str, language: str = "") -> Control:
    """Drop a case, by an officer: each business is judged as before."""
    control, businesses = control_lock(control_id)
    facts = selectors.control_facts(control, actor)
    CONTROL.check(state=control.state, action="drop", held=permissions.held(actor), facts=facts)
    reasons = text_required(reasons, "reasons")
    _case_close(control, businesses, "drop", actor=actor, reasons=reasons, language=language)
    _drop_tell(businesses, actor)
    return control


@transaction.atomic
def control_timer_handle(*, control_id: int) -> None:
    """Let a case lapse in favor of its businesses, since nobody decided it in time."""
    control, businesses = control_lock(control_id)
    if control.state != ControlState.PROPOSED or clock.now() < control.lapse_at:
        return
    CONTROL.check(state=control.state, action="lapse", held={PROGRAM}, facts=selectors.control_facts(control))
    _case_close(control, businesses, "lapse", actor=None, reasons=_("Nobody decided in time."))
    _drop_tell(businesses, None)
    staff_notify(
        control,
        [control.proposed_by],
        *CONTROL_LAPSED,
    )


def _case_close(
    control: Control,
    businesses: Sequence[ControlledBusiness],
    action: str,
    *,
    actor: User | None,
    reasons: str,
    language: str = "",
) -> None:
    """Close a locked case by an `action` of its table, which the caller has checked."""
    control.state = CONTROL.find(control.state, action).target
    control.decided_by, control.decided_at, control.reasons = actor, clock.now(), reasons
    control.reasons_language = (
        language_of_text(language, actor.language) if actor else get_language() or settings.LANGUAGE_CODE
    )
    control.save()
    for controlled in businesses:
        controlled.control, controlled.closed_at = control, clock.now()
        controlled.save(update_fields=["closed_at"])
        timers_clear(subject=business_subject(controlled))
    timers_clear(subject=control_subject(control))
    for kind in WORK_KINDS:
        item_close(kind=kind.code, subject=control_subject(control), actor=actor)


def _drop_tell(businesses: Sequence[ControlledBusiness], actor: User | None) -> None:
    for controlled in businesses:
        control_event_record("dropped", controlled, actor)
        decision_send(controlled, [])
