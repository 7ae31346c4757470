from django import forms
from django.utils.translation import gettext_lazy as _

from apps.portal.files import FilesField
from apps.portal.talk.forms import PostForm


class ItemForm(PostForm):
    """What a business did about an item of its plan."""

    text = forms.CharField(
        label=_("What did you do?"),
        help_text=_("Say what you changed, since when, and who sees to it that it stays so."),
        max_length=8000,
        error_messages={"required": _("Say what you did.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    files = FilesField(
        label=_("Files that show it"), help_text=_("For example a photo, a written procedure, a contract.")
    )
