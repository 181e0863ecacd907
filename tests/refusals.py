"""The catalogue of refusals, read from the program's own text: codes, sentences, places, tests.

`python -m tests.refusals` writes the table of docs/refusals.md anew.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import ledger
from ledger.errors import Refusal

ROOT: Final = Path(__file__).resolve().parents[1]
PACKAGE: Final = ROOT / "src" / "ledger"
DOCUMENT: Final = ROOT / "docs" / "refusals.md"
BEGIN: Final = "<!-- The table begins: python -m tests.refusals writes it. -->\n"
END: Final = "<!-- The table ends. -->\n"


@dataclass
class Made:
    """Where the program makes a refusal, and the sentences that it gives there."""

    places: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)

    def add(self, place: str, sentence: str | None) -> None:
        if place not in self.places:
            self.places.append(place)
        if sentence is not None and sentence not in self.sentences:
            self.sentences.append(sentence)


def refusal_classes() -> dict[str, type[Refusal]]:
    """Import every module of the program and return its refusals by class name.

    Raises AssertionError when two classes have one name: the catalogue could not tell them apart.
    """
    for module in pkgutil.walk_packages(ledger.__path__, "ledger."):
        importlib.import_module(module.name)
    found: dict[str, type[Refusal]] = {}
    for each in _subclasses(Refusal):
        # One without a code of its own is only what several have in common.
        if each.__module__.partition(".")[0] != "ledger" or "code" not in vars(each):
            continue
        assert found.setdefault(each.__name__, each) is each, f"two classes {each.__name__}"
    return found


def _subclasses(base: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in base.__subclasses__():
        yield each
        yield from _subclasses(each)


def _sentence(node: ast.expr | None) -> str | None:
    """Return a sentence as written, with … for what is filled in; None when it is not a text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [
            part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "…"
            for part in node.values
        ]
        return "".join(parts)
    return None


def called_name(node: ast.AST) -> str:
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name):
        return node.exc.id
    if isinstance(node, ast.Call):
        called = node.func
        return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return ""


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Yield each top-level function, and each method, with its name."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{node.name}.{inner.name}", inner


def _own_sentence(tree: ast.Module, name: str) -> str | None:
    """Return the sentence that a refusal's constructor gives itself."""
    for function, node in _functions(tree):
        if function != f"{name}.__init__" or not isinstance(node, ast.FunctionDef):
            continue
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and called_name(call) == "__init__":
                said = _sentence(call.args[0])
                return said or _sentence(node.args.defaults[0] if node.args.defaults else None)
    return None


def places_and_sentences(classes: dict[str, type[Refusal]]) -> dict[str, Made]:
    """Return where the program makes each refusal, by class name."""
    made = {name: Made() for name in classes}
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        where = path.relative_to(PACKAGE).as_posix()
        for name in classes:
            if (said := _own_sentence(tree, name)) is not None:
                made[name].sentences.insert(0, said)
        for function, node in _functions(tree):
            for inner in ast.walk(node):
                name = called_name(inner)
                if name in made:
                    first = inner.args[0] if isinstance(inner, ast.Call) and inner.args else None
                    own = "__init__" in vars(classes[name])
                    made[name].add(f"{where} `{function}`", None if own else _sentence(first))
    return made


def examples(classes: dict[str, type[Refusal]]) -> dict[str, list[str]]:
    """Return the tests that name each refusal, by code: the class itself before its bare code."""
    codes = {each.code for each in classes.values()}
    by_class: dict[str, list[str]] = {code: [] for code in codes}
    by_text: dict[str, list[str]] = {code: [] for code in codes}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        tables = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        for function, node in _functions(tree):
            if not function.startswith("test_"):
                continue
            place = f"{path.relative_to(ROOT).as_posix()}::{function}"
            for name, text in _named(node, tables):
                if name in classes:
                    by_class[classes[name].code].append(place)
                if text in codes:
                    by_text[text].append(place)
    return {code: list(dict.fromkeys(by_class[code] + by_text[code])) for code in sorted(codes)}


def _named(node: ast.AST, tables: dict[str, ast.expr]) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of a test and of the tables it uses, but not what it raises."""
    if isinstance(node, ast.Raise):
        return
    if isinstance(node, ast.Attribute):
        yield node.attr, ""
    elif isinstance(node, ast.Name):
        yield node.id, ""
        if node.id in tables:
            rest = {name: table for name, table in tables.items() if name != node.id}
            yield from _named(tables[node.id], rest)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield "", node.value
    for child in ast.iter_child_nodes(node):
        yield from _named(child, tables)


def table() -> str:
    """Return the table of docs/refusals.md, one section for each room of the program."""
    classes = refusal_classes()
    made, tests = places_and_sentences(classes), examples(classes)
    lines: list[str] = []
    room = ""
    for name, each in sorted(classes.items(), key=lambda item: (item[1].__module__, item[1].code)):
        if (new := each.__module__.split(".")[1]) != room:
            room = new
            lines += ["", f"### {room}", "", "| code | status | what it says | made in | example |"]
            lines += ["|---|---|---|---|---|"]
        cells = [
            f"`{each.code}`<br>`{name}`",
            str(each.status),
            "<br>".join(made[name].sentences),
            "<br>".join(made[name].places) if len(made[name].places) < 8 else "in many places",
            next((f"`{test}`" for test in tests[each.code]), ""),
        ]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines).lstrip("\n") + "\n"


def parts_of_the_document() -> tuple[str, str, str]:
    """Return what stands before the table, the table, and what stands behind it."""
    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    found, _, behind = rest.partition(END)
    return before, found, behind


def documented_order(verb: str) -> list[type[Refusal]]:
    """Return the refusals of a numbered list behind `<!-- order: verb -->`, in its order."""
    document = DOCUMENT.read_text("utf-8")
    chapter = document.partition(f"<!-- order: {verb} -->\n")[2].partition("\n\n")[0]
    classes = refusal_classes()
    return [classes[name] for name in re.findall(r"^\d+\. `(\w+)`", chapter, re.MULTILINE)]


if __name__ == "__main__":
    before, _, behind = parts_of_the_document()
    DOCUMENT.write_text(f"{before}{BEGIN}{table()}{END}{behind}", "utf-8")
