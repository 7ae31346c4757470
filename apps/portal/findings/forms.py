from django import forms
from django.utils.translation import gettext_lazy as _

from apps.disputes.models import Dispute
from apps.portal.files import FilesField
from apps.portal.talk.forms import PostForm


class AnswerForm(PostForm):
    """What a business says of a violation, with the files that show it."""

    position = forms.ChoiceField(
        label=_("What do you say to it?"),
        choices=Dispute.Position.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you say to it.")},
    )
    text = forms.CharField(
        label=_("Tell us in your own words"),
        help_text=_(
            "Say what happened, when, and who was part of it. If something was mended since, say what. "
            "Names of files that show it help."
        ),
        max_length=8000,
        error_messages={"required": _("Say what you have to say about it.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    files = FilesField(label=_("Files that show it"))
    field_order = ("position", "text", "language", "files")


class DisownForm(PostForm):
    text = forms.CharField(
        label=_("How do you know that it is not yours?"),
        help_text=_(
            "For example: you do not sell such goods, you had no order to that place on those days, or your carrier "
            "is another one."
        ),
        max_length=8000,
        error_messages={"required": _("Say how you know that it is not yours.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    files = None
