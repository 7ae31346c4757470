from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from apps.core.fields import EncryptedJSONField
from apps.core.triggers import fixed_except


class SigningKey(models.Model):
    """A key by which the program signs answers (ES256). The public part is published from `created_at` on.

    The key signs from `signs_from` until `signs_until`, and stays published until `published_until`: by then the last
    content that it signed has expired. A key that was withdrawn is neither published nor used. The private part is
    destroyed once the key no longer signs.
    """

    kid = models.CharField(_lazy("key id"), max_length=43, unique=True)
    public = models.JSONField(_lazy("public part"))
    private = EncryptedJSONField(null=True)
    created_at = models.DateTimeField(_lazy("published since"))
    signs_from = models.DateTimeField()
    signs_until = models.DateTimeField()
    published_until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(_lazy("withdrawn"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    signs_from__gte=F("created_at"),
                    signs_until__gt=F("signs_from"),
                    published_until__gt=F("signs_until"),
                ),
                name="signing_key_times_in_order",
            )
        ]
        triggers = fixed_except("private", "withdrawn_at")

    def __str__(self) -> str:
        return self.kid
