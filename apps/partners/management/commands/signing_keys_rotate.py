from typing import Any

from apps.accounts.management.acts import ActCommand
from apps.partners.signatures.selectors import keys_published
from apps.partners.signatures.services import signing_keys_rotate


class Command(ActCommand):
    help = (
        "Make the next key that signs answers, if the last one soon stops signing. The schedule does so by itself. "
        "Prints the keys that are published, the newest first."
    )

    def handle(self, **options: Any) -> None:
        present = signing_keys_rotate()
        for key in keys_published():
            signs = "  signs now" if key == present else ""
            self.stdout.write(
                f"{key.kid}  signs {key.signs_from:%Y-%m-%d} to {key.signs_until:%Y-%m-%d}, "
                f"published until {key.published_until:%Y-%m-%d}{signs}"
            )
