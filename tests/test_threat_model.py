"""docs/threat-model.md: every threat has an answer, and every test that it names exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", TEXT)))


def names_in(path: Path) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_every_test_that_is_named_exists() -> None:
    assert len(NAMED) > 40
    missing = [
        f"{name}::{test}"
        for name, test in NAMED
        if not (ROOT / name).is_file() or (test and test not in names_in(ROOT / name))
    ]
    assert missing == []


def test_every_threat_has_an_answer_and_a_test() -> None:
    rows = [line.strip("| ").split(" | ") for line in TEXT.splitlines() if line.startswith("| ")]
    threats = [row for row in rows if len(row) == 3 and row[0] not in {"threat", "", "A1"}]
    threats = [row for row in threats if not re.fullmatch(r"A\d", row[0])]
    assert len(threats) > 35
    assert [row[0] for row in threats if "tests/" not in row[2] and row[2] != "as above"] == []
