"""The OpenAPI description, completed: what holds for every operation is said here, once.

The framework describes each handler's parameters, body and success. This module adds what the
rest of the program does around every handler: the problems it may answer, the idempotency key and
the CSRF token of writes, and an example of every body, composed of the examples of its fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import OpenAPI, Schema
from litestar.plugins.pydantic.plugins.schema import PydanticSchemaPlugin
from litestar.typing import FieldDefinition

from ledger.web.api_examples import Json, example_of, parameter_example
from ledger.web.idempotency import KEY_HEADER, KEY_LENGTH_MAX, REPLAY_HEADER
from ledger.web.problems import PROBLEM_MEDIA_TYPE, Problem

_PROBLEMS = {
    "400": "提交的内容有误：`request_is_malformed` 等，`fields` 指出哪一处。",
    "401": "还没有登录：`sign_in_required`。",
    "403": "没有权限：`permission_is_missing`；页面停留太久：`page_is_out_of_date`。",
    "404": "没有找到，或者属于别的小区：`object_is_not_here`。",
    "409": "业务上不能办理，`code` 和 `detail` 说明原因；同一请求编号重发得到同一个结果。",
    "413": "文件或内容太大：`file_is_too_large`。",
    "429": "操作太频繁，请按 `Retry-After` 等待。",
    "503": "系统正忙，没有办理，稍候可以重试：`service_is_busy`。",
}
_SESSION = "/api/v1/session"
_OF_A_PERSON = (
    "/api/v1/account", "/api/v1/regions", "/api/v1/platform", f"{_SESSION}/second-factor",
)  # fmt: skip
# Where codes or passwords could be guessed, or no session is needed, attempts are counted.
_THROTTLED = re.compile(
    r"/session($|/)|/account/(password|recovery-codes|second-factor/)"
    r"|/cosignatures$|/counter/code-checks$|/counter/redemptions$"
)


@dataclass
class CompleteOpenAPI(OpenAPI):
    """The framework's document, which completes itself when it is written out."""

    def to_schema(self) -> Json:
        return complete(super().to_schema())


@dataclass
class CompleteOpenAPIConfig(OpenAPIConfig):
    """Makes the framework build a `CompleteOpenAPI`."""

    def to_openapi_schema(self) -> OpenAPI:
        plain = super().to_openapi_schema()
        return CompleteOpenAPI(
            info=plain.info,
            servers=plain.servers,
            components=plain.components,
            security=plain.security,
            tags=plain.tags,
            paths={},
        )


class StrictBodies(PydanticSchemaPlugin):
    """Says in the schema what the framework's own plugin leaves out of a model.

    Without it a client could not know that unknown fields are refused and that a text must match
    a pattern.
    """

    @classmethod
    def for_pydantic_model(cls, field_definition: FieldDefinition, schema_creator: Any) -> Schema:
        schema = super().for_pydantic_model(field_definition, schema_creator)
        model = field_definition.annotation
        if model.model_config.get("extra") == "forbid":
            schema.additional_properties = False
        for name, field in model.model_fields.items():
            part = (schema.properties or {}).get(name)
            pattern = next((p for m in field.metadata if (p := getattr(m, "pattern", None))), None)
            if isinstance(part, Schema) and pattern is not None:
                part.pattern = str(getattr(pattern, "pattern", pattern))
        return schema


def complete(document: Json) -> Json:
    """Return the document with problems, headers and examples on every operation."""
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema()
    components["responses"] = {
        f"Problem{status}": _problem_response(status, description)
        for status, description in _PROBLEMS.items()
    }
    components["parameters"] = _WRITE_PARAMETERS
    for path, method, operation in operations_of(document):
        _complete_operation(operation, path, method, schemas)
        for response in operation["responses"].values():
            _correct_file(response)
        for media_type, body in bodies_of(operation):
            if "json" in media_type or "form" in media_type:
                # A field without an example costs the body's example; a test names the field.
                with suppress(LookupError):
                    body["example"] = example_of(body["schema"], schemas)
    return document


