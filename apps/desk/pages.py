"""An object's page at the desk: composed by hand from several apps, with the acts that may be done on it now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from apps.accounts.staff_admin import StaffModelAdmin
from apps.audit.services import view_record
from apps.core.errors import DomainError
from apps.core.forms import refuse
from apps.core.lifecycle import Text
from apps.desk.forms import StaffForm


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do on a page: a form, and the service that does it with what the form holds.

    `then` says what happens next. `blocked` says why it can't be done now, in place of the button.
    """

    label: Text
    then: Text
    do: Callable[..., object]
    form: Callable[..., BaseForm] = StaffForm
    blocked: Text = ""


class PageAdmin(StaffModelAdmin):
    """A list as the stock admin draws it, and a page of its own for each object."""

    page_template: ClassVar[str]

    def page(self, request: HttpRequest, shown: Any) -> dict[str, Any]:
        """What the page shows."""
        raise NotImplementedError

    def acts(self, request: HttpRequest, shown: Any) -> dict[str, Act]:
        """What this member of staff may do on it now, by name."""
        raise NotImplementedError

    def about(self, shown: Any) -> tuple[str, int]:
        """How events, work and the log of views name it."""
        return (self.opts.model_name, shown.pk)

    def shipper_of(self, shown: Any) -> int | None:
        """The business whose data the page shows."""
        return getattr(shown, "shipper_id", None)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        shown = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, shown):
            raise PermissionDenied
        if shown is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method == "GET":
            view_record(actor=request.user, subject=self.about(shown), shipper_id=self.shipper_of(shown))
        acts = self.acts(request, shown)
        forms = {name: act.form(prefix=name) for name, act in acts.items()}
        status = 200
        if request.method == "POST":
            name = request.POST.get("act", "")
            if name not in acts or acts[name].blocked:
                messages.error(request, _("This can't be done now. The page shows what can."))
                return HttpResponseRedirect(request.path)
            form = forms[name] = acts[name].form(request.POST, request.FILES, prefix=name)
            status = self._done(request, acts[name], form)
            if status == 302:
                return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(shown),
            "shown": shown,
            "acts": [(name, act, forms[name]) for name, act in acts.items()],
            **self.page(request, shown),
        }
        return TemplateResponse(request, self.page_template, context, status=status)

    def _done(self, request: HttpRequest, act: Act, form: BaseForm) -> int:
        """Do it if the form is filled in well and the service agrees; gives back the status of the answer."""
        if not form.is_valid():
            return 422
        try:
            act.do(actor=request.user, **form.cleaned_data)
        except DomainError as refusal:
            refuse(form, refusal)
            return refusal.status
        messages.success(request, _("Done: %(act)s. %(then)s") % {"act": act.label, "then": act.then})
        return 302
