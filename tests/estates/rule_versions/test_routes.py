"""Rules over HTTP: drafted by the operator, adopted by the committee, seen by the staff."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ledger.db.ids import today_in_china
from tests.conftest import Database
from tests.web.online import Browser, Online, town_online


@pytest.fixture
async def online(database: Database, tmp_path: Path) -> AsyncIterator[Online]:
    async with town_online(database, tmp_path) as online:
        yield online


async def said(browser: Browser, path: str, body: Any, *, status: int = 201, **more: Any) -> Any:
    answer = await browser.write(path, body, **more)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_rules_are_drafted_changed_and_adopted(online: Online) -> None:
    operator, committee = await online.signed_in("operator"), await online.signed_in("committee")
    supervisor = await online.signed_in("supervisor")
    drafts, versions = f"{online.estate}/rule-drafts", f"{online.estate}/rule-versions"
    [founded] = (await supervisor.get(versions)).json()["items"]
    assert (founded["version_text"], founded["is_in_force"]) == ("shuxiangyuan/1", True)

    tomorrow = today_in_china() + timedelta(days=1)
    rules = founded["rules"]
    rules["service"]["caps"]["week"] = -3
    body = {"rules": rules, "effective_on": tomorrow.isoformat()}
    refused = await said(operator, drafts, body, status=400)
    assert refused["code"] == "rule_would_pay_negative_points"
    rules["service"]["caps"]["week"] = 10
    made = await said(operator, drafts, body)
    assert (made["state"], made["is_mine"]) == ("draft", True)
    draft = f"{drafts}/{made['rule_draft_id']}"
    assert (await said(committee, draft, body, method="PUT", status=409))["code"] == (
        "rule_draft_is_somebody_elses"
    )
    assert (await said(committee, f"{draft}/adopt", {}, status=409))["code"] == (
        "resolution_is_missing"
    )
    uploader = await online.signed_in("treasurer")
    uploaded = await uploader.write(
        f"{online.estate}/documents",
        files={"file": ("决议.pdf", b"%PDF-1.7 resolution", "application/pdf")},
    )
    assert uploaded.status_code == 201, uploaded.text
    body |= {"source": "业主大会2026-决议-07", "document_id": uploaded.json()["document_id"]}
    assert (await said(operator, draft, body, method="PUT", status=200))["source"] == body["source"]
    assert (await said(operator, f"{draft}/adopt", {}, status=403))[
        "code"
    ] == "permission_is_missing"
    adopted = await said(committee, f"{draft}/adopt", {}, status=200)
    assert adopted == {"version": 2, "version_text": "shuxiangyuan/2"}

    newest, founded = (await supervisor.get(versions)).json()["items"]
    assert (newest["effective_on"], newest["is_in_force"]) == (tomorrow.isoformat(), False)
    assert (newest["in_force_until"], newest["rules"]["service"]["caps"]["week"]) == (None, 10)
    assert founded["in_force_until"] == today_in_china().isoformat()
    [kept] = (await supervisor.get(drafts)).json()["items"]
    assert (kept["state"], kept["decided_by_name"], kept["is_mine"]) == (
        "adopted", "committee", False,
    )  # fmt: skip
    resident = await online.signed_in("resident")
    assert (await resident.get(versions)).status_code == 403
