"""Examples for the OpenAPI description, composed of the examples of the parts.

A payload gives examples beside its fields where the words alone do not say enough. What has the
same name everywhere, as the glossary wants it, has its example here.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

_NULL: Json = {"type": "null"}

_PARAMETER_EXAMPLES: Json = {
    "account_code": "1002001",
    "after": "WzQyXQ",
    "code": "shuxiangyuan",
    "currency": "CNY",
    "form": "prepared-entry",
    "from": "2026-04",
    "from_month": "2026-04",
    "limit": 50,
    "month": "2026-06",
    "on": "2026-06-18",
    "q": "保洁",
    "seq": 12,
    "series": "记",
    "to": "2026-06",
    "to_month": "2026-06",
    "token": "k3Zp0vQ9wX1rT6yB",
    "version": 1,
}
# One word has one meaning in every payload, so it has one example unless a payload gives its own.
_GLOSSARY_EXAMPLES: Json = {
    "account_code": "1002001",
    "account_name": "银行存款-公共收益专户",
    "amount": 48_000,
    "amount_fen": 48_000,
    "awaiting_settlement": 0,
    "balance": 12_345_600,
    "book_size": 3101,
    "canonical": "ledger-entry/1\nseq 12\n…",
    "closing": 24_171_475,
    "closing_credit": 24_171_475,
    "closing_debit": 24_171_475,
    "closing_outstanding": 2_914,
    "corrected": 0,
    "counterparty": "惠民超市",
    "credit": 0,
    "credits": 6_606_687,
    "currency": "CNY",
    "database_bytes": 48_000_000,
    "debit": 48_000,
    "debits": 12_308_162,
    "dimensions": "fund_grant",
    "document_ids": 5,
    "documents": 1,
    "estate_name": "书香苑",
    "expired": 0,
    "filename": "保洁费发票.pdf",
    "issued": 3_050,
    "kind": "cash_book",
    "leaf_hash": "5f0c…",
    "level": 1,
    "media_type": "application/pdf",
    "narration": "支付六月保洁费",
    "opening": 18_470_000,
    "opening_credit": 18_470_000,
    "opening_debit": 18_470_000,
    "opening_outstanding": 0,
    "posted_by": "财务委员",
    "prepared_by": "财务委员",
    "purpose": "公共空间微改造",
    "redeemed": 136,
    "root_hash": "9f2c…",
    "rule_version": "shuxiangyuan/1",
    "seq": 12,
    "series": "记",
    "sha256": "e3b0…",
    "size": 3101,
    "size_bytes": 20_480,
    "source": "cash_book:记-0044",
    "total": 48_000,
}
_UNIT_EXAMPLES: Json = {
    "_fen": 6_606_687,
    "_fen_per_point": 100,
    "_id": 1,
    "_minutes": 150,
    "_month": "2026-04",
    "points": 44,
}
_FORMAT_EXAMPLES = {"date": "2026-06-18", "date-time": "2026-06-18T01:30:00Z", "binary": "…"}


def example_of(schema: Json, schemas: Json, *, name: str = "") -> Any:
    """Compose an example of a schema from the examples of its parts; `name` is the way to it.

    Raises `LookupError` for a part that is neither self-explaining nor has an example, naming it,
    so that a payload without examples is found by the first test that reads the description.
    """
    if "$ref" in schema:
        referred = schema["$ref"].rpartition("/")[2]
        return example_of(schemas[referred], schemas, name=name or referred)
    if "examples" in schema or "example" in schema:
        return schema["example"] if "example" in schema else schema["examples"][0]
    if "const" in schema or "enum" in schema:
        return schema["const"] if "const" in schema else schema["enum"][0]
    for choices in ("oneOf", "anyOf", "allOf"):
        if choices in schema:
            # What may be absent and has no example of its own is shown absent.
            return None if _NULL in schema[choices] else example_of(schema[choices][0], schemas)
    if schema.get("format") in _FORMAT_EXAMPLES:
        return _FORMAT_EXAMPLES[schema["format"]]
    return _example_of_type(schema, schemas, name)


def parameter_example(parameter: Json, schemas: Json) -> Any:
    """Return an example for a parameter; raises `LookupError` as `example_of` does."""
    name = parameter["name"]
    if name in _PARAMETER_EXAMPLES and "examples" not in parameter["schema"]:
        return _PARAMETER_EXAMPLES[name]
    return example_of(parameter["schema"], schemas, name=name)


def _example_of_type(schema: Json, schemas: Json, name: str) -> Any:
    kind = schema.get("type")
    if "properties" in schema or kind == "object":
        parts = schema.get("properties", {}).items()
        return {part: example_of(inner, schemas, name=f"{name}.{part}") for part, inner in parts}
    if kind == "array":
        return [example_of(schema.get("items", {}), schemas, name=f"{name}[]")]
    word = name.rpartition(".")[2].removesuffix("[]")
    if word in _GLOSSARY_EXAMPLES:
        return _GLOSSARY_EXAMPLES[word]
    if kind == "boolean":
        return schema.get("default", False)
    if "default" in schema:
        return schema["default"]
    for unit, example in _UNIT_EXAMPLES.items():
        if word.endswith(unit):
            return example
    if not schema:
        return None
    raise LookupError(f"{name} has no example")
