"""What a service says when it will not do as asked. Views turn these into messages, the API into problem+json."""

from collections.abc import Mapping

from apps.core.lazy import Promise


class DomainError(Exception):
    """Base of all refusals.

    `code` is stable and machine-readable, `message` is a translated sentence that says what to do,
    `fields` maps a field's name to its messages where the refusal is about input.
    """

    status = 400
    code = "invalid"

    def __init__(
        self, message: str | Promise, *, code: str | None = None, fields: Mapping[str, list[str]] | None = None
    ) -> None:
        super().__init__(str(message))
        self.message = message
        self.code = code or self.code
        self.fields = dict(fields or {})


class Invalid(DomainError):
    """The input is not acceptable as it stands."""

    status = 422
    code = "invalid"


class NotAllowed(DomainError):
    """The actor may not do this."""

    status = 403
    code = "not_allowed"


class NotFound(DomainError):
    """There is no such thing, or the actor may not know of it."""

    status = 404
    code = "not_found"


class Conflict(DomainError):
    """The thing is not in a state where this can be done, or somebody else changed it meanwhile."""

    status = 409
    code = "conflict"
