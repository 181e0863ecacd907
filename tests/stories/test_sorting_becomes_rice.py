"""One household from the bin to the shop: what it sorts becomes points once, and points rice."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from sqlalchemy import make_url, text

from ledger.db.embedded import SERVICE_ROLE
from ledger.db.session import create_engine
from tests.cli.commands import Said, Shell
from tests.live_server import Caller, LiveServer

SAMPLES = files("ledger.estates") / "sample_estate"
HEAD, SPOUSE = "resident05", "resident06"
"""They live together in the sample estate, and both may use the household's points."""
DAYS = 6
POINTS_A_DAY = 8
"""可回收 3 and 有害 5; the day's cap is as much."""
RICE, RICE_POINTS = "S001", 44
LUNCH, LUNCH_POINTS, LUNCH_FEN = "S007", 10, 800
SORTING, WALLETS, HOUSEHOLDS = "P1102", "P2101", "P2102"
RETIRED, AWAITING = "P3104", "P2201"
GOODS, GOODS_EXPENSE = "1201001", "5104002"
PAYABLE, PAYABLE_EXPENSE = "2202001", "5104001"


async def owner_no(server: LiveServer, login: str) -> str:
    """Return the number under which the bins know a resident."""
    engine = create_engine(service_url(server), pool_size=1)
    try:
        async with engine.connect() as conn:
            found: str = await conn.scalar(
                text("""select r.owner_no from role_grant g join app_user u using (user_id)
                    join resident r using (estate_id, resident_id) where u.login = :login"""),
                {"login": login},
            )
    finally:
        await engine.dispose()
    return found


def service_url(server: LiveServer) -> str:
    address = make_url(server.database_url).set(username=SERVICE_ROLE)
    return address.render_as_string(hide_password=False)


def feed(owner: str, today: date) -> bytes:
    """A week of a household that sorts what it can; of the last day each event comes twice."""
    lines = ["事件号,时间,设备,业主编号,类别,重量(克)"]
    for back in range(DAYS, 0, -1):
        day = today - timedelta(days=back)
        lines += [
            f"RICE{back}A,{day} 07:30:00,BIN-2,{owner},可回收,1200",
            f"RICE{back}B,{day} 19:10:00,BIN-2,{owner},有害,300",
        ]
    return "\n".join([*lines, *lines[-2:]]).encode()


async def imported(caller: Caller, kind: str, name: str, content: bytes) -> dict[str, Any]:
    """Hand a file in, take what it previews, and return counts and result."""
    answer = await caller.upload("imports", name, content, kind=kind)
    assert answer.status_code == 201, answer.text
    booked = await caller.do(f"imports/{answer.json()['import_id']}/book", {"accepted_rows": []})
    found: dict[str, Any] = answer.json()["counts"] | booked["result"]
    return found


async def balances(treasurer: Caller) -> dict[str, int]:
    """Return what every account stands at, debit positive."""
    found: dict[str, int] = {}
    for currency in ("CNY", "PTS", "MIN"):
        said = await treasurer.read("books/trial-balance", currency=currency)
        assert said["is_balanced"]
        found |= {row["code"]: row["closing"] for row in said["rows"]}
    return found


