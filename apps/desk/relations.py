"""The panel of related businesses: the cluster of a business as a picture and as tables, and its dismissed ties."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import atan2, cos, pi, sin
from string import ascii_uppercase
from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core.forms import choice_field
from apps.core.lifecycle import Text
from apps.core.shares import percent
from apps.desk.actions import StaffAction, StaffActions
from apps.desk.dismissals import MAX_DISMISSED, OVERSEER, business_number
from apps.desk.forms import StaffForm, text_field
from apps.desk.impartiality import is_on_team, teams_of_reader
from apps.shippers import services
from apps.shippers.models import MatchDismissal, Shipper
from apps.shippers.relations import MAX_MEMBERS, SharedValue, members_of, values_shared
from apps.shippers.selectors import dismissals_of
from apps.standing.models import Standing

# The picture is wider than high: the names stand at the sides.
WIDTH, HEIGHT = 720, 380
OUTER, INNER = 158, 86
# A picture with more is not legible; the tables have all.
MAX_DRAWN, MAX_VALUES = 60, 26
# With more businesses there is no room for names: the numbers lead to the table, and the pointer shows the name.
MAX_NAMED, MAX_NAME = 20, 32
UP = -pi / 2
# A dot so near to the middle has its name above or below.
BESIDE = 0.2


@dataclass(frozen=True, slots=True)
class BusinessLabel:
    """The name of a business beside its dot: at its right or left, or above or below. `anchor` is as in SVG."""

    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class BusinessDot:
    """A business on the circle. `number` is its number in the table, and `label` its name, cut, where there is room."""

    number: int
    name: str
    label: BusinessLabel | None
    x: float
    y: float
    text_y: float
    is_own: bool
    was_removed: bool


@dataclass(frozen=True, slots=True)
class PictureLine:
    """A line from a shared value to a business that has the value."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class SharedValueDot:
    """A value that businesses share, by its letter in the table. `is_strong`: it makes two related by itself."""

    letter: str
    name: str
    x: float
    y: float
    text_y: float
    is_strong: bool
    lines: list[PictureLine]


@dataclass(frozen=True, slots=True)
class ClusterPicture:
    """A drawn cluster. `is_partial`: it has more businesses or shared values than there is room for."""

    width: int
    height: int
    dots: list[BusinessDot]
    shared_values: list[SharedValueDot]
    is_partial: bool


def letter_of(place: int) -> str:
    """Return the letter of the value at a place in the table, from 0 on; "" where the picture has no room for it."""
    return ascii_uppercase[place] if place < MAX_VALUES else ""


def picture_of(
    own: int, removed: Mapping[int, bool], values: Sequence[SharedValue], names: Mapping[int, str]
) -> ClusterPicture:
    """Lay out a cluster. `removed` tells of each business by id, in the order of the table, whether it was removed, and
    `names` has its name.

    A value stands in the direction of the businesses that have it; equal directions are spread evenly.
    """
    drawn = list(removed)[:MAX_DRAWN]
    angles = {pk: UP + 2 * pi * place / max(len(drawn), 1) for place, pk in enumerate(drawn)}
    dots = [
        BusinessDot(
            number=number,
            name=names[pk],
            label=_label(names[pk], angles[pk]) if len(drawn) <= MAX_NAMED else None,
            x=_x(angles[pk], OUTER),
            y=_y(angles[pk], OUTER),
            text_y=round(_y(angles[pk], OUTER) + 3.5, 1),
            is_own=pk == own,
            was_removed=removed[pk],
        )
        for number, pk in enumerate(drawn, start=1)
    ]
    with_letters = [(letter_of(place), value) for place, value in enumerate(values[:MAX_VALUES])]
    ordered = sorted(with_letters, key=lambda each: (_direction(each[1], angles), each[0]))
    shared_values = []
    for place, (letter, value) in enumerate(ordered):
        angle = UP + 2 * pi * (place + 0.5) / len(ordered)
        x, y = _x(angle, INNER), _y(angle, INNER)
        lines = [
            PictureLine(x, y, _x(angles[pk], OUTER), _y(angles[pk], OUTER)) for pk in value.members if pk in angles
        ]
        name = f"{value.label}: {value.shown}"
        shared_values.append(SharedValueDot(letter, name, x, y, round(y + 3.5, 1), value.makes_related, lines))
    return ClusterPicture(
        WIDTH, HEIGHT, dots, shared_values, is_partial=len(removed) > MAX_DRAWN or len(values) > MAX_VALUES
    )


