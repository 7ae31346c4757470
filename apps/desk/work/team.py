"""The team's load for who assigns work: how much each holds and how old it is, and giving it to others."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.selectors import staff_with
from apps.core.bounded_counts import bounded_counts
from apps.core.charts import rows_of
from apps.core.errors import DomainError
from apps.core.forms import choice_field, refuse, row_field
from apps.desk.forms import StaffForm
from apps.work.selectors import RECENT, items_open, team_load
from apps.work.services import work_transfer

# The most items that one form moves: the service moves each item in a transaction of its own.
MAX_MOVED = 200
# Counting the items without a holder stops here.
MAX_COUNTED = 10_000
# The chart shows those who hold most; the table has everybody.
MAX_DRAWN = 25
NOBODY = "nobody"


class MoveForm(StaffForm):
    """The form that moves items: from whom, to whom, and how many. Items that are due first are moved first."""

    giver = forms.ChoiceField(label=_lazy("From"))
    holder = forms.ModelChoiceField(queryset=User.objects.none(), label=_lazy("To"))
    most = forms.IntegerField(label=_lazy("How many, at most"), min_value=1, max_value=MAX_MOVED, initial=10)

    def __init__(self, *args: Any, holders: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holders = {str(user.pk): user for user in holders}
        choice_field(self, "giver").choices = [(NOBODY, _lazy("Nobody: what is unassigned")), *self.holders.items()]
        row_field(self, "holder").queryset = staff_with("review_applications")

    def clean_giver(self) -> User | None:
        return self.holders.get(self.cleaned_data["giver"])


def team(request: HttpRequest) -> HttpResponse:
    """Show the load of each member of staff as a chart and as a table, with a form that moves work."""
    if "assign_work" not in held(user_of(request)):
        raise PermissionDenied
    loads = team_load()
    form = MoveForm(request.POST or None, holders=[load.user for load in loads])
    status = 200
    if request.method == "POST":
        status = _move(request, form)
        if status == 302:
            return HttpResponseRedirect(reverse("admin:team"))
    unassigned = bounded_counts({"all": items_open().filter(holder=None)}, MAX_COUNTED)["all"]
    context = {
        **admin.site.each_context(request),
        "title": _lazy("The team's load"),
        "loads": loads,
        "rows": rows_of(
            [(str(load.user), intcomma(load.held), load.held, load.overdue) for load in loads[:MAX_DRAWN] if load.held]
        ),
        "unassigned": unassigned,
        "most_counted": MAX_COUNTED,
        "lately": RECENT.days,
        "form": form,
    }
    return TemplateResponse(request, "admin/work/team.html", context, status=status)


def _move(request: HttpRequest, form: MoveForm) -> int:
    """Move the work if the form is valid and the service agrees; return the HTTP status of the answer."""
    if not form.is_valid():
        return 422
    given = form.cleaned_data
    try:
        moved = work_transfer(actor=user_of(request), giver=given["giver"], holder=given["holder"], limit=given["most"])
    except DomainError as refusal:
        refuse(form, refusal)
        return refusal.status
    message = ngettext(
        "%(count)d piece of work went to %(name)s.", "%(count)d pieces of work went to %(name)s.", moved.count
    )
    messages.success(request, message % {"count": moved.count, "name": given["holder"]})
    for reason in moved.refusals:
        messages.warning(request, _("Some stayed where they were: %(reason)s") % {"reason": reason})
    return 302
