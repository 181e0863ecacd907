"""`ledger expire` for the daily timer; what it retires is told in tests/points."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from ledger.db.session import create_engine
from ledger.posting.holds import place_hold
from tests.cli.commands import Shell
from tests.databases import Database

EXPIRE = ("expire", "--estate", "shuxiangyuan", "--as")


def test_a_day_on_which_nothing_runs_out(shell: Shell) -> None:
    said = shell(*EXPIRE, "operator")
    assert (said.code, "0 批共 0 分" in said.out) == (0, True), said
    assert shell("verify", "--database").code == 0


def test_only_an_operator_of_the_estate_may(shell: Shell) -> None:
    said = shell(*EXPIRE, "treasurer")
    assert (said.code, "permission_is_missing" in said.err) == (1, True), said
    assert shell(*EXPIRE, "nobody").code == 1
    assert shell("expire", "--estate", "nowhere", "--as", "operator").code == 1


async def test_what_was_held_too_long_is_given_back(shell: Shell, sample_copy: Database) -> None:
    engine = create_engine(sample_copy.service_url, pool_size=1)
    async with engine.begin() as conn:
        estate_id = await conn.scalar(text("select estate_id from book"))
        for key, minutes in (("over", -1), ("in time", 60)):
            await place_hold(
                conn,
                estate_id=estate_id,
                account=("1002001", ""),
                amount=100,
                expires_at=datetime.now(UTC) + timedelta(minutes=minutes),
                purpose="保洁费",
                placed_by=await conn.scalar(text("select min(user_id) from app_user")),
                idempotency_key=key,
            )
        # The second gave the first back; the sweeper finds one that nobody met.
        await conn.execute(text("update hold set expires_at = now() where purpose = '保洁费'"))
    said = shell(*EXPIRE, "operator")
    assert (said.code, "放回超时预占 1 笔" in said.out) == (0, True), said
    async with engine.connect() as conn:
        held = await conn.scalar(
            text("""select sum(b.held) from balance b join account a using (estate_id, account_id)
                where a.code = '1002001'""")
        )
        assert held == 0
    await engine.dispose()
    assert shell("verify", "--database").code == 0
