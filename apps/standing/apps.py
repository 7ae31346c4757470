from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class StandingConfig(AppConfig):
    name = "apps.standing"

    def ready(self) -> None:
        from apps.work.kinds import register

        register(
            "proposed_change",
            _("Proposed change"),
            url=lambda item: reverse("admin:standing_proposedchange_change", args=[item.subject_id]),
            permission="decide_changes",
            help=_(
                "The program or an officer proposes to change a member's standing. Once the time to respond is over, "
                "uphold or withdraw it."
            ),
        )
