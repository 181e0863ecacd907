"""Choosing automatic deposits on the phone."""

from __future__ import annotations

from datetime import timedelta

from ledger.db.ids import today_in_china
from tests.time_bank.help.test_routes import online as online
from tests.web.online import Online


async def test_a_wish_is_kept_and_shown_with_the_bank(online: Online) -> None:
    resident = await online.signed_in("resident")
    path = f"{online.estate}/me/time-bank/automatic-deposit"
    assert (await resident.get(path)).json() == {
        "is_on": False, "starts_on": None, "donates_excess": False,
    }  # fmt: skip
    today = today_in_china()
    body = {"is_on": True, "starts_on": today.isoformat(), "donates_excess": True}
    kept = await resident.write(path, body, method="PUT")
    assert kept.json() == body, kept.text
    assert (await resident.get(f"{online.estate}/me/time-bank")).json()["is_automatic"] is True
    early = body | {"starts_on": (today - timedelta(days=1)).isoformat()}
    refused = await resident.write(path, early, method="PUT")
    assert (refused.status_code, refused.json()["code"]) == (400, "deposit_wish_reaches_back")
