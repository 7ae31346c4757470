from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.roles import ACT_FOR_AGENCY, PERMISSIONS, ROLES
from apps.applications.reasons import GUIDANCE, DenialReason
from apps.core import clock
from apps.core.lifecycle import AppLifecycle, Text, Transition, lifecycles, name_of
from apps.desk.counts import MAX_COUNTED, count_words
from apps.desk.help.words import MEANS, OTHERS
from apps.desk.help.words import ROLES as FOR_WHAT
from apps.desk.lists import NOTHING
from apps.desk.timeline import REASONS
from apps.desk.tones import MEANS as TONES
from apps.desk.tones import mark, named_mark
from apps.events.services import MAX_ATTEMPTS
from apps.policy.selectors import policy_on, terms_of
from apps.work.kinds import WorkKind, kinds, kinds_for
from apps.work.selectors import kind_counts


@dataclass(frozen=True, slots=True)
class TransitionRow:
    """A row of a table of transitions, in words."""

    action: str
    sources: list[Text]
    label: Text
    target: Text
    who: list[Text]
    must_hold: Text


@dataclass(frozen=True, slots=True)
class LifecycleHelp:
    """A lifecycle in words. `states`: the anchor, the name and the meaning of each."""

    code: str
    name: Text
    states: list[tuple[str, Text, Text]]
    moves: list[TransitionRow]


def help_page(request: HttpRequest) -> HttpResponse:
    """Show the staff's help on one page; other pages link to its anchors."""
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Help"),
        "kinds": _kinds_counted(user_of(request)),
        "tones": [mark(words, tone) for tone, words in TONES.items()],
        "lifecycles": [_life(found) for found in lifecycles()],
        "denials": [(reason, reason.label, GUIDANCE[reason].text) for reason in DenialReason],
        "standing_reasons": REASONS.items(),
        "roles": [(role, FOR_WHAT[role]) for role in ROLES],
        "permissions": [
            (words, [code in permissions for permissions in ROLES.values()]) for code, words in PERMISSIONS.items()
        ],
        "clocks": terms_of(policy_on(clock.today())).clocks,
        "attempts": MAX_ATTEMPTS,
    }
    return TemplateResponse(request, "admin/desk/help.html", context)


def _kinds_counted(user: User) -> list[tuple[WorkKind, str, str, str]]:
    """Return the kinds of work with who may hold one, how much waits and how much is overdue. An officer of an agency
    reads of the kinds alone that an agency has.
    """
    rights = held(user)
    known = kinds_for(rights) if ACT_FOR_AGENCY in rights else kinds()
    counted = {found.kind.code: found for found in kind_counts(user, MAX_COUNTED)}
    return [
        (
            kind,
            PERMISSIONS[kind.permission],
            count_words(counted[kind.code].count) if kind.code in counted else NOTHING,
            count_words(counted[kind.code].overdue) if kind.code in counted else NOTHING,
        )
        for kind in known
    ]


def _life(found: AppLifecycle) -> LifecycleHelp:
    moves = found.lifecycle.transitions
    states = dict.fromkeys(state for move in moves for state in (*move.sources, move.target))
    return LifecycleHelp(
        found.code,
        found.lifecycle.name,
        [(f"{found.code}-{state}", named_mark(state), MEANS[found.code][state]) for state in states],
        [_move(move) for move in moves],
    )


def _move(move: Transition) -> TransitionRow:
    return TransitionRow(
        move.action,
        [name_of(source) for source in move.sources],
        move.label,
        name_of(move.target),
        [PERMISSIONS.get(code) or OTHERS[code] for code in sorted(move.who)],
        move.guard.requires if move.guard else "",
    )
