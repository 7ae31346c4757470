"""The admin's list of staff sign-ins."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import Access
from apps.accounts.staff_admin import StaffModelAdmin, record_opened, registered_models
from apps.core.fields import name_of

# Libraries have registered their models by now. Their pages ignore the permission table of this program, and nobody is
# to edit their records (secrets of factors, tokens, groups) by hand.
for _model in registered_models():
    admin.site.unregister(_model)


@admin.register(Access)
class AccessAdmin(StaffModelAdmin):
    """The sign-ins of members of staff, also the refused ones."""

    help = _lazy(
        "The sign-ins of members of staff: each sign-in, each refused one, each new password, and who asked for and "
        "who confirmed a change of what an account may do. The site also records that you read this list."
    )
    help_about = "logged"
    view_permission = "read_audit"
    list_display = ("at", "user", "kind", "actor")
    list_display_links = None
    list_filter = ("kind",)
    list_select_related = ("user", "actor")
    search_fields = ("user__email__exact",)
    search_help_text = _lazy("The e-mail address of a member of staff")
    ordering = ("-pk",)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        # The id 0 stands for the list of all records of a model.
        record_opened.send(type(self), actor=request.user, subject=(name_of(self.opts.model), 0), shipper_id=None)
        return response
