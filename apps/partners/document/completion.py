"""The parts of the OpenAPI document that belong to no single operation."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from apps.partners.document.headers import header_components, tags
from apps.partners.document.sign_in import COMPONENTS, SCHEMES, sign_in_paths
from apps.shippers.ksn import SHAPE

KSN = "Ksn"
KSN_REFERENCE = {"$ref": f"#/components/schemas/{KSN}"}
TEXT = {"type": "string"}
KSN_SCHEMA = {
    "title": KSN,
    "description": (
        "A Known Shipper Number in its normal form: KS, nine characters, and a check character (ISO 7064 MOD 37,36). "
        "Answers have this form. Questions and reports may also have spaces, hyphens and small letters."
    ),
    "type": "string",
    "pattern": f"^{SHAPE}$",
    "examples": ["KS7Q4M2XWA9V"],
}


# Markdown (CommonMark), as the document's readers show it.
DESCRIPTION = """\
Is this shipper known, now, and in which tier? Ask for one number, for many at once, or follow what changes; report
shipments and violations.

- A question that is not understood whole is refused: an unknown member or parameter is 422, with its name.
- Every refusal is `application/problem+json` (RFC 9457), with the page of its kind as `type`.
- Days are ISO 8601, and days in New York; moments have a time zone. Money is a decimal text with its currency.
- Content may come as gzip or zstd, and long answers are compressed for those who accept gzip. Each GET also takes HEAD.
- Within this version answers only gain members, and codes gain values: let your program ignore those it does not know.
"""


def complete(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Complete the document of drf-spectacular, as one of its POSTPROCESSING_HOOKS."""
    components = result["components"]
    components["headers"] = header_components()
    components["schemas"] |= {KSN: KSN_SCHEMA} | COMPONENTS
    components["securitySchemes"] |= SCHEMES
    result["paths"] = sign_in_paths() | result["paths"]
    for schema in _schemas(result):
        if (properties := schema.get("properties")) and "ksn" in properties:
            properties["ksn"] = _as_ksn(properties["ksn"])
        schema.pop("x-spec-enum-id", None)
        if schema.get("enum") in ([True], [False]):
            schema |= {"type": "boolean", "const": schema.pop("enum")[0]}
        if schema.get("name") == "ksn" and "in" in schema:
            schema["schema"] = _as_ksn(schema["schema"])
    site = settings.SITE
    return {
        "openapi": result["openapi"],
        "info": _info(result["info"]),
        "servers": [{"url": site["url"]}],
        "externalDocs": {
            "url": f"{site['url']}/api/guide",
            "description": "How to use them well, with programs to begin with.",
        },
        "tags": tags(),
    } | {name: part for name, part in result.items() if name not in ("openapi", "info")}


def _info(info: dict[str, Any]) -> dict[str, Any]:
    site = settings.SITE
    info["description"] = DESCRIPTION
    info["contact"] = {"name": site["name"], "url": site["url"], "email": site["contact"]}
    if site["terms"]:
        info["termsOfService"] = site["terms"]
    if site["licence"]:
        info["license"] = {"name": site["licence"]}
    return info


def _schemas(part: Any) -> Iterator[dict[str, Any]]:
    """Go through every object of the document."""
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _schemas(each)


def _as_ksn(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a member that is called `ksn`. One that has words of its own stays as it is."""
    if schema == TEXT:
        return KSN_REFERENCE
    if "anyOf" in schema:
        return schema | {"anyOf": [_as_ksn(each) for each in schema["anyOf"]]}
    return schema
