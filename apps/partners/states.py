"""The lifecycles of partner systems."""

from apps.partners.grants.states import SCOPE_GRANT
