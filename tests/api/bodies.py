"""Bodies as the description has them: examples that fit, and where ids stand in them."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from tests.api.described import Json, description

Place = tuple[str | int, ...]
# Ids that belong to no estate, and a bound below which one's own messages have been read.
NOT_OURS = {"user_id", "estate_id", "region_id", "until_message_id"}


def resolved(schema: Json) -> Json:
    while "$ref" in schema:
        schema = description()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    for several in ("anyOf", "oneOf"):
        for each in schema.get(several, []):
            if each.get("type") != "null":
                return {**resolved(each), **{k: v for k, v in schema.items() if k == "examples"}}
    return schema


def example_of(schema: Json) -> Any:
    """Return a value that fits: the example of the description, or one made from its parts."""
    whole = resolved(schema)
    for said in (schema, whole):
        if said.get("examples"):
            examples = said["examples"]
            return copy.deepcopy(examples[0] if isinstance(examples, list) else examples)
        if "example" in said:
            return copy.deepcopy(said["example"])
    if "enum" in whole:
        return whole["enum"][0]
    if "const" in whole:
        return whole["const"]
    match whole.get("type"):
        case "object":
            return {name: example_of(part) for name, part in whole.get("properties", {}).items()}
        case "array":
            return [example_of(whole["items"])]
        case "integer":
            return max(1, whole.get("minimum", 1))
        case "boolean":
            return True
        case _ if whole.get("format") == "date":
            return "2026-06-18"
        case _ if whole.get("format") == "date-time":
            return "2026-06-18T10:00:00+08:00"
    return "按业主大会决议办理"[: whole.get("maxLength", 20)]


def may_be_null(schema: Json, where: Place) -> bool:
    part = resolved(schema)["properties"][where[0]]
    return any(each.get("type") == "null" for each in part.get("anyOf", part.get("oneOf", [])))


def id_places(schema: Json, body: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Yield where a body holds ids, with the name of what they belong to."""
    whole = resolved(schema)
    if isinstance(body, dict):
        for name, part in whole.get("properties", {}).items():
            found = re.fullmatch(r"(\w+)_ids?", name)
            if found and f"{found[1]}_id" not in NOT_OURS:
                inner = (*place, name, 0) if name.endswith("_ids") else (*place, name)
                yield inner, found[1]
            elif name in body:
                yield from id_places(part, body[name], (*place, name))
    elif isinstance(body, list) and body:
        yield from id_places(whole.get("items", {}), body[0], (*place, 0))


def with_value(body: Any, place: Place, value: int) -> Any:
    """Return the body with one id in it; the list around the id holds nothing else."""
    changed = copy.deepcopy(body)
    inner = changed
    for step in place[:-1]:
        if isinstance(step, str) and not inner.get(step):
            inner[step] = []
        inner = inner[step]
    if isinstance(inner, list):
        inner[:] = [value]
    else:
        inner[place[-1]] = value
    return changed