def _direction(value: SharedValue, angles: Mapping[int, float]) -> float:
    """Return the direction in which the businesses lie that have a value, from 0 at the top to a full turn."""
    held = [angles[pk] for pk in value.members if pk in angles]
    return (atan2(sum(map(sin, held)), sum(map(cos, held))) - UP) % (2 * pi)


def _x(angle: float, radius: float) -> float:
    return round(WIDTH / 2 + radius * cos(angle), 1)


def _y(angle: float, radius: float) -> float:
    return round(HEIGHT / 2 + radius * sin(angle), 1)


def _label(name: str, angle: float) -> BusinessLabel:
    """Return the name of a business outside of the circle, at the side on which its dot is."""
    text = name if len(name) <= MAX_NAME else f"{name[: MAX_NAME - 1]}…"
    x, y = _x(angle, OUTER), _y(angle, OUTER)
    if abs(cos(angle)) < BESIDE:
        return BusinessLabel(text, x, round(y + (-18 if sin(angle) < 0 else 26), 1), "middle")
    side = 18 if cos(angle) > 0 else -18
    return BusinessLabel(text, round(x + side, 1), round(y + 4, 1), "start" if side > 0 else "end")


OFFICER = "review_applications"
PANEL = "related"
# With more rows the tables open on request, so that the page stays short on a phone.
MAX_OPEN = 24
DISMISS, UNDO = "dismiss_tie", "undo_tie"


@dataclass(frozen=True, slots=True)
class ListedBusiness:
    """A business of a cluster, by its number in the picture, with its standing.

    `tied_by` are the letters or kinds of what it shares with the business that the page is about.
    """

    number: int
    shipper: Shipper
    standing: Standing | None
    is_own: bool
    was_removed: bool
    tied_by: list[Text]


@dataclass(frozen=True, slots=True)
class TableTie:
    """A shared value as the table shows it, by its letter in the picture, with the numbers of those that have it."""

    letter: str
    value: SharedValue
    numbers: list[int]

    @property
    def says(self) -> Text:
        """Return in words how strongly the value ties two businesses that have it."""
        if not self.value.counts:
            return _lazy("Nothing: too many have it")
        if self.value.makes_related:
            return _lazy("Related by this alone")
        return _lazy("Related only together with other ties")

    @property
    def weight(self) -> str:
        """The probability that the value is no coincidence, as a percentage."""
        return percent(self.value.weight, 0)


@dataclass(frozen=True, slots=True)
class RelatedPanel:
    """The cluster of a business, itself first. `removed` is the number of others in it that were removed before."""

    listed: list[ListedBusiness]
    ties: list[TableTie]
    dismissed: list[MatchDismissal]
    picture: ClusterPicture
    removed: int
    is_cut: bool

    @property
    def is_short(self) -> bool:
        """Whether the tables are so short that they stand open."""
        return len(self.listed) + len(self.ties) <= MAX_OPEN


def related_for(request: HttpRequest, shown: Shipper) -> RelatedPanel:
    """Return the cluster of a business, read once in a request, in five queries.

    Businesses on whose team the officer is, or was lately, are left out.
    """
    kept = cast(Any, request)
    if getattr(kept, "related_of", None) != shown.pk:
        kept.related_of, kept.related = shown.pk, _related_panel(shown, teams_of_reader(request))
    return kept.related


