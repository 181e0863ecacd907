"""The desk's acts over HTTP: with a reason, on the record, and told as done by the office."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.conftest import Database
from tests.volunteering.activities.test_routes import do
from tests.volunteering.appeals.test_routes import served
from tests.web.online import Online, town_online

NAME = "organiser"


@pytest.fixture
async def online(database: Database, tmp_path: Path) -> AsyncIterator[Online]:
    async with town_online(database, tmp_path) as online:
        yield online


async def test_from_the_desk_to_the_phone(online: Online) -> None:
    record = await served(online)
    resident_id = online.town.residents[online.town.estate][0]
    organiser, resident = await online.signed_in("organiser"), await online.signed_in("resident")
    acts = f"{online.estate}/people/{resident_id}/acts-on-paper"
    seen = await do(organiser, f"{acts}/views", {"reason": "本人到场"}, status=200)
    [offered] = [each for each in seen["possible"] if each["kind"] == "service_appeal"]
    assert (offered["object_id"], offered["may_not"], offered["came"]) == (record, None, "09:00")
    assert seen["done"] == []
    kept = await organiser.write(
        f"{online.estate}/personal-papers", files={"file": ("签字.pdf", b"%PDF-1.7 signed")}
    )
    said: dict[str, Any] = {
        "kind": "service_appeal", "object_id": record, "claim": "longer", "came": "09:00",
        "gone": "11:30", "words": "我到 11:30 才走", "reason": "本人到场，核对了身份证",
        "personal_paper_id": kept.json()["personal_paper_id"],
    }  # fmt: skip
    await do(organiser, acts, said, status=201)
    mine = (await resident.get(f"{online.estate}/me/service-appeals")).json()["items"]
    assert [each["assisted_by"] for each in mine] == [NAME]
    [done] = (await do(organiser, f"{acts}/views", {"reason": "本人到场"}, status=200))["done"]
    assert (done["kind_title"], done["acted_by"]) == ("对服务记录申诉", NAME)
    async with online.engine.connect() as conn:
        lines = await conn.execute(
            text("""select action, details ->> 'reason' from audit_line
                where action like '%on_paper%' order by audit_line_id""")
        )
        assert [tuple(line) for line in lines] == [
            ("view_acts_on_paper", "本人到场"),
            ("act_on_paper_because", "本人到场，核对了身份证"),
            ("act_on_paper", None),
            ("view_acts_on_paper", "本人到场"),
        ]
    again = await resident.write(f"{acts}/views", {"reason": "看看别人的"})
    assert again.status_code == 403
