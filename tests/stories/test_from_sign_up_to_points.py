"""One volunteer from the notice to points: signs up, comes, forgets to sign out, is confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from ledger.db.ids import CHINA
from tests.live_server import Caller, LiveServer, assert_problem

ACTIVITY = "垃圾分类值守"
"""Under way in the sample estate."""
HOUR = timedelta(hours=1)


async def activity_of(volunteer: Caller) -> dict[str, Any]:
    coming = await volunteer.read_all("me/coming-activities")
    return next(activity for activity in coming if activity["name"] == ACTIVITY)


async def code_on_the_screen(organiser: Caller, plan: str, direction: str) -> str:
    shown = await organiser.read(f"{plan}/check-in-code", direction=direction)
    return str(shown["digits"])


async def test_from_sign_up_to_points(live_server: LiveServer) -> None:
    logins = ("resident05", "resident01", "organiser", "committee", "treasurer")
    async with live_server.signed_in(*logins) as callers:
        volunteer, other, organiser, committee, treasurer = callers
        before = await volunteer.read("me/wallet")
        activity = await activity_of(volunteer)
        mine = f"me/coming-activities/{activity['activity_id']}"
        plan = f"activity-plans/{activity['activity_id']}"
        assert (activity["state_title"], activity["my_state"]) == ("进行中", None)

        # The phone is held against the screen; who did not sign up gets a place that is free.
        code = await code_on_the_screen(organiser, plan, "in")
        marked = await volunteer.do(f"{mine}/check-in", {"code": code})
        assert marked["direction_title"] == "签到"
        assert (await volunteer.read(mine))["my_state"] == "signed_up"
        assert_problem(
            await volunteer.post(f"{mine}/check-in", {"code": code}), 409, "marked_already"
        )
        # Somebody who signed up long ago does not come.
        assert (await other.read(mine))["my_state"] == "signed_up"

        # No code says anything for another activity.
        beside = next(
            each
            for each in await volunteer.read_all("me/coming-activities")
            if each["name"] != ACTIVITY
        )
        assert_problem(
            await volunteer.post(
                f"me/coming-activities/{beside['activity_id']}/check-in", {"code": code}
            ),
            409,
            "activity_state_forbids",
        )

        confirmed = await organiser.do(f"{plan}/finish", {})
        assert confirmed["state_title"] == "待核实"
        assert (await other.read(mine))["my_state_title"] == "没有到场"
        waiting = await organiser.read_all("service-records", state="waiting", q=ACTIVITY)
        [record] = [each for each in waiting if each["checked_out"] is None
                    and each["on"] == activity["on"]]  # fmt: skip
        assert "没有签退时间" in record["reason"]
        address = f"service-records/{record['service_record_id']}"
        assert_problem(
            await committee.post(f"{address}/verify"), 409, "service_record_is_incomplete"
        )
        assert (await volunteer.read("me/wallet"))["points"] == before["points"]

        # At most until the planned end; then a second person confirms, and it counts.
        began = datetime.fromisoformat(activity["starts_at"]).astimezone(CHINA)
        outside = {"checked_in": "00:00"} if began.hour else {"checked_out": "23:59"}
        answer = await organiser.post(f"{address}/complete", outside | {"reason": "同组人证明"})
        assert_problem(answer, 400, "times_are_outside_the_plan")
        # The activity began before the phone was held up; the organiser was there and knows.
        times = {"checked_in": f"{began:%H:%M}", "checked_out": f"{began + HOUR:%H:%M}"}
        done = await organiser.do(f"{address}/complete", times | {"reason": "同组人证明"})
        assert done["service_minutes"] == 60
        answer = await organiser.post(f"{address}/verify")
        assert_problem(answer, 409, "same_person_may_not_verify")
        verified = await committee.do(f"{address}/verify")
        assert (verified["state"], verified["points"]) == ("verified", 1)

        after = await volunteer.read("me/wallet")
        assert after["points"] - before["points"] == 1
        assert after["service_minutes"] - before["service_minutes"] == 60
        closed = await organiser.read(plan)
        assert closed["state_title"] == "已结束"
        month = (await treasurer.read(""))["today"][:7]
        for series in ("时", "积"):
            journal = await treasurer.read_all(
                "books/journal", **{"series": series, "from": month, "to": month}
            )
            assert journal[-1]["narration"].startswith(ACTIVITY)
