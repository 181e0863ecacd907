"""A card at the organiser's list: its holder comes and goes, a thief's card does not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from ledger.db.ids import new_digits, now_utc, today_in_china
from ledger.db.session import in_installation
from ledger.redemption.cards import batches, operations
from ledger.redemption.cards.numbers import RANDOM_DIGITS, card_number
from tests.conftest import Database
from tests.posting.town import rows
from tests.volunteering.activities.test_routes import do
from tests.volunteering.attendance.test_routes import under_way
from tests.web.online import Browser, Online, town_online


@pytest.fixture(scope="module")
async def online(
    module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Online]:
    async with town_online(module_database, tmp_path_factory.mktemp("data")) as online:
        yield online


async def card_for(online: Online, resident_id: int) -> tuple[str, int]:
    number = card_number(new_digits(RANDOM_DIGITS))
    clerk, estate_id = online.town.treasurer, online.town.estate
    async with in_installation(online.engine) as conn:
        await batches.make_batch(
            conn, estate_id=estate_id, numbers=[number], request_key=number[:8],
            actor_user_id=clerk,
        )  # fmt: skip
        card_id = await operations.bind_card(
            conn, estate_id=estate_id, number=number, resident_id=resident_id, pin=None,
            reason="本人到场", today=today_in_china(), actor_user_id=clerk,
        )  # fmt: skip
    return number, card_id


async def someone(online: Online) -> int:
    async with in_installation(online.engine) as conn:
        resident_id: int = (
            await conn.execute(
                text("""insert into resident (estate_id, name) values (:e, '持卡人')
                    returning resident_id"""),
                {"e": online.town.estate},
            )
        ).scalar_one()
    return resident_id


async def lay(
    organiser: Browser, plan: str, number: str, direction: str = "in", status: int = 200
) -> dict[str, Any]:
    body = {"card": number, "direction": direction}
    answered: dict[str, Any] = await do(organiser, f"{plan}/card-marks", body, status=status)
    return answered


async def test_a_card_signs_its_holder_in_and_out(online: Online) -> None:
    organiser = await online.signed_in("organiser")
    resident_id = await someone(online)
    number, card_id = await card_for(online, resident_id)
    activity_id = await under_way(online, organiser, capacity=5)
    plan = f"{online.estate}/activity-plans/{activity_id}"
    # Who has not signed up gets a place that is free; groups and full-width digits are read.
    spaced = f"{number[:4]} {number[4:]}"
    marked = await lay(organiser, plan, spaced)
    assert (marked["direction_title"], marked["attendance"]["came_by"]) == ("签到", "card")
    assert (await lay(organiser, plan, number, status=409))["code"] == "marked_already"
    out = await lay(organiser, plan, number, "out")
    assert out["attendance"]["left_by"] == "card"
    async with in_installation(online.engine) as conn:
        marks = await rows(
            conn,
            """select m.direction, m.method, m.card_id, u.login from attendance_mark m
            join app_user u on u.user_id = m.marked_by where m.resident_id = :r order by 1""",
            r=resident_id,
        )
        assert marks == [
            ("in", "card", card_id, "organiser"),
            ("out", "card", card_id, "organiser"),
        ]
        # The number itself is written down nowhere, in no record of the request either.
        kept = await rows(conn, "select fingerprint::text from request_outcome")
        assert kept
        assert not any(number in said or spaced in said for [said] in kept)


async def test_a_lost_card_is_refused_and_guessing_is_throttled(online: Online) -> None:
    organiser = await online.signed_in("organiser")
    number, card_id = await card_for(online, await someone(online))
    activity_id = await under_way(online, organiser, name="刷卡试错")
    plan = f"{online.estate}/activity-plans/{activity_id}"
    async with in_installation(online.engine) as conn:
        await operations.block_card(
            conn, estate_id=online.town.estate, card_id=card_id, reason="丢了",
            acted_as="staff", actor_user_id=online.town.treasurer,
        )  # fmt: skip
    wrong = await lay(organiser, plan, number, status=409)
    assert wrong["code"] == "card_is_not_good_for_check_in"
    # What was mistyped is looked up nowhere and does not count.
    assert (await lay(organiser, plan, "8123", status=400))["code"] == "card_number_is_mistyped"
    for _ in range(4):
        strange = card_number(new_digits(RANDOM_DIGITS))
        assert (await lay(organiser, plan, strange, status=409))["code"] == wrong["code"]
    last = await lay(organiser, plan, card_number(new_digits(RANDOM_DIGITS)), status=429)
    assert last["code"] == "check_in_is_throttled"


async def test_nobody_lays_down_their_own_card_for_themselves(online: Online) -> None:
    second = await online.signed_in("resident")
    resident_id = online.town.residents[online.town.estate][0]
    number, _ = await card_for(online, resident_id)
    organiser = await online.signed_in("organiser")
    activity_id = await under_way(online, organiser, name="自己刷卡")
    plan = f"{online.estate}/activity-plans/{activity_id}"
    refused = await do(
        second, f"{plan}/card-marks", {"card": number, "direction": "in"}, status=403
    )
    assert refused["code"] == "permission_is_missing"
    async with in_installation(online.engine) as conn:
        await conn.execute(
            text("""insert into role_grant (estate_id, user_id, role, starts_on, resident_id)
                select :e, user_id, 'resident', :day, :r from app_user
                where login = 'committee'"""),
            {"e": online.town.estate, "day": now_utc().date(), "r": resident_id},
        )
        await conn.execute(
            text("""insert into role_grant (estate_id, user_id, role, starts_on)
                select :e, user_id, 'organiser', :day from app_user where login = 'committee'"""),
            {"e": online.town.estate, "day": today_in_china()},
        )
    own = await online.signed_in("committee")
    assert (await lay(own, plan, number, status=409))["code"] == "nobody_marks_themselves"