def _related_panel(shown: Shipper, teams: Collection[int]) -> RelatedPanel:
    found = [member for member in members_of(shown.pk) if member.pk not in teams]
    others = found[:MAX_MEMBERS]
    removed = {shown.pk: shown.barred_until is not None} | {other.pk: other.was_removed for other in others}
    values = values_shared(list(removed)) if others else []
    shippers = Shipper.objects.select_related("standing").in_bulk(list(removed))
    numbers = {pk: number for number, pk in enumerate(removed, start=1)}
    listed = [
        ListedBusiness(
            number=number,
            shipper=shippers[pk],
            standing=getattr(shippers[pk], "standing", None),
            is_own=pk == shown.pk,
            was_removed=removed[pk],
            tied_by=[value.label for value in values if pk in value.members and shown.pk in value.members],
        )
        for pk, number in numbers.items()
    ]
    ties = [
        TableTie(letter_of(place), value, [numbers[pk] for pk in value.members]) for place, value in enumerate(values)
    ]
    return RelatedPanel(
        listed=listed,
        ties=ties,
        dismissed=list(dismissals_of(shown.pk, MatchDismissal.About.RELATED)[:MAX_DISMISSED]),
        picture=picture_of(shown.pk, removed, values, {pk: str(shippers[pk]) for pk in removed}),
        removed=sum(other.was_removed for other in others),
        is_cut=len(found) > MAX_MEMBERS,
    )


class DismissTieForm(StaffForm):
    other_id = forms.TypedChoiceField(label=_lazy("Which business?"), coerce=int, widget=forms.RadioSelect)
    reason = text_field(_lazy("What shows that the two are not related? Only staff read this."), rows=2)

    def __init__(self, *args: Any, tied: Sequence[ListedBusiness], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        message = _lazy("%(name)s, record %(number)d: %(ties)s")
        field = choice_field(self, "other_id")
        field.choices = [
            (
                one.shipper.pk,
                message % {"name": one.shipper, "number": one.shipper.pk, "ties": ", ".join(map(str, one.tied_by))},
            )
            for one in tied
        ]
        if len(tied) == 1:
            field.initial = tied[0].shipper.pk


class UndoTieForm(StaffForm):
    dismissal_id = forms.TypedChoiceField(label=_lazy("Which finding?"), coerce=int, widget=forms.RadioSelect)
    reason = text_field(_lazy("Why may they be related after all? Only staff read this."), rows=2)

    def __init__(self, *args: Any, dismissed: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = choice_field(self, "dismissal_id")
        field.choices = list(dismissed)
        if len(dismissed) == 1:
            field.initial = dismissed[0][0]


def related_actions(request: HttpRequest, shown: Shipper) -> StaffActions:
    """Return what an officer may do beside the panel, unless the officer is, or was lately, on the team."""
    user = user_of(request)
    if OFFICER not in held(user) or is_on_team(request, shown.pk):
        return {}
    return _actions(user, shown, related_for(request, shown))


def _actions(user: User, shown: Shipper, panel: RelatedPanel) -> StaffActions:
    oversees = OVERSEER in held(user)
    is_bound = shown.is_barred and not oversees
    tied = [
        one
        for one in panel.listed
        if one.tied_by and not one.is_own and not is_bound and (oversees or not one.shipper.is_barred)
    ]
    own = [(one.pk, str(other_of(one, shown.pk))) for one in panel.dismissed if oversees or one.by_id == user.pk]
    actions: StaffActions = {}
    if tied:
        actions[DISMISS] = StaffAction(
            label=_lazy("Not related"),
            effect=_lazy(
                "The values that the two share now no longer tie them. They are tied again only if they come to "
                "share further values that make them related by themselves."
            ),
            service=partial(services.tie_dismiss, shipper_id=shown.pk),
            form=partial(DismissTieForm, tied=tied),
        )
    if own:
        actions[UNDO] = StaffAction(
            label=_lazy("Take up a dismissed tie again"),
            effect=_lazy("The values that the two share tie them again."),
            service=services.match_dismissal_undo,
            form=partial(UndoTieForm, dismissed=own),
        )
    return actions


def other_of(dismissal: MatchDismissal, shipper_id: int) -> str:
    """Return what the other business of a finding is called."""
    other = dismissal.other if dismissal.one_id == shipper_id else dismissal.one
    return other.name or business_number(other.pk)


def related_panel(request: HttpRequest, shown: Shipper) -> dict[str, Any]:
    """Return what the panel of related businesses shows."""
    panel = related_for(request, shown)
    dismissed = [(one, other_of(one, shown.pk), _other_id(one, shown.pk)) for one in panel.dismissed]
    return {"related": panel, "dismissed_ties": dismissed}


def _other_id(dismissal: MatchDismissal, shipper_id: int) -> int:
    return dismissal.other_id if dismissal.one_id == shipper_id else dismissal.one_id
