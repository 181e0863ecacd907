# mypy: ignore-errors
# It was written for the interfaces of that release.
"""Makes `released_0025.sql.xz`: a database as the release with migrations 0001 to 0025 left it.

Run once, with the program of that release:

    git worktree add ../released 18fad2d
    PYTHONPATH=../released/src:../released .venv/bin/python \
        tests/migrations/dump_released_0025.py tests/migrations/released_0025.sql.xz

It holds the sample estate as `ledger serve --demo` loads it, with cards, a household's points, a
certificate and activities that are open and under way; beside them an activity in every other
state, a second version of the rules, saved minutes, and a request for help in every state. A second
estate has a reversal, grants, an attachment, closed months and a publication, and the book of a
third is empty. Of the sorting feed only those who sort most are there, or the file would be large.
"""

from __future__ import annotations

import asyncio
import csv
import io
import lzma
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path

from pydantic import SecretStr
from released import write_secrets
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.certificates.operations import Asking, issue_certificate
from ledger.db import migrate
from ledger.db.embedded import SERVICE_ROLE, SUPERUSER_ROLE, EmbeddedPostgres
from ledger.db.ids import CHINA, new_token, now_utc, today_in_china
from ledger.db.personal_data import PersonalDataKeys
from ledger.db.postgres_programs import environment, program
from ledger.db.session import create_engine
from ledger.demo import load_demo, loading
from ledger.demo.counter import people_of
from ledger.estates.rule_profile import Rules, shipped_profile
from ledger.estates.rule_versions.operations import DraftContent, adopt_draft, draft_rules
from ledger.evidence.operations import DAILY, make_checkpoint
from ledger.evidence.sealer import Sealer
from ledger.identity.roles import Role
from ledger.intake.source_file import SourceFile
from ledger.points.gifts.operations import donate_points
from ledger.posting.holds import place_hold
from ledger.settings import Settings
from ledger.time_bank.help.completion import confirm_service
from ledger.time_bank.help.operations import (
    Acting,
    Wish,
    accept_request,
    appeal,
    publish_request,
    report_service,
    withdraw_request,
)
from ledger.time_bank.help.rules import Service
from ledger.time_bank.operations import deposit_minutes, donate_minutes, give_minutes
from ledger.volunteering.activities.operations import (
    ActivityDraft,
    cancel_activity,
    plan_activities,
    publish_activities,
)
from ledger.volunteering.activities.rules import Times
from ledger.volunteering.activities.sign_ups import sign_up
from ledger.volunteering.attendance.codes import Direction
from ledger.volunteering.attendance.confirmations import Finishing
from ledger.volunteering.attendance.operations import finish_activity, mark_by_list, start_activity
from ledger.volunteering.queries import service_records
from ledger.volunteering.verification import verify_service_record
from tests.reporting import books

SORTERS = 30
"""Of so many residents the feed is kept, which is enough for what they redeem in June."""
HOUR = timedelta(hours=1)


class ShortFiles:
    """The sample files, the feed cut to the residents who sort most."""

    @staticmethod
    def of(name: str, content: bytes) -> SourceFile:
        if name.startswith("sorting_events"):
            head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
            most = {who for who, _ in Counter(row[3] for row in rows).most_common(SORTERS)}
            short = io.StringIO()
            csv.writer(short, lineterminator="\n").writerows(
                [head, *(row for row in rows if row[3] in most)]
            )
            content = short.getvalue().encode()
        return SourceFile.of(name, content)


