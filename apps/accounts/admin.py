"""The admin's pages of users and of staff sign-ins."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import services
from apps.accounts.models import Access, User
from apps.accounts.requests import user_of
from apps.accounts.roles import ROLES
from apps.accounts.staff_admin import StaffModelAdmin, record_opened, refusals_shown
from apps.core.fields import name_of

# Libraries have registered their models by now. Their pages ignore the permission table of this program, and nobody is
# to edit their records (secrets of factors, tokens, groups) by hand.
for _model in list(admin.site._registry):
    admin.site.unregister(_model)


class UserForm(forms.ModelForm):
    """The form of a user, with the roles as checkboxes."""

    roles = forms.MultipleChoiceField(
        label=_lazy("roles"),
        choices=[(role, role.capitalize()) for role in ROLES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "roles" in self.fields:
            self.initial["roles"] = [group.name for group in self.instance.groups.all()]


@admin.register(User)
class UserAdmin(StaffModelAdmin):
    """The users. Administrators make members of staff and set roles; sellers sign up by themselves."""

    help = _lazy(
        "Everybody who signs in: members of staff with their roles, and sellers. Administrators make members of "
        "staff and set roles; sellers sign up by themselves."
    )
    help_about = "roles"
    form = UserForm
    list_display = ("email", "name", "is_staff", "is_active", "date_joined", "last_login")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "name")
    ordering = ("email",)
    actions = ("show_password_link", "reset_factors")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return isinstance(request.user, User) and request.user.is_superuser

    def has_administrator_permission(self, request: HttpRequest) -> bool:
        """Tell whether the user is an administrator; Django asks for actions with the permission "administrator"."""
        return isinstance(request.user, User) and request.user.is_superuser

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("email", "name", "roles")
        roles = "roles" if self.has_change_permission(request) else "role_names"
        return ("email", "name", "language", roles, "is_active", "is_staff", "date_joined", "last_login")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        return () if obj is None else ("email", "language", "role_names", "is_staff", "date_joined", "last_login")

    @admin.display(description=_lazy("roles"))
    def role_names(self, user: User) -> str:
        """List the roles of a user."""
        return ", ".join(group.name for group in user.groups.all())

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        given = form.cleaned_data
        if change:
            services.user_update(
                actor=user_of(request),
                user_id=obj.pk,
                name=given["name"],
                is_active=given["is_active"],
                roles=given["roles"],
            )
        else:
            user = services.staff_create(
                actor=user_of(request), email=given["email"], name=given["name"], roles=given["roles"]
            )
            obj.pk = user.pk
            self._show_link(request, user)

    @admin.action(description=_lazy("Show a link to set a new password"), permissions=["administrator"])
    def show_password_link(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """Show the administrator a link by which each user sets a new password."""
        for user in users:
            self._show_link(request, user)

    @admin.action(description=_lazy("Remove the second factors"), permissions=["administrator"])
    def reset_factors(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """Remove the second factors of each user."""
        for user in users:
            with refusals_shown(request):
                services.user_mfa_reset(actor=user_of(request), user_id=user.pk)
                messages.success(request, _("The second factors of %(name)s were removed.") % {"name": user})

    def _show_link(self, request: HttpRequest, user: User) -> None:
        messages.warning(
            request,
            _("Send %(name)s this link to set a password, by a safe way: %(link)s")
            % {"name": user, "link": services.password_link_give(actor=user_of(request), user_id=user.pk)},
        )


@admin.register(Access)
class AccessAdmin(StaffModelAdmin):
    """The sign-ins of members of staff, also the refused ones."""

    help = _lazy(
        "The sign-ins of members of staff: each sign-in, each refused one, each new password, and each administrator "
        "who was shown a link to set somebody's password. The site also keeps that you read this list."
    )
    help_about = "logged"
    view_permission = "read_audit"
    list_display = ("at", "user", "kind", "actor")
    list_display_links = None
    list_filter = ("kind",)
    list_select_related = ("user", "actor")
    search_fields = ("user__email__iexact",)
    search_help_text = _lazy("The e-mail address of a member of staff")
    ordering = ("-pk",)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        record_opened.send(type(self), actor=request.user, subject=(name_of(self.opts.model), 0), shipper_id=None)
        return response