def operations_of(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield path, method in lower case, and operation."""
    for path, item in document["paths"].items():
        for method in ("get", "post", "put", "patch", "delete"):
            if method in item:
                yield path, method, item[method]


def bodies_of(operation: Json) -> Iterator[tuple[str, Json]]:
    """Yield media type and its object, of an operation's request and of its own responses."""
    yield from operation.get("requestBody", {}).get("content", {}).items()
    for response in operation["responses"].values():
        yield from response.get("content", {}).items()


def is_public(path: str, method: str) -> bool:
    """Tell whether an operation needs no session."""
    is_ones_own = path.startswith(_OF_A_PERSON) or (path == _SESSION and method != "post")
    return "{estate_id}" not in path and "{region_id}" not in path and not is_ones_own


def needs_idempotency_key(path: str, method: str) -> bool:
    """Tell whether an operation is a write in an estate, in a region or on the platform.

    What needs no session has nobody whose key it could be: a cosignature is its own key. What one
    does to one's own session and account may be repeated by its nature.
    """
    places = ("{estate_id}", "{region_id}", "/platform/")
    return method != "get" and any(place in path for place in places)


def _complete_operation(operation: Json, path: str, method: str, schemas: Json) -> None:
    said = operation.get("description", "")
    operation["summary"] = re.split(r"[：；，。]", said, maxsplit=1)[0] or operation["summary"]
    if is_public(path, method):
        operation["security"] = []
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        with suppress(LookupError):
            parameter["example"] = parameter_example(parameter, schemas)
    if needs_idempotency_key(path, method):
        parameters.append({"$ref": "#/components/parameters/IdempotencyKey"})
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                response.setdefault("headers", {})[REPLAY_HEADER] = _REPLAY
    if method != "get" and (not is_public(path, method) or path.startswith(f"{_SESSION}/")):
        parameters.append({"$ref": "#/components/parameters/CsrfToken"})
    if not parameters:
        del operation["parameters"]
    for status in _problem_statuses(operation, path, method):
        operation["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}


def _correct_file(response: Json) -> None:
    """Describe an answer that is a file as what it is: bytes, and dates in the form of HTTP."""
    if modified := response.get("headers", {}).get("last-modified"):
        modified["schema"] = {"type": "string", "description": "HTTP-date"}
    content = response.get("content", {})
    if "application/octet-stream" in content:
        # The type of a stored document is its own.
        response["content"] = {"*/*": {"schema": {}}}


def _problem_statuses(operation: Json, path: str, method: str) -> Iterator[str]:
    if "parameters" in operation or "requestBody" in operation:
        yield "400"
    is_signing_in = method != "get" and path.startswith(_SESSION)
    if not is_public(path, method) or is_signing_in:
        yield "401"
        yield "403"
    if "{" in path or path.startswith(_OF_A_PERSON):
        yield "404"
    if "{estate_id}" in path or (method != "get" and path != _SESSION):
        yield "409"
    if "requestBody" in operation:
        yield "413"
    if method == "post" and _THROTTLED.search(path):
        yield "429"
    yield "503"


def _problem_response(status: str, description: str) -> Json:
    return {
        "description": description,
        "content": {
            PROBLEM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}},
        },
    }


_REPLAY: Json = {
    "description": "同一请求编号的重发：这是第一次的结果，没有再办一次。",
    "schema": {"type": "string", "enum": ["true"]},
}
_WRITE_PARAMETERS: Json = {
    "IdempotencyKey": {
        "name": KEY_HEADER,
        "in": "header",
        "required": True,
        "description": "请求编号：每次新的提交换一个，同一次提交重发时不变。",
        "schema": {
            "type": "string",
            "minLength": 1,
            "maxLength": KEY_LENGTH_MAX,
            "pattern": "^[!-~]([ -~]*[!-~])?$",
        },
        "example": "0d6b6a5e-9c1c-4a53-8d0f-0f5a1d6b7c11",
    },
    "CsrfToken": {
        "name": "x-csrftoken",
        "in": "header",
        "required": True,
        "description": "Cookie `csrftoken` 的内容；任何一次 GET 都会带来这个 Cookie。",
        "schema": {"type": "string"},
        "example": "9a8b7c…",
    },
}
