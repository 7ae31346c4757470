"""Signals of this app. Apps that stand above it receive them."""

from django.dispatch import Signal

# Many wrong passwords were tried for the account of `user`.
many_wrong_passwords = Signal()

# `user` has another name now.
name_changed = Signal()

# `user` has proved `email`, an address that is to take the place of the one by which they sign in. A receiver returns
# True if the change waits.
address_proved = Signal()

# The operating system's user `operator` runs `command`, which changes something; `actor` answers for it, or is None.
command_run = Signal()

# `user`, who is no member of staff, signed in by the browser whose keyed digest is `digest`.
signed_in_by_device = Signal()