async def _fill(url: str, service_url: str, data_dir: Path) -> None:
    await migrate.upgrade(url)
    settings = Settings(data_dir=data_dir, database_url=SecretStr(url), host="127.0.0.1")
    write_secrets(settings.secrets_dir)
    keys = PersonalDataKeys.open(settings.secrets_dir)
    owner = create_engine(url, pool_size=1)
    service = create_engine(service_url, pool_size=2, personal_data=keys)
    loading.SourceFile = ShortFiles
    try:
        await load_demo(service, settings, lambda _done, _total: None)
        async with service.begin() as conn:
            estate_id, people = await people_of(conn)
            await _activities(conn, estate_id, people)
            await _rules(conn, estate_id, people)
            await _time_bank(conn, estate_id, people)
            await _points(conn, estate_id, people)
            await _second_certificate(conn, estate_id, people)
        async with owner.begin() as conn:
            second = await books.make_estate(conn, code="second")
            await books.make_estate(conn, code="empty")
        async with service.begin() as conn:
            await books.a_quarter(conn, second)
            await books.close(conn, second, 202604, 202605, 202606)
            await books.publish_quarter(conn, second)
            await make_checkpoint(
                conn,
                estate_id=second.estate_id,
                sealer=Sealer.of(settings),
                now=datetime(2026, 7, 6, tzinfo=UTC),
                reason=DAILY,
            )
    finally:
        await owner.dispose()
        await service.dispose()


async def _activities(conn: AsyncConnection, estate_id: int, people) -> None:
    """A draft, one called off, one whose list waits for the second word, one that is over."""
    organiser, committee = people["organiser"].user_id, people["committee"].user_id
    day = today_in_china() - timedelta(days=2)
    starts = datetime.combine(day, time(9), CHINA)
    ids = {"estate_id": estate_id}
    for number, state in enumerate(("draft", "cancelled", "confirmed", "closed")):
        begins = starts + number * 2 * HOUR
        early = {"now": begins - 3 * HOUR}
        lasts = 3 * HOUR if state == "closed" else HOUR
        times = Times(begins, begins + lasts, begins, begins - 2 * HOUR)
        draft = ActivityDraft(
            f"楼道清扫 {number + 1}", "人居环境", "社区志愿服务队", "3栋楼前", "工具现场领",
            times, 5, 2,
        )  # fmt: skip
        [activity_id] = await plan_activities(
            conn, draft, **ids, repeats=None, last_on=None, actor_user_id=organiser, **early
        )
        one = ids | {"activity_id": activity_id}
        if state == "draft":
            continue
        await publish_activities(conn, **ids, activity_ids=[activity_id], **early)
        came = [people[login] for login in ("resident01", "resident02", "resident05")]
        for who in came:
            await sign_up(
                conn, **one, resident_id=who.resident_id, actor_user_id=who.user_id, **early
            )
        if state == "cancelled":
            await cancel_activity(conn, **one, **early)
            continue
        await start_activity(conn, **one, now=begins - HOUR)
        for direction, at in ((Direction.IN, begins), (Direction.OUT, begins + lasts - HOUR / 60)):
            for who in came:
                await mark_by_list(
                    conn, direction, **one, resident_id=who.resident_id, actor_user_id=organiser,
                    now=at,
                )  # fmt: skip
        await finish_activity(
            conn,
            Finishing(organiser, "网格员 02", frozenset({Role.ORGANISER})),
            **one,
            now=begins + lasts + HOUR / 2,
        )
    for record in await service_records(
        conn, **ids, state="waiting", q=draft.name, after=0, limit=50
    ):
        verified = await verify_service_record(
            conn, **ids, service_record_id=record.service_record_id, actor_user_id=committee,
            roles=frozenset({Role.COMMITTEE}), now=now_utc(), today=today_in_china(),
        )  # fmt: skip
        assert verified.state == "verified"


async def _rules(conn: AsyncConnection, estate_id: int, people) -> None:
    """Rules that the committee adopted for the year to come."""
    resolution = b"%PDF-1.7 the resolution"
    document_id = await conn.scalar(
        text("""insert into source_document (estate_id, sha256, filename, media_type, size_bytes,
                content, uploaded_by)
            values (:estate_id, :sha256, '决议.pdf', 'application/pdf', :size, :content, :by)
            returning document_id"""),
        {
            "estate_id": estate_id, "sha256": sha256(resolution).digest(),
            "size": len(resolution), "content": resolution, "by": people["committee"].user_id,
        },
    )  # fmt: skip
    rules = shipped_profile("shuxiangyuan", 1).model_dump(
        mode="json", include=set(Rules.model_fields)
    )
    rules["service"]["quality_percent"] = {"助老": 120}
    today = today_in_china()
    draft_id = await draft_rules(
        conn,
        DraftContent(rules, date(today.year + 1, 7, 1), None, "业委会决议 2026-11", document_id),
        estate_id=estate_id,
        actor_user_id=people["treasurer"].user_id,
        today=today,
    )
    await adopt_draft(
        conn, estate_id=estate_id, rule_draft_id=draft_id,
        actor_user_id=people["committee"].user_id, now=now_utc(), today=today,
    )  # fmt: skip


