"""Clients that generators make of the API's document, and the calls that they make with them."""

import importlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from config.engines import PROJECT
from tests.partners.calls import FORM, JSON, NDJSON, Call

NODE_MODULES = PROJECT / "node_modules"
BINARIES = PROJECT / ".venv" / "bin"
PYTHON_CLIENT = "python_client"
# Of each call: what goes wrong is shown whole.
ANSWERED = "results.push([{name}, answer.response?.status ?? 0, answer.error ?? null]);"
BEGINNING = """
type Result = [string, number, unknown];
declare const process: { env: Record<string, string>; stdout: { write(text: string): void } };
const results: Result[] = [];
const baseUrl = process.env.SITE;
const token = process.env.TOKEN;
const proof = process.env.PROOF;
"""
HEY = """
import { createClient } from "./hey/client";
import * as sdk from "./hey/sdk.gen";
"""
HEY_CLIENT = 'const client = createClient({ baseUrl, auth: ({ scheme }) => (scheme === "basic" ? proof : token) });'
FETCH = """
import createClient from "openapi-fetch";
import type { paths } from "./types";
"""
FETCH_CLIENT = "const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });"
TSCONFIG = {
    "compilerOptions": {
        "strict": True,
        "target": "es2022",
        "module": "nodenext",
        "lib": ["es2022", "dom", "dom.iterable"],
        "types": [],
        "outDir": "built",
    },
    "files": ["hey_calls.ts", "fetch_calls.ts"],
}


def run(*command: str, folder: Path, **environment: str) -> str:
    """Run a program and return its output; fail with all that the program wrote."""
    path = f"{BINARIES}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, cwd=folder, env=os.environ | {"PATH": path} | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def python_generate(folder: Path, configuration: str) -> None:
    """Generate the client of openapi-python-client from the document in a folder; no warning may be said."""
    (folder / "configuration.yaml").write_text(configuration)
    run(
        *("openapi-python-client", "generate", "--path", "openapi.json", "--config", "configuration.yaml"),
        *("--meta", "none", "--output-path", PYTHON_CLIENT, "--fail-on-warning"),
        folder=folder,
    )


def python_call(folder: Path, calls: Mapping[str, Call], tags: Mapping[str, str], *, site: str, token: str) -> Any:
    """Make the calls with the client in Python; return each answer that was parsed, with its status."""
    sys.path.insert(0, str(folder))
    try:
        with importlib.import_module(PYTHON_CLIENT).AuthenticatedClient(
            base_url=site, token=token, raise_on_unexpected_status=True
        ) as client:
            return {
                name: _python_call(importlib.import_module(f"{PYTHON_CLIENT}.api.{tags[name]}.{name}"), client, call)
                for name, call in calls.items()
            }
    finally:
        sys.path.remove(str(folder))


def _python_call(module: Any, client: Any, call: Call) -> Any:
    hints = get_type_hints(module.sync_detailed)
    given = {
        (argument := name.lower().replace("-", "_")): _python_choice(value, hints[argument])
        for name, value in (call.path | call.query | call.headers).items()
    }
    if call.body is not None:
        given["body"] = _python_value(call.body, hints["body"])
    answer = module.sync_detailed(client=client, **given)
    return answer.status_code.value, answer.parsed


def _python_choice(value: Any, hint: Any) -> Any:
    """Return a parameter as a choice or a day of the generated client, where it is one."""
    if date in get_args(hint):
        return date.fromisoformat(value)
    choices = [kind for kind in get_args(hint) or [hint] if isinstance(kind, type) and issubclass(kind, Enum)]
    return choices[0](value) if choices else value


def _python_value(value: Any, hint: Any) -> Any:
    """Return a value as the type in the generated client that fits."""
    if isinstance(hint, UnionType):
        of_list, of_file = isinstance(value, list), isinstance(value, bytes)
        fitting = [
            kind
            for kind in get_args(hint)
            if (
                get_origin(kind) is list
                if of_list
                else kind.__name__ == "File"
                if of_file
                else hasattr(kind, "from_dict")
            )
        ]
        return _python_value(value, fitting[0])
    if isinstance(value, list):
        return [_python_value(each, get_args(hint)[0]) for each in value]
    return hint(payload=io.BytesIO(value)) if isinstance(value, bytes) else hint.from_dict(value)


