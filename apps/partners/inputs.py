"""The base of what partners send: each type is what an endpoint takes and what the OpenAPI document says that it takes.

An input is the query of a request or its content. A field that may be left out is None then, and null is no value.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Annotated, Any, get_args

import msgspec
from django.utils.translation import gettext as _
from msgspec import Meta, Struct
from rest_framework.exceptions import ValidationError

# More choices than these would hide what is wrong.
MAX_CHOICES = 40
# The member of an object in a list that an error of msgspec tells of.
MEMBER = re.compile(r"(?:unknown field `|at `\$\.)(\w+)")


class Input(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a partner sends, which holds no name beside the fields.

    An answer that leaves out a part of its question looks like the answer to the whole.
    """

    def given(self) -> dict[str, Any]:
        """Return the fields that were sent, and the defaults of others."""
        return {name: value for name, value in msgspec.structs.asdict(self).items() if value is not None}


def about(text: str) -> Meta:
    """Describe a field."""
    return Meta(description=text)


def choice_of(choices: Iterable[str], text: str | None = None) -> Meta:
    """Bound a text to some choices, with a description."""
    values = [str(choice) for choice in choices]
    pattern = rf"^({'|'.join(map(re.escape, values))})\Z"
    return Meta(pattern=pattern, description=text, extra_json_schema={"enum": values})


def number_of(least: int, most: int, text: str | None = None) -> Meta:
    """Bound a whole number, with a description."""
    is_long = most >= 2**31
    return Meta(ge=least, le=most, description=text, extra_json_schema={"format": "int64"} if is_long else None)


def text_of(most: int, text: str | None = None) -> Meta:
    """Bound the characters of a text that says something, with a description."""
    return Meta(min_length=1, max_length=most, description=text)


MAX_PLACE = 2**63 - 1
# The place in a list after which a page begins.
Place = Annotated[int, number_of(0, MAX_PLACE, "`next` of the last answer.")]


def content_read[Sent: Input](kind: type[Sent], content: Any) -> Sent:
    """Read the content of a request; raise ValidationError with what is wrong with each field."""
    if not isinstance(content, Mapping):
        raise ValidationError({"content": [_("Send a JSON object.")]})
    return _read(kind, content, strict=True)


def query_read[Sent: Input](kind: type[Sent], query: Mapping[str, str]) -> Sent:
    """Read the parameters of a request; raise ValidationError with what is wrong with each."""
    return _read(kind, query, strict=False)


def _read[Sent: Input](kind: type[Sent], sent: Mapping[str, Any], *, strict: bool) -> Sent:
    """Read what was sent. Where this is not `strict`, each value is a text, as in a query."""
    types = _types(kind)
    if unknown := unknown_names(sent, types):
        raise ValidationError(unknown)
    values: dict[str, Any] = {}
    required = [field.name for field in msgspec.structs.fields(kind) if field.required]
    errors = {name: [_("This field is required.")] for name in required if name not in sent}
    for name, value in sent.items():
        plain = _plain(value)
        try:
            values[name] = msgspec.convert(plain, types[name], strict=strict)
        except msgspec.ValidationError:
            errors |= _faults(name, plain, types[name], input_schema(kind)["properties"][name])
        else:
            if isinstance(plain, str) and "\0" in plain:
                errors[name] = [_("Leave out the character with the code 0.")]
            elif plain == "" and not strict:
                errors[name] = [_("Give this a value, or leave it out.")]
    if errors:
        raise ValidationError(errors)
    return kind(**values)


