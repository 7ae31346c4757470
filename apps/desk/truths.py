"""Yes and no as words. The stock icons call a yes good and a no bad, and so the opposite of what many columns mean."""

from django.contrib.admin.templatetags import admin_list
from django.utils.translation import gettext as _


def truth_words(value: bool | None) -> str:
    """Return Yes, No, or a dash for a value that is not known."""
    if value is None:
        return "–"
    return _("Yes") if value else _("No")


# Every list and form of the admin looks the function up here when it draws a truth.
# pyrefly: ignore[missing-attribute] (Django's own, which its stubs leave out)
admin_list._boolean_icon = truth_words