def typescript_generate(
    folder: Path, described: Mapping[str, tuple[str, str, Any]], *, hey: Mapping[str, Call], fetch: Mapping[str, Call]
) -> None:
    """Generate the types of openapi-typescript and the client of @hey-api/openapi-ts, and compile the calls of both.

    `described` has the path, the method and the description of each operation.
    """
    (folder / "node_modules").symlink_to(NODE_MODULES)
    tools = NODE_MODULES / ".bin"
    run(str(tools / "openapi-typescript"), "openapi.json", "--output", "types.ts", folder=folder)
    run(str(tools / "openapi-ts"), "--input", "openapi.json", "--output", "hey", "--silent", folder=folder)
    by_hey = [_hey_call(name, call) for name, call in hey.items()]
    by_fetch = [_fetch_call(name, *described[name], call) for name, call in fetch.items()]
    (folder / "hey_calls.ts").write_text(_program(HEY, HEY_CLIENT, by_hey))
    (folder / "fetch_calls.ts").write_text(_program(FETCH, FETCH_CLIENT, by_fetch))
    (folder / "tsconfig.json").write_text(json.dumps(TSCONFIG))
    run(str(tools / "tsc"), folder=folder)


def _program(imports: str, client: str, calls: list[str]) -> str:
    end = "process.stdout.write(JSON.stringify(results));"
    return "\n".join([imports, BEGINNING, client, "async function main() {", *calls, end, "}", "main();"])


def _hey_call(name: str, call: Call) -> str:
    parts = ["client"]
    parts += [f"{part}: {json.dumps(value)}" for part in ("path", "query") if (value := getattr(call, part))]
    headers = dict(call.headers)
    if call.body is not None:
        parts.append(f"body: {_literal(call.body, 'new Blob([{}])')}")
        if call.media_type not in (JSON, FORM):
            headers["Content-Type"] = call.media_type
    if headers:
        parts.append(f"headers: {json.dumps(headers)}")
    function = re.sub(r"_(\w)", lambda found: found[1].upper(), name)
    return f"{{ const answer = await sdk.{function}({{ {', '.join(parts)} }}); {_pushed(name)} }}"


def _fetch_call(name: str, path: str, method: str, operation: Mapping[str, Any], call: Call) -> str:
    given = {"path": call.path, "query": call.query, "header": call.headers}
    parts = [f"params: {json.dumps({part: value for part, value in given.items() if value})}"]
    if call.body is not None:
        parts.append(f"body: {_literal(call.body, '{}')}")
        if call.media_type == FORM:
            parts.append("bodySerializer: (body) => new URLSearchParams(body as Record<string, string>)")
        elif call.media_type != JSON:
            parts.append("bodySerializer: (body) => body as string")
        if call.media_type != JSON:
            parts.append(f"headers: {json.dumps({'Content-Type': call.media_type})}")
    answered = operation["responses"][str(call.status)].get("content", {})
    if answered and not any(media_type.endswith("json") for media_type in answered if media_type != NDJSON):
        parts.append('parseAs: "text"')
    called = f"client.{method.upper()}({json.dumps(path)}, {{ {', '.join(parts)} }})"
    return f"{{ const answer = await {called}; {_pushed(name)} }}"


def _pushed(name: str) -> str:
    return ANSWERED.format(name=json.dumps(name))


def _literal(body: Any, binary: str) -> str:
    return binary.replace("{}", json.dumps(body.decode())) if isinstance(body, bytes) else json.dumps(body)


def typescript_call(folder: Path, program: str, *, site: str, token: str, proof: str) -> dict[str, tuple[int, Any]]:
    """Run compiled calls; return the status and the error of each.

    `proof` is the client id and the secret, with a colon between.
    """
    written = run("node", f"built/{program}.js", folder=folder, SITE=site, TOKEN=token, PROOF=proof)
    return {name: (status, error) for name, status, error in json.loads(written)}
