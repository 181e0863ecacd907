"""Forms that somebody has begun: their writer's alone, sealed, and forgotten in time."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from ledger.db.session import in_installation
from tests.web.online import Online

BODY = json.dumps({"narration": "王秀英 13800000001"}, ensure_ascii=False)


def address(online: Online, form: str = "prepared-entry") -> str:
    return f"{online.estate}/drafts/{form}"


async def test_a_draft_waits_for_its_writer_and_for_nobody_else(online: Online) -> None:
    treasurer, committee = await online.signed_in("treasurer"), await online.signed_in("committee")
    assert (await treasurer.get(address(online))).json() == {"draft": None}
    saved = await treasurer.write(address(online), {"body": BODY}, method="PUT")
    assert saved.status_code == 200, saved.text
    assert BODY not in saved.text
    kept = (await treasurer.get(address(online))).json()["draft"]
    assert (kept["form"], kept["body"]) == ("prepared-entry", BODY)
    assert kept["saved_at"] == saved.json()["saved_at"]
    assert (await committee.get(address(online))).json() == {"draft": None}
    await committee.write(address(online), method="DELETE")
    assert (await treasurer.get(address(online))).json()["draft"]["body"] == BODY
    # Of another estate it is as if there were no such estate.
    other = address(online).replace(online.estate, f"/api/v1/estates/{online.town.estates[1]}")
    assert (await treasurer.get(other)).status_code == 404


async def test_the_newest_draft_stands_in_place_of_the_one_before(online: Online) -> None:
    treasurer = await online.signed_in("treasurer")
    for body in ("一", "一二"):
        await treasurer.write(address(online, "newest"), {"body": body}, method="PUT")
    assert (await treasurer.get(address(online, "newest"))).json()["draft"]["body"] == "一二"
    forgotten = await treasurer.write(address(online, "newest"), method="DELETE")
    assert forgotten.status_code == 200
    assert (await treasurer.get(address(online, "newest"))).json() == {"draft": None}


async def test_nothing_of_a_draft_can_be_read_in_the_database(online: Online) -> None:
    treasurer = await online.signed_in("treasurer")
    await treasurer.write(address(online, "sealed"), {"body": BODY}, method="PUT")
    async with in_installation(online.engine) as conn:
        sealed = (
            await conn.execute(text("select body_sealed from form_draft where form = 'sealed'"))
        ).scalar_one()
        kept = (
            await conn.execute(
                text("select fingerprint::text || coalesce(body::text, '') from request_outcome")
            )
        ).scalars()
        said = "\n".join(kept)
    assert "王秀英".encode() not in sealed
    assert "王秀英" not in said
    assert "13800000001" not in said


async def test_a_draft_is_forgotten_after_thirty_days(online: Online) -> None:
    treasurer, organiser = await online.signed_in("treasurer"), await online.signed_in("organiser")
    await treasurer.write(address(online, "old"), {"body": BODY}, method="PUT")
    async with in_installation(online.engine) as conn:
        await conn.execute(
            text("""update form_draft set saved_at = saved_at - interval '30 days',
                expires_at = expires_at - interval '30 days' where form = 'old'""")
        )
    assert (await treasurer.get(address(online, "old"))).json() == {"draft": None}
    await treasurer.write(address(online, "new"), {"body": BODY}, method="PUT")
    async with in_installation(online.engine) as conn:
        left = await conn.execute(text("select form from form_draft where form in ('old', 'new')"))
        assert list(left.scalars()) == ["new"]
    assert (await organiser.get(address(online, "new"))).json() == {"draft": None}


@pytest.mark.parametrize(
    "form, body, status",
    [
        ("prepared-entry", {"body": "汉" * 21_846}, 413),
        ("prepared-entry", {"body": "x" * 65_537}, 400),
        ("prepared-entry", {"body": ""}, 400),
        ("prepared-entry", {}, 400),
        ("prepared-entry", {"body": "x", "user_id": 1}, 400),
        ("Prepared", {"body": "x"}, 400),
        ("x" * 61, {"body": "x"}, 400),
    ],
)
async def test_a_draft_that_does_not_fit_is_refused(
    online: Online, form: str, body: dict[str, object], status: int
) -> None:
    treasurer = await online.signed_in("treasurer")
    answer = await treasurer.write(address(online, form), body, method="PUT")
    assert answer.status_code == status, answer.text
    if status == 413:
        assert answer.json()["code"] == "draft_is_too_long"


async def test_the_longest_draft_fits(online: Online) -> None:
    treasurer = await online.signed_in("treasurer")
    longest = "汉" * 21_845 + "x"
    answer = await treasurer.write(address(online, "long"), {"body": longest}, method="PUT")
    assert answer.status_code == 200, answer.text
    assert (await treasurer.get(address(online, "long"))).json()["draft"]["body"] == longest


async def test_who_fills_in_nothing_keeps_no_drafts(online: Online) -> None:
    browser = await online.signed_in("shopkeeper")
    answer = await browser.write(address(online), {"body": "x"}, method="PUT")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_is_missing")


async def test_a_resident_keeps_a_draft_on_the_phone(online: Online) -> None:
    resident, treasurer = await online.signed_in("resident"), await online.signed_in("treasurer")
    saved = await resident.write(address(online, "help-request"), {"body": BODY}, method="PUT")
    assert saved.status_code == 200, saved.text
    kept = (await resident.get(address(online, "help-request"))).json()["draft"]
    assert kept["body"] == BODY
    assert (await treasurer.get(address(online, "help-request"))).json() == {"draft": None}
