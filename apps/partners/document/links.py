"""The links of the OpenAPI document: which operation goes on with what an answer holds."""

from typing import Any, NamedTuple


class OperationLink(NamedTuple):
    """An operation that takes, as one of its parameters, a member of an answer."""

    operation: str
    parameter: str
    member: str
    text: str


OWN_REPORT = OperationLink("recording", "recording_id", "recording", "What became of the report.")
TAKE_BACK = OperationLink("recording_reversal", "recording_id", "recording", "Take the report back.")
# The links by the operation whose good answers have them. A page of results has a link to the next page anyway.
LINKS: dict[str, dict[str, OperationLink]] = {
    "shipments_report": {"detail": OWN_REPORT, "reversal": TAKE_BACK},
    "violations_report": {"detail": OWN_REPORT, "reversal": TAKE_BACK},
    "import_create": {
        "progress": OperationLink("import_progress", "import_id", "id", "How far the import is."),
        "rejections": OperationLink("import_rejections", "import_id", "id", "The rejected lines."),
    },
    "risk_screening": {
        "detail": OperationLink("risk_assessment", "assessment_id", "id", "The assessment that follows.")
    },
    "risk_information": {
        "detail": OperationLink("risk_assessment", "assessment_id", "id", "The assessment that follows.")
    },
    "webhook_endpoint_create": {
        "detail": OperationLink("webhook_endpoint", "endpoint_id", "id", "The endpoint."),
        "test": OperationLink("webhook_endpoint_test", "endpoint_id", "id", "Send a test to the endpoint."),
        "deliveries": OperationLink("webhook_deliveries", "endpoint_id", "id", "What was sent to the endpoint."),
    },
    "corrections": {
        "acknowledgement": OperationLink(
            "correction_acknowledgement", "seq", "results/0/seq", "Say that the first of them was taken up."
        )
    },
    "recording_reversal": {"detail": OWN_REPORT},
    "policy_current": {
        "version": OperationLink("policy_version", "version", "version", "The same policy by its version.")
    },
}


def links_of(operation: str, *, pages: bool) -> dict[str, Any]:
    """Describe the links of the good answers of an operation. `pages` tells whether it answers in pages."""
    links = dict(LINKS.get(operation, {}))
    if pages:
        links["next"] = OperationLink(operation, "after", "next", "The page after this one.")
    return {
        name: {
            "operationId": link.operation,
            "parameters": {link.parameter: f"$response.body#/{link.member}"},
            "description": link.text,
        }
        for name, link in links.items()
    }
