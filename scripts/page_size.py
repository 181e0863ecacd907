"""Compares the scripts of a first visit with their budget, per entry page, compressed.

The phone pages must open on an old telephone with a weak signal; the desk may be larger.
"""

from __future__ import annotations

import gzip
import re
import sys
from pathlib import Path

STATIC = Path(__file__).resolve().parents[1] / "src" / "ledger" / "web" / "static"
BUDGETS_KB = {"index.html": 200, "m.html": 70}
# The start page is fetched by the entry's own script; the desk's charts come after it is shown.
STARTS_WITH = {"index.html": "assets/desk/Today-*.js", "m.html": "assets/phone/HomePage-*.js"}
IMPORTED = re.compile(r"""(?:from|import)\s*["'](\.{1,2}/[^"']+\.js)["']""")
LINKED_FILE = re.compile(r'(?:src|href)="/ui/([^"]+\.(?:js|css))"')


def first_visit_kb(page: Path) -> float:
    """Return the compressed size of the scripts that a page and its start page need."""
    linked = {STATIC / name for name in LINKED_FILE.findall(page.read_text("utf-8"))}
    start = set(STATIC.glob(STARTS_WITH[page.name]))
    assert len(start) == 1, f"no start page of {page.name}: {STARTS_WITH[page.name]}"
    scripts = {file for file in with_imports(linked | start) if file.suffix == ".js"}
    return sum(len(gzip.compress(file.read_bytes())) for file in scripts) / 1000


def with_imports(files: set[Path]) -> set[Path]:
    """Return the files and every script that they need before they run."""
    found: set[Path] = set()
    left = list(files)
    while left:
        file = left.pop()
        if file in found:
            continue
        found.add(file)
        if file.suffix == ".js":
            text = file.read_text("utf-8")
            left += [(file.parent / name).resolve() for name in IMPORTED.findall(text)]
    return found


def main() -> int:
    too_large = False
    for name, budget_kb in BUDGETS_KB.items():
        found_kb = first_visit_kb(STATIC / name)
        too_large |= found_kb > budget_kb
        print(f"{name}: {found_kb:.0f} kB of {budget_kb} kB")
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main())
