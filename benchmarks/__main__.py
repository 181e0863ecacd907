"""Run the bars that are asked for, print a table for people, write benchmarks/out.json."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from benchmarks import counter, dry_run, engine, imports, reads, storage, verification, yardstick
from benchmarks.bars import BARS, Figure, as_json, table
from benchmarks.city import today_is_in_the_book
from benchmarks.stage import FULL, QUICK, Stage, StageIsUnfit
from ledger.db.embedded import EmbeddedPostgres

OUT = Path(__file__).with_name("out.json")
EXIT_A_BAR_FAILS = 1
EXIT_NO_FIGURE = 3

MEASURES: Mapping[str, Callable[[Stage], Awaitable[Figure]]] = {
    "B1": engine.b1,
    "B2": engine.b2,
    "B3": engine.b3,
    "B4": counter.b4,
    "B5": counter.b5,
    "B6": engine.b6,
    "B7": reads.b7,
    "B8": verification.b8,
    "B9": imports.b9,
    "B10": storage.b10,
    "B11": dry_run.b11,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", default="", help="B3, or several: B1,B3")
    parser.add_argument("--quick", action="store_true", help="small sizes: does it run at all?")
    asked = parser.parse_args()
    wanted = [code.strip().upper() for code in asked.only.split(",") if code.strip()]
    unknown = set(wanted) - set(MEASURES)
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}")
    sizes = QUICK if asked.quick else FULL
    root = Path(os.environ.get("LEDGER_DATA_DIR", "var")) / "bench"
    folder = root / ("quick" if asked.quick else "full") / "postgres"
    try:
        with EmbeddedPostgres(folder) as server:
            figures = asyncio.run(_measure(Stage(server, sizes), wanted or list(MEASURES)))
    except StageIsUnfit as fault:
        print(f"no figure: {fault}", file=sys.stderr)
        return EXIT_NO_FIGURE
    print(table(figures))
    OUT.write_text(as_json(figures), "utf-8")
    print(f"\nwritten to {OUT}")
    return 0 if all(figure.holds for figure in figures) else EXIT_A_BAR_FAILS


async def _measure(stage: Stage, wanted: list[str]) -> list[Figure]:
    today_is_in_the_book()
    print(await stage.check(), file=sys.stderr)
    await yardstick.prepare(stage)
    figures = []
    for bar in BARS:
        if bar.code in wanted:
            stage.say(f"{bar.code}: {bar.title}")
            figures.append(await MEASURES[bar.code](stage))
    return figures


if __name__ == "__main__":
    sys.exit(main())