def _plain(value: Any) -> Any:
    """Return a text without the space around it, and a whole number that was written with a point as a whole number."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    # A number of a million digits would be written out.
    if isinstance(value, Decimal) and -MAX_PLACE <= value <= MAX_PLACE and value == value.to_integral_value():
        return int(value)
    return value.strip() if isinstance(value, str) else value


def _faults(name: str, value: Any, kind: Any, schema: dict[str, Any]) -> dict[str, list[str]]:
    """Return what is wrong with the value of a field, and with each item of a list by its place."""
    if not (isinstance(value, list) and schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 0)):
        return {name: [_sentence(schema)]}
    (item,), faults = get_args(get_args(kind)[0]), {}
    for place, each in enumerate(value):
        try:
            msgspec.convert(each, item)
        except msgspec.ValidationError as error:
            member = MEMBER.search(str(error))
            at = f"{name}.{place}.{member[1]}" if member else f"{name}.{place}"
            faults[at] = [_sentence(_part(schema["items"], each, member[1] if member else ""))]
    return faults


def _part(schema: dict[str, Any], value: Any, member: str) -> dict[str, Any]:
    """Return the part of the schema of an item that a value breaks: of its member, of a text, or the whole."""
    for choice in schema.get("anyOf", [schema]):
        if member in choice.get("properties", {}):
            return choice["properties"][member]
        if isinstance(value, str) and choice.get("type") == "string":
            return choice
    return schema


def _sentence(schema: Mapping[str, Any]) -> str:
    """Return what a value of a schema must be, for who sent another one."""
    match schema:
        case {"enum": choices} if len(choices) <= MAX_CHOICES:
            return _("Send one of these: %(choices)s.") % {"choices": ", ".join(choices)}
        case {"enum": _choices}:
            return _("This is not one of the values that /api/docs names.")
        case {"type": "integer", "minimum": least, "maximum": most}:
            return _("Send a whole number from %(least)d to %(most)d.") % {"least": least, "most": most}
        case {"type": "boolean"}:
            return _("Send true or false.")
        case {"type": "array", "maxItems": most}:
            return _("Send a list of %(least)d to %(most)d.") % {"least": schema.get("minItems", 0), "most": most}
        case {"anyOf": [_text, {"properties": members}]}:
            return _("Send a text, or an object of these: %(members)s.") % {"members": ", ".join(members)}
        case {"format": "date"}:
            return _("Send a day (2026-01-31).")
        case {"pattern": _pattern, "description": about}:
            return _("This does not have the form that is asked for. %(about)s") % {"about": about}
        case {"type": "string", "maxLength": most}:
            if least := schema.get("minLength"):
                return _("Send a text of %(least)d to %(most)d characters.") % {"least": least, "most": most}
            return _("Send a text of at most %(most)d characters.") % {"most": most}
    return _("Send a JSON object.")


@cache
def _types(kind: type[Input]) -> dict[str, Any]:
    """Return the type of the values of each field: None says that a field was left out, and is no value."""
    types = {}
    for field in msgspec.structs.fields(kind):
        parts = [each for each in get_args(field.type) if each is not NoneType]
        types[field.name] = parts[0] if NoneType in get_args(field.type) else field.type
    return types


@cache
def input_schema(kind: type[Input]) -> dict[str, Any]:
    """Describe an input in the OpenAPI document, with the types inside it."""
    _references, components = msgspec.json.schema_components([kind], ref_template="{name}")
    return _described(components[kind.__name__], components)


def _described(schema: dict[str, Any], components: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if "$ref" in schema:
        return _described(components[schema["$ref"]], components)
    schema = {name: part for name, part in schema.items() if part not in (None, []) and name != "title"}
    if "properties" in schema:
        schema["properties"] = {name: _described(each, components) for name, each in schema["properties"].items()}
    elif schema.get("type") == "object":
        # Without these words openapi-typescript takes an object that has no member.
        schema.setdefault("additionalProperties", {})
    if "items" in schema:
        schema["items"] = _described(schema["items"], components)
    if "anyOf" in schema:
        choices = [_described(each, components) for each in schema.pop("anyOf") if each != {"type": "null"}]
        return choices[0] | schema if len(choices) == 1 else schema | {"anyOf": choices}
    if "enum" in schema:
        schema.pop("pattern", None)
    return schema


def unknown_names(content: Mapping[str, Any], known: Mapping[str, Any] | tuple[str, ...]) -> dict[str, list[str]]:
    """Return an error for each name in the content of a request that is not known there."""
    names = ", ".join(known)
    message = (
        _("This address knows no such name. It knows: %(names)s.") % {"names": names}
        if names
        else _("This address takes no parameters. Leave this one out.")
    )
    return {name: [message] for name in content if name not in known}
