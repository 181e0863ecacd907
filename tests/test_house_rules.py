"""Rules of the house that no other tool checks: names, sizes, the code map, stray addresses."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "ledger"

LINES_MAX = 400
# A longer file needs a reason.
LONGER_FILES: dict[str, str] = {}

# Words with another meaning in our glossary, or with several meanings.
BANNED_WORDS = {
    "voucher": "JournalEntry, PreparedEntry or SourceDocument",
    "write_off": "redeem, or expire",
    "writeoff": "redeem, or expire",
    "transaction_id": "request_id, entry seq or redemption_id",
}
# Where a word is about the database or the browser and means what it says there.
WORD_ALLOWED_IN = {"transaction_id": ("src/ledger/db/", "migrations/")}

VAGUE_NAMES = {
    "common", "helper", "helpers", "managers", "misc", "services", "util", "utils",
}  # fmt: skip

# The folders of a developer's machine: /work, /farm, /tmp, /home, /root, /Users.
MACHINE_PATH = re.compile(
    r"(?<![\w.$}\])-])/(?:w[o]rk|f[a]rm|tm[p]|h[o]me|r[o]ot|Us[e]rs)/[a-z]\w*"
)
# Paths that are the same on every machine, or that a document shows as an example.
MACHINE_PATHS_ALLOWED = re.compile(r"/tm[p]/ledger")
REGISTRY_HOST = re.compile(
    r"pyp[i][.]o|pythonhoste[d]|registry[.]npm|npmjs[.]o|deb[.]debia[n]", re.IGNORECASE
)

TEXT_SUFFIXES = {
    "", ".cfg", ".css", ".html", ".ini", ".json", ".lock", ".mako", ".md", ".py", ".sh", ".sql",
    ".toml", ".ts", ".txt", ".typ", ".vue", ".yml",
}  # fmt: skip


def files_of_the_project() -> list[Path]:
    """Return the files that are in git or would be added to it."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]


FILES = files_of_the_project()
PYTHON_FILES = [path for path in FILES if path.suffix == ".py"]
CODE_FILES = [path for path in FILES if path.suffix in {".py", ".ts", ".vue", ".sql"}]
TEXT_FILES = [path for path in FILES if path.suffix in TEXT_SUFFIXES]
THIS_FILE = Path(__file__).resolve()


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines_matching(pattern: re.Pattern[str], path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [
        f"{name_of(path)}:{number}: {line.strip()[:120]}"
        for number, line in enumerate(lines, 1)
        if pattern.search(line)
    ]


def code_map() -> set[str]:
    """Return the modules that the fenced tree in ARCHITECTURE.md lists under src/ledger/.

    Below the line `src/ledger/` every line `├── name.py  other.py` or `├── folder/  what it is`
    names modules, until the fence ends.
    """
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    fences = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    tree = next(fence for fence in fences if "\nsrc/ledger/\n" in fence)
    modules: set[str] = set()
    for line in tree.split("\nsrc/ledger/\n", 1)[1].splitlines():
        entry = re.match(r"[├└]── (.*)", line)
        if entry is None:
            if not line.startswith("│"):
                break
            continue
        first, *others = entry[1].split()
        modules.add(first.rstrip("/"))
        if first.endswith(".py"):
            modules.update(word for word in others if word.endswith(".py"))
    return modules


def test_the_code_map_is_the_tree() -> None:
    tree = {
        path.name
        for path in PACKAGE.iterdir()
        if path.name not in {"__init__.py", "__pycache__", "py.typed"}
        and (path.suffix == ".py" or any(path.rglob("*.py")))
    }
    assert code_map() == tree


def test_files_stay_readable_in_one_sitting() -> None:
    long = {
        name_of(path): count
        for path in CODE_FILES
        # A migration's SQL is one step, read beside its reason.
        if path.suffix != ".sql"
        and not path.name.endswith(("api.ts", ".d.ts"))
        and (count := len(path.read_text("utf-8").splitlines())) > LINES_MAX
    }
    assert {name: count for name, count in long.items() if name not in LONGER_FILES} == {}
    assert set(LONGER_FILES) <= set(long), "a file that is short again needs no reason"


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [
        name_of(path)
        for path in CODE_FILES
        if VAGUE_NAMES & {part.lower() for part in (*path.relative_to(ROOT).parts[:-1], path.stem)}
        and not name_of(path).startswith("admin_ui/node_modules")
    ]
    assert vague == []


@pytest.mark.parametrize("word", BANNED_WORDS)
def test_banned_words_name_nothing(word: str) -> None:
    pattern = re.compile(rf"(?<![a-z]){word}|{word.title().replace('_', '')}")
    allowed = WORD_ALLOWED_IN.get(word, ())
    found = [
        line
        for path in CODE_FILES
        if path != THIS_FILE and not name_of(path).startswith(allowed or "\0")
        for line in lines_matching(pattern, path)
    ]
    assert found == [], f"say {BANNED_WORDS[word]}"


def test_no_path_of_a_machine_is_written_down() -> None:
    found = [
        line
        for path in TEXT_FILES
        if path.suffix != ".lock"
        for line in lines_matching(MACHINE_PATH, path)
        if not MACHINE_PATHS_ALLOWED.search(line)
    ]
    assert found == []


def test_no_host_of_a_package_index_is_written_down() -> None:
    generated = {"package-lock.json"}
    found = [
        line
        for path in TEXT_FILES
        if path.name not in generated
        for line in lines_matching(REGISTRY_HOST, path)
    ]
    assert found == []


def test_sql_has_few_homes() -> None:
    """Statements stand in queries.py, tables.py, operations.py or a module named for its idea."""
    statement = re.compile(r"""^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM)\s""", re.MULTILINE)
    pure = {"rules.py", "entries.py", "payloads.py", "routes.py", "importers.py"}
    found = [
        name_of(path)
        for path in PYTHON_FILES
        if path.is_relative_to(PACKAGE)
        and path.name in pure
        and any(statement.match(text) for text in strings_in(path))
    ]
    assert found == []


def strings_in(path: Path) -> list[str]:
    return [
        node.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def test_every_package_says_what_it_is_for() -> None:
    silent = [
        name_of(path)
        for path in PYTHON_FILES
        if path.is_relative_to(PACKAGE)
        and ast.get_docstring(ast.parse(path.read_text("utf-8"))) is None
    ]
    assert silent == []


def test_nothing_is_left_for_later() -> None:
    pattern = re.compile(r"\b(TO[D]O|FIX[M]E|XX[X])\b|raise NotImplemented[E]rror")
    found = [line for path in CODE_FILES for line in lines_matching(pattern, path)]
    assert found == []


def test_no_amount_is_a_float() -> None:
    """An annotation `float` on a name with an amount's unit is an error of kind."""
    unit = re.compile(r"(_fen|_points|^points|_minutes|_hundredths)$")
    found = []
    for path in PYTHON_FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.AnnAssign | ast.arg) or node.annotation is None:
                continue
            target = node.arg if isinstance(node, ast.arg) else ast.unparse(node.target)
            if unit.search(target) and "float" in ast.unparse(node.annotation):
                found.append(f"{name_of(path)}:{node.lineno}: {target}")
    assert found == []
