"""Compares what a first visit downloads with its budget, per entry page, compressed.

The phone pages must open on an old telephone with a weak signal; the desk may be larger.
"""

from __future__ import annotations

import gzip
import re
import sys
from pathlib import Path

STATIC = Path(__file__).resolve().parents[1] / "src" / "ledger" / "web" / "static"
BUDGETS_KB = {"index.html": 300, "m.html": 160}
LINKED_FILE = re.compile(r'(?:src|href)="/ui/([^"]+\.(?:js|css))"')


def first_visit_kb(page: Path) -> float:
    """Return the compressed size of a page and of the scripts and styles it names."""
    names = set(LINKED_FILE.findall(page.read_text("utf-8")))
    files = [page, *(STATIC / name for name in names)]
    return sum(len(gzip.compress(file.read_bytes())) for file in files) / 1000


def main() -> int:
    too_large = False
    for name, budget_kb in BUDGETS_KB.items():
        found_kb = first_visit_kb(STATIC / name)
        too_large |= found_kb > budget_kb
        print(f"{name}: {found_kb:.0f} kB of {budget_kb} kB")
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main())
