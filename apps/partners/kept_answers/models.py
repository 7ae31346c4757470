from django.db import models

from apps.core import clock
from apps.core.fields import EncryptedTextField
from apps.partners.systems.models import Partner


class KeptAnswer(models.Model):
    """The answer to a request that came under an Idempotency-Key, kept for the same request again.

    `key` is the digest of the key, `request_digest` that of the request. The row is written in the transaction of the
    act, so that whatever is kept here was done. The content is encrypted: the answer may tell a new secret.
    """

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    request_digest = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    location = models.CharField(max_length=200, blank=True)
    content = EncryptedTextField(null=True)
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "key"], name="kept_answer_key_once")]

    def __str__(self) -> str:
        return f"kept answer #{self.pk}"
