"""Work on a case with colleagues: questions to them, putting a case aside, following it; and the reader's own lists."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.accounts.permissions import held, may_act
from apps.accounts.selectors import staff_who_advise
from apps.core.forms import DateInput, row_field
from apps.desk.actions import StaffAction, StaffActions
from apps.desk.forms import StaffForm, text_field
from apps.desk.impartiality import is_on_team
from apps.desk.timeline import address_of, words_of
from apps.desk.undo import when_words
from apps.work import services
from apps.work.kinds import kind_of
from apps.work.models import Item, StaffNote
from apps.work.selectors import CaseNote
from apps.work.services.asides import MAX_NOTE
from apps.work.services.notes import NEWS

# Where an action is drawn: as a form among the colleagues, or as a button in the header of the case.
AMONG_COLLEAGUES, IN_HEADER = "colleagues", "header"
# A business is no case, but some acts on its page are done later.
SHIPPER_PAGE = "admin:shippers_shipper_change"


# A colleague whom a question names: the first part of their e-mail address, or their name without blanks.
NAMED = re.compile(r"(?<!\S)@([\w.+-]*\w)")


class ConsultForm(StaffForm):
    """A question, and the colleagues whom it reaches: those who are chosen, and those whom the question names."""

    colleagues = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        label=_lazy("Whom do you ask?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_lazy("Or name them in your question: @ and the first part of their e-mail address, such as @ada."),
    )
    text = text_field(_lazy("What do you want to know? Only staff read this."), rows=3)

    def __init__(self, *args: Any, asker: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "colleagues").queryset = staff_who_advise().exclude(pk=asker.pk)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        asked = list(given.get("colleagues", ()))
        if names := NAMED.findall(given.get("text", "")):
            staff = row_field(self, "colleagues").queryset or ()
            called = {name: user for user in staff for name in _names_of(user)}
            for name in names:
                if user := called.get(name.casefold()):
                    asked.append(user)
                else:
                    message = _("No colleague whom you can ask is called “@%(name)s”. Choose them in the list.")
                    self.add_error("text", message % {"name": name})
        if not asked and "text" not in self.errors:
            self.add_error("colleagues", _("Choose one colleague or more, or name them in your question."))
        given["colleagues"] = list(dict.fromkeys(asked))
        return given


def _names_of(user: User) -> set[str]:
    """Return the names by which a question may name a colleague."""
    return {user.email.partition("@")[0].casefold(), "".join(user.name.split()).casefold()}


class AdviceForm(StaffForm):
    text = text_field(_lazy("Your answer. Only staff read this."), rows=3)


class PutAsideForm(StaffForm):
    until = forms.DateField(label=_lazy("Until which day?"), widget=DateInput)
    note = forms.CharField(label=_lazy("Why? Colleagues read this."), required=False, max_length=MAX_NOTE)


def case_actions(
    user: User, *, about: tuple[str, int], title: str, shipper_id: int | None, items: list[Item], notes: list[CaseNote]
) -> StaffActions:
    """Return the actions that every case offers to staff who may do more than read, by their code."""
    if "read_everything" not in held(user) or not may_act(user):
        return {}
    case = {"subject": about, "title": title, "shipper_id": shipper_id}
    actions: StaffActions = {
        f"advise-{note.pk}": StaffAction(
            label=_lazy("Answer the question of %(name)s") % {"name": note.author},
            effect=_lazy("They are told, and staff read your answer here. By giving advice you take part in the case."),
            service=partial(services.colleague_answer, note_id=note.pk),
            form=AdviceForm,
            panel=AMONG_COLLEAGUES,
        )
        for note in questions_to(user, notes)
    }
    actions["consult"] = StaffAction(
        label=_lazy("Ask a colleague"),
        effect=_lazy(
            "They find your question on their home, read the case and answer here. A colleague who gives advice took "
            "part in the case, and does not hear an appeal of it."
        ),
        service=partial(services.colleague_ask, **case),
        form=partial(ConsultForm, asker=user),
        panel=AMONG_COLLEAGUES,
    )
    mine = [item for item in items if item.holder_id == user.pk]
    if any(item.is_aside for item in mine):
        actions["take_up"] = StaffAction(
            label=_lazy("Take up again"),
            effect=_lazy("It is in your work again."),
            service=partial(services.case_take_up, subject=about),
            panel=IN_HEADER,
        )
    elif mine:
        actions["put_aside"] = StaffAction(
            label=_lazy("Put aside"),
            effect=_lazy(
                "It leaves your work and comes back by itself on the day that you choose. The promised day and the "
                "internal target stay as they are, so it comes back by then at the latest."
            ),
            service=partial(services.case_put_aside, subject=about),
            form=PutAsideForm,
            panel=AMONG_COLLEAGUES,
        )
    if any(note.kind == StaffNote.Kind.FOLLOWED for note in notes):
        actions["unfollow"] = StaffAction(
            label=_lazy("Stop following"),
            effect=_lazy("It leaves the cases that you follow."),
            service=partial(services.case_unfollow, subject=about),
            panel=IN_HEADER,
        )
    else:
        actions["follow"] = StaffAction(
            label=_lazy("Follow"),
            effect=_lazy("Your home lists it, with what happened since you last opened it."),
            service=partial(services.case_follow, **case),
            panel=IN_HEADER,
        )
    return actions


def questions_to(user: User, notes: Sequence[CaseNote]) -> list[CaseNote]:
    """Return the questions to a member of staff that wait for an answer."""
    return [note for note in notes if note.kind == StaffNote.Kind.ASKED and _is_open_to(user, note)]


@dataclass(frozen=True, slots=True)
class CaseColleagues:
    """The questions and answers of colleagues about a case, and the news for the reader. `closed`: what staff write
    stays closed to the reader, who is on the team of the business.
    """

    questions: list[CaseNote]
    news: list[CaseNote]
    closed: bool


def case_colleagues(request: HttpRequest, notes: list[CaseNote], shipper_id: int | None) -> CaseColleagues:
    """Return what the page of a case shows of its colleagues."""
    closed = bool(notes) and is_on_team(request, shipper_id)
    return CaseColleagues(
        questions=[] if closed else [note for note in notes if note.kind == StaffNote.Kind.ASKED],
        news=[note for note in notes if note.kind in NEWS and note.kind != StaffNote.Kind.NOT_DONE],
        closed=closed,
    )


def case_opened(user: User, about: tuple[str, int], notes: list[CaseNote]) -> None:
    """Note that a member of staff opened a case, if open notes of theirs point to it."""
    if any(_is_open_to(user, note) for note in notes):
        services.notes_read(actor=user, subject=about)


@dataclass(frozen=True, slots=True)
class ListedNote:
    """A note on the home of its recipient. `news` says what happened with a case that the recipient follows, or when an
    act on its way is done.
    """

    note: StaffNote
    url: str
    news: str


def colleagues_home(notes: list[Any], aside: list[Item]) -> dict[str, Any]:
    """Return the reader's questions, news and followed cases, and work that was put aside, for the home page."""
    listed = [_listed_note(note) for note in notes]
    aside = sorted(aside, key=lambda item: (item.aside_until, item.pk))
    return {
        "asked": [each for each in listed if each.note.kind == StaffNote.Kind.ASKED],
        "told": [each for each in listed if each.note.kind in NEWS],
        "followed": [each for each in listed if each.note.kind == StaffNote.Kind.FOLLOWED],
        "on_their_way": [each for each in listed if each.note.kind == StaffNote.Kind.SCHEDULED],
        "aside": [(item, kind_of(item.kind).url(item)) for item in aside],
    }


def _listed_note(note: Any) -> ListedNote:
    url = address_of((note.subject_type, note.subject_id)) or reverse(SHIPPER_PAGE, args=[note.subject_id])
    news = when_words(note) if note.kind == StaffNote.Kind.SCHEDULED else _news_of(note)
    return ListedNote(note, url, news)


def _news_of(note: Any) -> str:
    """Return how much happened with the case of a note, and the last of it; "" if nothing did."""
    if not note.since:
        return ""
    message = ngettext("%(count)d new thing", "%(count)d new things", note.since) % {"count": note.since}
    return _("%(count)s, last: %(what)s") % {
        "count": message,
        "what": words_of(note.latest["kind"], note.latest["payload"]),
    }


def _is_open_to(user: User, note: CaseNote) -> bool:
    return note.recipient_id == user.pk and note.closed_at is None
