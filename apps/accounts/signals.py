"""Signals of this app. Apps that stand above it receive them."""

from django.dispatch import Signal

# Many wrong passwords were tried for the account of `user`.
many_wrong_passwords = Signal()
