from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.core.history import tracked
from apps.core.triggers import fixed_except
from apps.partners.credentials.keys import MAX_KEY_ID

CLIENT = settings.OAUTH2_PROVIDER_APPLICATION_MODEL


@tracked(exclude=["digest"])
class ClientSecret(models.Model):
    """A secret by which a client proves itself, as a keyed digest. A client may have two, to change from one to the
    other; one that has ended proves nothing.
    """

    client = models.ForeignKey(CLIENT, on_delete=models.PROTECT, related_name="secrets")
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(_lazy("given"))
    ends_at = models.DateTimeField(_lazy("ends"), null=True)

    class Meta:
        triggers = fixed_except("ends_at")

    def __str__(self) -> str:
        return f"secret {self.pk}"


@tracked
class ClientKey(models.Model):
    """The public key of a client that proves itself by assertions which it signs (RFC 7523)."""

    client = models.ForeignKey(CLIENT, on_delete=models.PROTECT, related_name="keys", db_index=False)
    kid = models.CharField(_lazy("key id"), max_length=MAX_KEY_ID)
    public = models.JSONField(_lazy("public key"))
    created_at = models.DateTimeField(_lazy("registered"))
    ends_at = models.DateTimeField(_lazy("ends"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "kid"], name="client_key_id_once")]
        triggers = fixed_except("ends_at")

    def __str__(self) -> str:
        return self.kid


class UsedAssertion(models.Model):
    """An assertion that a client has used, as the digest of its `jti`, kept until the assertion has expired: nobody can
    use it again.
    """

    client = models.ForeignKey(CLIENT, on_delete=models.CASCADE, related_name="used_assertions", db_index=False)
    digest = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField(_lazy("expires"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "digest"], name="assertion_used_once")]
        indexes = [models.Index(fields=["expires_at"], name="used_assertion_expires")]

    def __str__(self) -> str:
        return f"assertion {self.pk}"
