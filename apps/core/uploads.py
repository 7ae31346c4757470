"""Files that people bring: the columns that every table of them has, and how one is kept."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models

from apps.core import clock
from apps.core.files import Identified


class Upload(models.Model):
    """One file. `content_type` is what its bytes are, not what its name says; on disk it has a name of our own."""

    file = models.FileField(upload_to="uploads/%Y/%m/")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


def stored(file: Identified, name: str) -> dict[str, Any]:
    """The columns of an upload for a file whose type is known, under the name that it came with."""
    return {
        "file": ContentFile(file.content, name=f"{uuid4().hex}{file.extension}"),
        "name": name[-200:],
        "content_type": file.content_type,
        "size": len(file.content),
        "sha256": file.sha256,
    }
