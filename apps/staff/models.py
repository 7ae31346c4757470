"""The table of requests about accounts of staff."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.history import tracked
from apps.core.mail_addresses import MailAddressField


class RequestState(models.TextChoices):
    WAITING = "waiting", _lazy("Waits for a second administrator")
    CONFIRMED = "confirmed", _lazy("Confirmed")
    DECLINED = "declined", _lazy("Declined")
    WITHDRAWN = "withdrawn", _lazy("Withdrawn")
    LAPSED = "lapsed", _lazy("Lapsed")


@tracked(personal=["email", "name"])
class AccountRequest(models.Model):
    """A change of what an account may do, which one administrator asks for and another confirms."""

    class Kind(models.TextChoices):
        """The changes that take two people."""

        ACCOUNT = "account", _lazy("Make an account of staff")
        ROLES = "roles", _lazy("Set the roles")
        FACTORS = "factors", _lazy("Remove the second factors")
        UNLOCK = "unlock", _lazy("Unlock the account")

    kind = models.CharField(_lazy("change"), max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.WAITING)
    # The person concerned. A person for whom an account is asked has none before it is confirmed.
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    email = MailAddressField(_lazy("e-mail address"))
    name = models.CharField(_lazy("full name"), max_length=200, blank=True)
    roles = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # The roles that the person held and shall lose. They are off from the request on, until somebody decides it.
    suspended = ArrayField(
        models.CharField(max_length=40), verbose_name=_lazy("roles taken away meanwhile"), default=list, db_default=[]
    )
    reason = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _lazy("request about an account")
        verbose_name_plural = _lazy("requests about accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "email"], condition=Q(state=RequestState.WAITING), name="account_request_one_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person or self.name or self.email}"
