"""The lifecycles of partner systems."""

from apps.partners.grants.states import SCOPE_GRANT

__all__ = ["SCOPE_GRANT"]
