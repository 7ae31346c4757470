from django import forms
from django.utils.translation import gettext_lazy as _lazy

from apps.portal.files import FilesField
from apps.portal.talk.forms import PostForm


class ItemForm(PostForm):
    """What a business did about an item of its plan."""

    text = forms.CharField(
        label=_lazy("What did you do?"),
        help_text=_lazy("Say what you changed, since when, and who sees to it that it stays so."),
        max_length=8000,
        error_messages={"required": _lazy("Say what you did.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    files = FilesField(
        label=_lazy("Files that show it"), help_text=_lazy("For example a photo, a written procedure, a contract.")
    )