def moved(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """Return by how much the accounts at the bottom of the story's branches have moved."""
    ours = {SORTING, WALLETS, HOUSEHOLDS, RETIRED, AWAITING, GOODS, GOODS_EXPENSE, PAYABLE,
            PAYABLE_EXPENSE}  # fmt: skip
    change = {code: after.get(code, 0) - before.get(code, 0) for code in ours}
    return {code: by for code, by in change.items() if by}


async def bought(household: Caller, shop: Caller, sku: str, quantity: int) -> dict[str, Any]:
    """Show the household's code at a counter and take goods for it."""
    counter = await shop.read("counter")
    item = next(each for each in counter["items"] if each["sku"] == sku)
    code = (await household.do("me/household-points/pay-codes"))["digits"]
    order = {"code": code, "lines": [{"item_id": item["item_id"], "quantity": quantity}]}
    done = await shop.do("counter/redemptions", order)
    after = next(each for each in (await shop.read("counter"))["items"] if each["sku"] == sku)
    # A service has no stock.
    goods_out = item["stock"] - after["stock"] if item["stock"] is not None else None
    return done | {"goods_out": goods_out, "expected": item["points_price"] * quantity}


def verified(server: LiveServer) -> Said:
    urls = {
        "LEDGER_DATABASE_URL": server.database_url,
        "LEDGER_SERVICE_DATABASE_URL": service_url(server),
    }
    return Shell(server.data_dir, urls)("verify", "--database")


async def test_from_the_bin_to_the_rice(live_server: LiveServer) -> None:
    logins = (HEAD, SPOUSE, "organiser", "treasurer", "shop01", "shop04")
    async with live_server.signed_in(*logins) as callers:
        head, spouse, organiser, treasurer, grocer, canteen = callers
        start = await balances(treasurer)
        had = (await head.read("me/wallet"))["points"]
        together = (await head.read("me/household-points"))["points"]

        # The bins report; the report comes once more, as they do after a night without network.
        week = feed(await owner_no(live_server, HEAD),
                    date.fromisoformat((await treasurer.read(""))["today"]))  # fmt: skip
        first = await imported(organiser, "sorting_events", "本周.csv", week)
        assert (first["new"], first["known"], first["booked"]) == (2 * DAYS, 2, 2 * DAYS)
        earned = DAYS * POINTS_A_DAY
        assert (await head.read("me/wallet"))["points"] == had + earned
        sorted_ = await balances(treasurer)
        assert moved(start, sorted_) == {SORTING: earned, WALLETS: -earned}
        second = await imported(organiser, "sorting_events", "本周再报.csv", week + b"\n")
        assert (second["new"], second["known"], second["booked"]) == (0, 2 * DAYS + 2, 0)
        assert await balances(treasurer) == sorted_

        # So does what the whole estate handed in for the quarter.
        for kind, name in (
            ("service_signin", "service_signin_2026Q2.xlsx"),
            ("sorting_events", "sorting_events_2026Q2.csv"),
        ):
            again = await imported(organiser, kind, name, (SAMPLES / name).read_bytes())
            assert (again["new"], again["booked"]) == (0, 0)
            assert again["known"] > 100
        assert await balances(treasurer) == sorted_

        # What one of them earned is put together, and the other goes shopping with it.
        put_in = await head.do("me/household-points/transfers", {"points": RICE_POINTS})
        assert put_in["household_after"] == together + RICE_POINTS
        shared = await balances(treasurer)
        assert moved(sorted_, shared) == {WALLETS: RICE_POINTS, HOUSEHOLDS: -RICE_POINTS}
        own = (await spouse.read("me/wallet"))["points"]

        rice = await bought(spouse, grocer, RICE, 1)
        assert (rice["points"], rice["expected"], rice["goods_out"]) == (
            RICE_POINTS, RICE_POINTS, 1,
        )  # fmt: skip
        # The store's goods are the estate's own: nobody is owed anything.
        assert rice["payable_fen"] is None
        at_home = await balances(treasurer)
        assert moved(shared, at_home) == {
            HOUSEHOLDS: RICE_POINTS, RETIRED: -RICE_POINTS, GOODS: -43_80, GOODS_EXPENSE: 43_80,
        }  # fmt: skip
        assert (await spouse.read("me/wallet"))["points"] == own

        # What is left pays a lunch at a merchant's, who is owed for it.
        lunches = together // LUNCH_POINTS
        assert lunches > 0
        lunch = await bought(spouse, canteen, LUNCH, lunches)
        owed = lunches * LUNCH_FEN
        assert (lunch["points"], lunch["payable_fen"]) == (lunches * LUNCH_POINTS, owed)
        in_the_end = await balances(treasurer)
        assert moved(at_home, in_the_end) == {
            HOUSEHOLDS: lunches * LUNCH_POINTS, AWAITING: -lunches * LUNCH_POINTS,
            PAYABLE_EXPENSE: owed, PAYABLE: -owed,
        }  # fmt: skip
        left = (await head.read("me/household-points"))["points"]
        assert left == together - lunches * LUNCH_POINTS

        said = await asyncio.to_thread(verified, live_server)
        assert said.code == 0, said.out + said.err