async def _time_bank(conn: AsyncConnection, estate_id: int, people) -> None:
    """Minutes saved, given and donated; a request for help in every state."""
    now, today = now_utc(), today_in_china()
    head, spouse = people["resident05"], people["resident06"]
    for person in (head, people["resident01"]):
        await deposit_minutes(
            conn, estate_id=estate_id, resident_id=person.resident_id,
            actor_user_id=person.user_id, today=today,
        )  # fmt: skip
    own = {"estate_id": estate_id, "actor_user_id": head.user_id, "today": today}
    await give_minutes(
        conn, **own, giver_id=head.resident_id, taker_id=spouse.resident_id, minutes=10,
        idempotency_key="gift",
    )  # fmt: skip
    await donate_minutes(
        conn, **own, resident_id=head.resident_id, minutes=5, idempotency_key="donation"
    )
    asker, helper = people["resident01"], people["resident02"]
    for number, state in enumerate(
        ("open", "withdrawn", "accepted", "served", "appealed", "confirmed"), start=1
    ):
        wish = Wish("陪同就医", "想请人陪我去量血压", 20, now + HOUR, now + 3 * HOUR)
        request = await publish_request(
            conn, wish, estate_id=estate_id, resident_id=asker.resident_id,
            idempotency_key=f"help:{number}", actor_user_id=asker.user_id, now=now,
        )  # fmt: skip
        asking = Acting(estate_id, request, asker.user_id, asker.resident_id, now)
        helping = Acting(estate_id, request, helper.user_id, helper.resident_id, now)
        if state == "withdrawn":
            await withdraw_request(conn, asking, key=f"withdraw:{number}")
        if state in ("open", "withdrawn"):
            continue
        await accept_request(conn, helping)
        if state != "accepted":
            await report_service(conn, helping, Service(today, time(0, 5 * number), 20))
        if state == "appealed":
            await appeal(conn, asking, reason="时间对不上")
        if state == "confirmed":
            await confirm_service(conn, asking, rating=5, remark="很好")


async def _points(conn: AsyncConnection, estate_id: int, people) -> None:
    """Points in the pool, and points that are held."""
    donor = people["resident04"]
    await donate_points(
        conn, estate_id=estate_id, resident_id=donor.resident_id, points=2,
        idempotency_key="donation", actor_user_id=donor.user_id, today=today_in_china(),
    )  # fmt: skip
    await place_hold(
        conn,
        estate_id=estate_id,
        account=("P2101", f"resident:{donor.resident_id}"),
        amount=3,
        expires_at=datetime(2030, 1, 1, tzinfo=UTC),
        purpose="预订",
        placed_by=people["organiser"].user_id,
        idempotency_key="hold",
    )


async def _second_certificate(conn: AsyncConnection, estate_id: int, people) -> None:
    volunteer = people["resident02"]
    await issue_certificate(
        conn,
        Asking(volunteer.resident_id, None, None, "self"),
        estate_id=estate_id,
        actor_user_id=volunteer.user_id,
        token=new_token(16),
        salt=new_token(16),
        now=now_utc(),
        today=today_in_china(),
    )


def main(target: Path) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedPostgres(Path(folder), durable=False) as postgres,
    ):
        asyncio.run(
            _fill(postgres.url(), postgres.url(user=SERVICE_ROLE), postgres.data_dir / "sample")
        )
        dump = subprocess.run(
            [
                program("pg_dump"), "--host", str(postgres.socket_folder),
                "--username", SUPERUSER_ROLE, "ledger",
            ],
            env=environment(), check=True, capture_output=True,
        ).stdout  # fmt: skip
    target.write_bytes(lzma.compress(dump, preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
