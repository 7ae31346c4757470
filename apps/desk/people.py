"""The accounts of people, and the requests about accounts of staff, which take two administrators."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.requests import user_of
from apps.accounts.roles import ADMINISTER, ROLES
from apps.accounts.services import user_update
from apps.accounts.staff_admin import AdministeredModelAdmin
from apps.desk.actions import ActionTable, StaffAction
from apps.desk.forms import text_field
from apps.desk.pages import PageAdmin
from apps.staff import selectors, services
from apps.staff.models import AccountRequest
from apps.staff.states import LIFECYCLE

WAITS = _lazy("A second administrator is asked to confirm: %(request)s.")
REASON = _lazy("Why? The second administrator reads this, and asks the person concerned.")
UNCHANGED = _lazy("Nothing is changed. Roles that were taken away meanwhile are given back.")
ACTIONS = {
    "confirm": StaffAction(
        main=True,
        effect=_lazy("The account is changed, and the person concerned is told."),
        service=services.request_confirm,
    ),
    "decline": StaffAction(effect=UNCHANGED, service=services.request_decline),
    "withdraw": StaffAction(effect=UNCHANGED, service=services.request_withdraw),
}


def roles_field(*, required: bool) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_lazy("roles"),
        choices=[(role, role.capitalize()) for role in ROLES],
        widget=forms.CheckboxSelectMultiple,
        required=required,
    )


class UserForm(forms.ModelForm):
    """The form of a person. A name and a lock count at once; all else is asked of a second administrator."""

    roles = roles_field(required=False)
    remove_factors = forms.BooleanField(label=_lazy("Remove the second factors, which the person lost"), required=False)
    reason = text_field(REASON, required=False, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "roles" in self.fields:
            self.initial["roles"] = sorted(group.name for group in self.instance.groups.all())


@admin.register(User)
class UserAdmin(AdministeredModelAdmin):
    """The users. Administrators lock accounts, and ask each other for all that lets somebody do more."""

    help = _lazy(
        "Everybody who signs in: members of staff with their roles, and sellers, who sign up by themselves. An "
        "administrator may lock an account at once. Roles, the removal of second factors and unlocking take a second "
        "administrator, and so do new accounts of staff (“Requests about accounts”). A role that you take away is off "
        "at once, until the second administrator confirms it or gives it back."
    )
    help_about = "roles"
    form = UserForm
    change_permission = ADMINISTER
    list_display = ("email", "name", "is_staff", "is_active", "date_joined", "last_login")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "name")
    ordering = ("email",)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        known = ("is_staff", "date_joined", "last_login")
        if self.has_change_permission(request):
            return ("email", "name", "language", "roles", "is_active", "remove_factors", "reason", *known)
        return ("email", "name", "language", "role_names", "is_active", *known)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        return ("email", "language", "role_names", "is_staff", "date_joined", "last_login")

    @admin.display(description=_lazy("roles"))
    def role_names(self, user: User) -> str:
        """List the roles of a user."""
        return ", ".join(group.name for group in user.groups.all())

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        given, actor = form.cleaned_data, user_of(request)
        locked = not given["is_active"]
        user_update(actor=actor, user_id=obj.pk, name=given["name"], locked=locked)
        asked: dict[str, Any] = {"actor": actor, "user_id": obj.pk, "reason": given["reason"]}
        requests = []
        if "is_active" in form.changed_data and not locked:
            requests.append(services.unlock_ask(**asked))
        if "roles" in form.changed_data:
            requests.append(services.roles_ask(roles=given["roles"], **asked))
        if given["remove_factors"]:
            requests.append(services.factors_removal_ask(**asked))
        for each in requests:
            messages.warning(request, WAITS % {"request": each})


class NewAccountForm(forms.ModelForm):
    """The form that asks for an account of a new member of staff."""

    roles = roles_field(required=True)
    reason = text_field(REASON, rows=3)

    class Meta:
        model = AccountRequest
        fields = ("email", "name")


@admin.register(AccountRequest)
class AccountRequestAdmin(AdministeredModelAdmin, PageAdmin):
    """The requests about accounts of staff, and a page on which a second administrator decides one."""

    help = _lazy(
        "The requests of administrators: for accounts of staff, roles, the removal of second factors, or unlocking. "
        "Another administrator confirms each within seven days, or nothing changes. One that has taken roles away "
        "waits until it is decided. Add one to ask for a new account."
    )
    help_about = "staff-lifecycle"
    acts = ActionTable(LIFECYCLE, ACTIONS, "request_id", selectors.facts_of)
    page_template = "admin/desk/account_request.html"
    form = NewAccountForm
    fields = ("email", "name", "roles", "reason")
    add_permission = ADMINISTER
    adding_title = _lazy("Ask for an account of a new member of staff")
    list_display = ("__str__", "state", "asked_by", "asked_at", "decided_by")
    list_filter = ("state", "kind")
    list_select_related = ("person", "asked_by", "decided_by")
    search_fields = ("=email",)
    ordering = ("-pk",)

    def save_model(self, request: HttpRequest, obj: AccountRequest, form: forms.ModelForm, change: bool) -> None:
        given = form.cleaned_data
        asked = services.account_ask(actor=user_of(request), **given)
        # The message of the admin names the record by this object.
        obj.pk, obj.kind = asked.pk, asked.kind

    def page(self, request: HttpRequest, shown: AccountRequest) -> dict[str, Any]:
        return {
            "roles_now": [group.name for group in shown.person.groups.all()] if shown.person else [],
            "asks_roles": shown.roles or shown.kind == AccountRequest.Kind.ROLES,
        }
