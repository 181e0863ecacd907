"""Journey 2: an hour that lacks its paper waits, is completed by one and verified by another."""

from __future__ import annotations

from typing import Any

from tests.live_server import Caller, LiveServer, assert_problem

QUARTER: dict[str, str | int] = {"from": "2026-04", "to": "2026-11"}


async def waiting_with(organiser: Caller, *, lacks: str) -> dict[str, Any]:
    """Return a waiting record that lacks one thing only."""
    others = {"checked_out", "confirmer"} - {lacks}
    for record in await organiser.read_all("service-records", state="waiting", limit=200):
        clashes = "重叠" in record["reason"]
        if record[lacks] is None and all(record[other] for other in others) and not clashes:
            return record
    raise AssertionError(f"the sample estate has a record without {lacks}")


async def test_one_completes_and_another_verifies(live_server: LiveServer) -> None:
    async with live_server.signed_in("organiser", "committee", "treasurer") as callers:
        organiser, committee, treasurer = callers
        before = await treasurer.read("points/summary", **QUARTER)
        record = await waiting_with(organiser, lacks="checked_out")
        address = f"service-records/{record['service_record_id']}"
        assert record["points"] is None
        assert "签退" in record["reason"]

        # Nothing comes of it while the paper is missing.
        answer = await committee.post(f"{address}/verify")
        assert_problem(answer, 409, "service_record_is_incomplete")

        hour, minute = record["checked_in"].split(":")
        left_at = f"{int(hour) + 2:02d}:{minute}"
        completed = await organiser.do(
            f"{address}/complete", {"checked_out": left_at, "reason": "与现场照片核对"}
        )
        assert completed["state"] == "waiting"
        assert completed["checked_out"] == left_at

        # The one who completed it does not verify it.
        answer = await organiser.post(f"{address}/verify")
        assert_problem(answer, 409, "same_person_may_not_verify")
        assert (await treasurer.read("points/summary", **QUARTER)) == before

        verified = await committee.do(f"{address}/verify")
        assert verified["state"] == "verified"
        assert verified["service_minutes"] == 120
        assert verified["points"] >= 1
        after = await treasurer.read("points/summary", **QUARTER)
        assert after["service_minutes"] - before["service_minutes"] == 120
        assert after["issued"] - before["issued"] == verified["points"]
        assert after["outstanding"] - before["outstanding"] == verified["points"]

        # Two entries say so, one in minutes and one in points, in the month that is still open.
        month = (await treasurer.read(""))["today"][:7]
        for series, total, currency in (
            ("时", 120, "MIN"),
            ("积", verified["points"], "PTS"),
        ):
            journal = await treasurer.read_all(
                "books/journal", **{"series": series, "from": month, "to": month}
            )
            assert (journal[-1]["total"], journal[-1]["currency"]) == (total, currency)

        answer = await committee.post(f"{address}/verify")
        assert_problem(answer, 409, "service_record_is_verified")
        answer = await organiser.post(
            f"{address}/complete", {"checked_out": "23:00", "reason": "再改一次"}
        )
        assert_problem(answer, 409, "service_record_is_verified")


async def test_what_may_not_be_written(live_server: LiveServer) -> None:
    async with live_server.signed_in("organiser", "resident01", "supervisor") as callers:
        organiser, resident, supervisor = callers
        record = await waiting_with(organiser, lacks="checked_out")
        address = f"service-records/{record['service_record_id']}"
        answer = await organiser.post(
            f"{address}/complete", {"checked_out": "00:01", "reason": "看错了"}
        )
        assert_problem(answer, 400, "check_out_is_not_after_check_in")
        answer = await organiser.post(f"{address}/complete", {"checked_out": "11:00"})
        body = assert_problem(answer, 400, "request_is_malformed")
        assert body["fields"] == [{"field": "reason", "message": "必须填写"}]
        answer = await organiser.post(f"{address}/complete", {"reason": "没有要补的"})
        assert_problem(answer, 400, "completion_is_empty")
        for caller in (resident, supervisor):
            answer = await caller.post(f"{address}/verify")
            assert_problem(answer, 403, "permission_is_missing")
        answer = await organiser.post("service-records/999999/verify")
        assert_problem(answer, 404, "object_is_not_here")
