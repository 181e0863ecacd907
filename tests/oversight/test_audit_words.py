"""Every code that the program writes into the audit log has words on the page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ledger.app import create_app
from ledger.oversight.audit_search.object_words import OBJECT_KINDS
from ledger.oversight.audit_search.words import OUTCOMES, object_title, outcome_title
from ledger.settings import Settings
from ledger.web import problems
from tests.refusals import PACKAGE, called_name, refusal_classes

# The witness's own program keeps no audit log.
ELSEWHERE = "ledger.witness."
_OBJECT = re.compile(r"object_=f?\"(\w+):|\b_audit\([^()]*?, f?\"(\w+):")
_CODE = re.compile(r"\bcode(?:, detail)? = \"(\w+)\"")


def codes_of_refusals() -> set[str]:
    classes = refusal_classes().values()
    said = {each.code for each in classes if not each.__module__.startswith(ELSEWHERE)}
    return said | set(_CODE.findall(Path(problems.__file__).read_text("utf-8")))


def kinds_in_refusals() -> Iterator[str]:
    """Yield what refusals name by an id: that is the object of their line."""
    classes = refusal_classes()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and called_name(node) in classes:
                names = (keyword.arg or "" for keyword in node.keywords)
                yield from (name.removesuffix("_id") for name in names if name.endswith("_id"))


def kinds_in_answers(description: dict[str, Any]) -> Iterator[str]:
    """Yield the first id of each answer to a write, as `object_of` finds it."""
    schemas = description["components"]["schemas"]
    for operations in description["paths"].values():
        for method, operation in operations.items():
            if method not in {"post", "put", "patch", "delete"}:
                continue
            for status, answer in operation["responses"].items():
                schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
                name = schema.get("$ref", "").rpartition("/")[2]
                if status.startswith("2") and name:
                    yield from first_id(schemas[name])


def first_id(schema: dict[str, Any]) -> Iterator[str]:
    for name, value in schema.get("properties", {}).items():
        if name.endswith("_id") and "integer" in str(value):
            yield name.removesuffix("_id")
            return


def test_every_outcome_is_called_something() -> None:
    written = codes_of_refusals()
    assert {"sign_in_required", "pay_code_is_not_valid", "balance_is_too_low"} <= written
    assert written - set(OUTCOMES) == set(), "add words to oversight/audit_search/object_words.py"


def test_every_kind_of_object_is_called_something(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path))
    answered = set(kinds_in_answers(app.openapi_schema.to_schema()))
    named = {
        kind
        for file in PACKAGE.rglob("*.py")
        for found in _OBJECT.findall(file.read_text("utf-8"))
        for kind in found
        if kind
    }
    assert {"prepared_entry", "redemption"} <= answered
    assert {"session", "period_change", "import"} <= named
    written = answered | named | set(kinds_in_refusals())
    assert written <= set(OBJECT_KINDS), written - set(OBJECT_KINDS)


def test_words_are_chinese_and_short() -> None:
    for word in (*OUTCOMES.values(), *OBJECT_KINDS.values()):
        assert re.fullmatch(r"[一-鿿]{2,12}", word), word


def test_how_objects_and_outcomes_are_said() -> None:
    assert object_title("resident:37") == "住户 37"
    assert object_title("entry") == "凭证"
    assert object_title("") == ""
    assert outcome_title("done") == "已办"
    # A line of a newer release, in a package that an older one reads.
    assert (object_title("novelty:1"), outcome_title("novelty")) == ("novelty 1", "novelty")
