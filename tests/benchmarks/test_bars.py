"""How rounds become figures, and figures a verdict."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from benchmarks.__main__ import MEASURES
from benchmarks.bars import (
    BARS,
    BARS_BY_CODE,
    Figure,
    as_json,
    percentile,
    ratio_of_rounds,
    table,
)
from benchmarks.crowd import Answers, NothingIsLeft, closed_loop, merged
from benchmarks.stage import StageIsUnfit
from benchmarks.yardstick import read_report

PGBENCH_SAYS = """\
pgbench (18.6)
latency average = 3.806 ms
initial connection time = 12.345 ms
tps = 4204.357307 (without initial connection time)
"""


def test_every_bar_of_the_promise_is_measured() -> None:
    assert [bar.code for bar in BARS] == [f"B{number}" for number in range(1, 12)]
    assert list(MEASURES) == [bar.code for bar in BARS]


def test_a_round_on_a_slow_machine_counts_as_much_as_any_other() -> None:
    assert ratio_of_rounds([300, 30, 280], [100, 10, 100]) == 3.0


def test_rounds_come_in_pairs() -> None:
    with pytest.raises(ValueError, match="shorter"):
        ratio_of_rounds([1, 2, 3], [1, 2])


@pytest.mark.parametrize("percent, expected", [(1, 1), (50, 50), (99, 99), (99.5, 100), (100, 100)])
def test_a_percentile_is_one_of_the_values(percent: float, expected: int) -> None:
    assert percentile(list(range(100, 0, -1)), percent) == expected


def test_a_bar_of_two_parts_holds_when_both_do() -> None:
    bar = BARS_BY_CODE["B3"]
    assert Figure(bar, {"uniform": 1.6, "hot": 1.5}).holds
    fallen = Figure(bar, {"uniform": 2.0, "hot": 1.49})
    assert not fallen.holds
    assert fallen.as_json()["value"] == 1.49


def test_what_must_stay_small_fails_when_it_is_large() -> None:
    figure = Figure(BARS_BY_CODE["B10"], {"per transfer": 300, "per redemption": 1_501})
    assert not figure.holds
    assert figure.as_json()["value"] == 1_501
    assert figure.as_json()["bar"] == 1_500


def test_the_file_names_value_bar_and_verdict() -> None:
    found = json.loads(as_json([Figure(BARS_BY_CODE["B1"], {"uniform": 2.61234})]))
    assert {name: found["B1"][name] for name in ("value", "bar", "holds")} == {
        "value": 2.6123,
        "bar": 2.5,
        "holds": True,
    }


def test_the_table_says_which_bar_fails() -> None:
    figures = [
        Figure(BARS_BY_CODE["B1"], {"uniform": 2.6}, ("3 rounds",)),
        Figure(BARS_BY_CODE["B4"], {"rate": 0.5}),
    ]
    lines = table(figures).splitlines()
    assert lines[1].split() == [
        "B1", "plain", "transfers,", "256", "callers,", "uniform", "÷", "Y", "uniform", "2.60",
        "≥", "2.5", "holds",
    ]  # fmt: skip
    assert lines[2].endswith("FAILS")
    assert lines[-1] == "B1: 3 rounds"


def test_pgbench_is_read() -> None:
    yard = read_report(PGBENCH_SAYS)
    assert (yard.rate, yard.latency_ms) == (4204.357307, 3.806)


def test_a_report_without_a_rate_is_no_figure() -> None:
    with pytest.raises(StageIsUnfit):
        read_report("pgbench: error: connection refused")


def test_answers_count_between_warm_up_and_end_only() -> None:
    asked = 0

    async def ask() -> None:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.01)

    answers = asyncio.run(
        closed_loop(ask, callers=4, start=time.monotonic(), seconds=0.1, warm_up_seconds=0.1)
    )
    answers.check()
    assert 0 < len(answers.latencies_ms) < asked
    assert answers.percentile(1) >= 10


@pytest.mark.parametrize(
    "fault, words", [(RuntimeError("no code"), "no code"), (NothingIsLeft(), "less work")]
)
def test_a_rate_of_refusals_or_of_idling_is_no_figure(fault: Exception, words: str) -> None:
    asked = 0

    async def ask() -> None:
        nonlocal asked
        asked += 1
        if asked > 5:
            raise fault
        await asyncio.sleep(0)

    answers = asyncio.run(
        closed_loop(ask, callers=1, start=time.monotonic(), seconds=0.05, warm_up_seconds=0)
    )
    with pytest.raises(StageIsUnfit, match=words):
        answers.check()


def test_the_processes_of_a_crowd_add_up() -> None:
    whole = merged(
        [
            Answers(2.0, [1.0, 2.0], counters={"batches": 1}),
            Answers(2.0, [3.0, 4.0], counters={"batches": 2}),
        ]
    )
    assert whole.rate == 2.0
    assert whole.counters == {"batches": 3}
