"""Officers who work through cases of the desk: each takes a case, opens its page, and acts until the case is done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core import clock
from apps.work.kinds import kind_of
from apps.work.models import Item
from tests.desk.pages import page_of

# More acts than any case takes that is on its way to a decision.
MAX_ACTS = 12
# Acts that change nothing but who holds a case, or what staff note about it.
BESIDES = ("release", "assign", "note", "delay", "extend")
REASON = "The record shows it: the papers, the parcels and the answers agree."


@dataclass
class Case:
    """What became of a case: the acts that were taken, the reasons why others could not be, and `error` where a page
    failed. `was_closed`: an act on another case of the same record had closed this one.
    """

    item: Item
    done: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    error: str = ""
    was_closed: bool = False

    @property
    def has_moved(self) -> bool:
        """Return whether an act was taken, or the page told why none may be taken now."""
        return not self.error and bool(self.done or self.told or self.was_closed)

    def __str__(self) -> str:
        return f"{self.item.kind} {self.item}: {self.error or 'no act is offered, and no reason is given'}"


def draw(dice: Random, count: int) -> list[Item]:
    """Draw open items: at least one of each kind that waits, then any."""
    waiting = list(Item.objects.filter(closed_at=None).order_by("pk"))
    dice.shuffle(waiting)
    kinds: dict[str, Item] = {}
    for item in waiting:
        kinds.setdefault(item.kind, item)
    first = list(kinds.values())
    return [*first, *(item for item in waiting if item not in first)][:count]


def work_on(item: Item, people: Sequence[tuple[User, Client]], dice: Random) -> Case:
    """Let members of staff work on a case until it is closed or nobody may act on it now."""
    case = Case(item, was_closed=not _waits(item))
    able = [client for user, client in people if kind_of(item.kind).permission in held(user)]
    dice.shuffle(able)
    for client in able:
        client.post(reverse("admin:work_item_take", args=[item.pk]))
        for _turn in range(MAX_ACTS):
            if not _act_once(case, client, dice):
                break
            if case.error or not _waits(item):
                return case
        client.post(reverse("admin:work_item_back", args=[item.pk]))
    return case


def _waits(item: Item) -> bool:
    return Item.objects.filter(pk=item.pk, closed_at=None, paused_at=None).exists()


def _act_once(case: Case, client: Client, dice: Random) -> bool:
    """Open the page of a case and take one act; return whether an act was taken."""
    address = kind_of(case.item.kind).url(case.item)
    page = client.get(address, follow=True)
    if page.status_code != 200:
        case.error = f"{address} answers {page.status_code}"
        return False
    if (listed := (page.context_data or {}).get("cl")) and listed.result_list:
        # Some work is a list: the officer begins with the first row.
        address = page_of(listed.result_list[0])
        page = client.get(address)
    elif page.redirect_chain:
        address = page.redirect_chain[-1][0]
    offered = (page.context_data or {}).get("actions", [])
    case.told += [f"{name}: {act.blocked}" for name, act, _form in offered if act.blocked]
    open_acts = [(name, form) for name, act, form in offered if not act.blocked and name not in (*case.done, *BESIDES)]
    dice.shuffle(open_acts)
    for name, form in open_acts:
        answer = client.post(address, {"act": name, "_seen": page.context_data["seen"], **_filled(form, dice)})
        if answer.status_code >= 500:
            case.error = f"{name} on {address} answers {answer.status_code}"
            return False
        if answer.status_code == 302:
            case.done.append(name)
            return True
        case.told += _refusals(name, answer)
    return False


def _refusals(name: str, answer: HttpResponse) -> list[str]:
    attempt = answer.context_data["attempt"]
    return [f"{name}: {problem.message}" for problem in attempt.problems]


def _filled(form: forms.BaseForm, dice: Random) -> dict[str, Any]:
    """Fill in a form as somebody would who knows nothing but the form."""
    return {form.add_prefix(name): value for name, value in _values(form, dice) if value not in (None, "")}


def _values(form: forms.BaseForm, dice: Random) -> Iterator[tuple[str, Any]]:
    for name, each in form.fields.items():
        initial = form[name].value()
        match each:
            case forms.FileField():
                yield name, SimpleUploadedFile("proof.csv", b"a,b\n1,2\n") if each.required else None
            case forms.MultipleChoiceField() | forms.ModelMultipleChoiceField():
                yield name, initial or [value for value, _label in _choices(each)][:1]
            case forms.ChoiceField():
                yield name, initial or dice.choice([value for value, _label in _choices(each)] or [""])
            case forms.BooleanField():
                yield name, "on"
            case forms.DateField():
                yield name, initial or (clock.today() + timedelta(days=14)).isoformat()
            case forms.DecimalField() | forms.IntegerField():
                yield name, initial or each.min_value or 1
            case _:
                yield name, initial or REASON


def _choices(each: forms.ChoiceField) -> list[tuple[str, Any]]:
    """Return the choices of a field, those of its groups too, without the empty one."""
    flat: list[tuple[str, Any]] = []
    for value, label in each.choices:
        flat += label if isinstance(label, (list, tuple)) else [(value, label)]
    return [(str(value), label) for value, label in flat if str(value)]
