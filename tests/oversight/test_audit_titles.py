"""Every act that the program records has a name that a supervisor can read."""

from __future__ import annotations

import re
from pathlib import Path

from ledger.app import create_app
from ledger.oversight.audit_search.routes import titles_of_actions
from ledger.settings import Settings

SOURCE = Path(__file__).parents[2] / "src" / "ledger"
_ACTION = re.compile(r"\baction=\"(\w+)\"")
_AUDITED = re.compile(r"\b_audit\([^()]*?, \"(\w+)\", f?\"")


def test_every_recorded_act_is_called_something(tmp_path: Path) -> None:
    recorded = {
        action
        for file in SOURCE.rglob("*.py")
        for pattern in (_ACTION, _AUDITED)
        for action in pattern.findall(file.read_text("utf-8"))
    }
    assert {"period_changed", "grant_region_role"} <= recorded
    titles = titles_of_actions(create_app(Settings(data_dir=tmp_path)))
    assert recorded - set(titles) == set()
