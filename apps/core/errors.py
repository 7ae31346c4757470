"""The errors by which services refuse. Views turn the errors into messages, the API into problem+json."""

from collections.abc import Mapping

from apps.core.lazy import Promise


class DomainError(Exception):
    """The base of all refusals.

    `code` is stable and machine-readable. `message` is a translated sentence that says what to do. `fields` maps the
    name of each input field that is refused to its messages. `status` is the HTTP status of the API's answer.
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


class InvalidInput(DomainError):
    """The input is not acceptable."""

    status = 422
    code = "invalid"


class NotAllowed(DomainError):
    """The actor lacks the right to the action."""

    status = 403
    code = "not_allowed"


class NotFound(DomainError):
    """The record does not exist, or the actor may not know of the record."""

    status = 404
    code = "not_found"


class Conflict(DomainError):
    """The state of the record does not allow the action, or somebody else changed the record meanwhile."""

    status = 409
    code = "conflict"
