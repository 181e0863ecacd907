"""The sample estate 书香苑 and its second quarter of 2026, loaded through the real operations.

Nothing is inserted behind the program's back: files go through the importers, money through
prepare → approve → post, points through pay codes at the counter, and the quarter through the
same publishing that the committee uses. Loading a second time does nothing.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db.ids import new_token, now_utc, today_in_china
from ledger.db.personal_data import PersonalDataKeys
from ledger.db.secret_files import secret_of
from ledger.demo.activities import announce_activities
from ledger.demo.awards import give_awards
from ledger.demo.cards import hand_out_cards
from ledger.demo.certificate import certify_a_volunteer
from ledger.demo.counter import people_of, redeem_in_june
from ledger.demo.groups import name_groups
from ledger.demo.household import settle_family
from ledger.demo.loading import ESTATE_CODE, FIRST_MONTH, QUARTER, STEPS, Loader, Progress
from ledger.demo.logins import DemoLogins, demo_logins, enrol_staff
from ledger.demo.next_rules import draft_next_rules
from ledger.demo.night_patrol import patrol_at_night
from ledger.demo.offices import open_offices
from ledger.demo.points_budget import adopt_first_budget, back_the_budget, keep_budgets
from ledger.demo.receipts import hand_in_receipts
from ledger.demo.recognition import recognise_volunteers
from ledger.demo.service_appeals import put_services_right
from ledger.demo.time_bank import help_each_other
from ledger.disclosure import operations as disclosures
from ledger.estates.queries import estate_id_of_code
from ledger.evidence.operations import for_disclosure, make_checkpoint
from ledger.evidence.sealer import Sealer
from ledger.posting.periods import close_period
from ledger.settings import Settings

__all__ = ["ESTATE_CODE", "DemoLogins", "load_demo"]


async def load_demo(engine: AsyncEngine, settings: Settings, progress: Progress) -> DemoLogins:
    """Load the sample estate unless it is there, and say how to sign in.

    Each part is one database transaction or safe to repeat, so a kill in the middle is followed
    by a start that goes on from there.
    """
    password = secret_of(settings.secrets_dir, "demo-password", fresh=f"book-{new_token(6)}")
    async with engine.begin() as conn:
        if await estate_id_of_code(conn, ESTATE_CODE) is None:
            loader = await Loader.start(conn, password, progress)
            await adopt_first_budget(conn, today=loader.today)
            await loader.load_files()
            await loader.set_the_doubtful_payment_aside()
            await loader.post_money()
            await back_the_budget(conn, today=loader.today)
            await loader.open_counters_and_phones()
    async with engine.connect() as conn:
        is_published = await _is_published(conn)
    if not is_published:
        await redeem_in_june(engine)
        async with engine.begin() as conn:
            await _publish_quarter(conn, Sealer.of(settings))
        progress(STEPS, STEPS)
    async with engine.begin() as conn:
        await announce_activities(conn, now=now_utc())
        await keep_budgets(conn, now=now_utc(), today=today_in_china())
        await patrol_at_night(conn, secrets_dir=settings.secrets_dir, now=now_utc())
        await settle_family(conn, now=now_utc(), today=today_in_china())
        await put_services_right(conn, now=now_utc(), today=today_in_china())
        await certify_a_volunteer(conn, now=now_utc(), today=today_in_china())
        await help_each_other(conn, now=now_utc(), today=today_in_china())
        await give_awards(conn, now=now_utc(), today=today_in_china())
        await hand_in_receipts(conn, now=now_utc(), today=today_in_china())
        await recognise_volunteers(conn, now=now_utc(), today=today_in_china())
        await draft_next_rules(conn, today=today_in_china())
        await name_groups(conn)
        await open_offices(conn, password=password)
        await enrol_staff(conn, secrets_dir=settings.secrets_dir, now=now_utc())
        cards = await hand_out_cards(conn, secrets_dir=settings.secrets_dir, today=today_in_china())
        return await demo_logins(
            conn,
            password=password,
            personal=PersonalDataKeys.open(settings.secrets_dir),
            cards=cards,
        )


async def _is_published(conn: AsyncConnection) -> bool:
    found = await conn.execute(
        text("""select exists (select from disclosure d join estate e using (estate_id)
            where e.code = :code and d.state = 'published')"""),
        {"code": ESTATE_CODE},
    )
    return bool(found.scalar_one())


async def _publish_quarter(conn: AsyncConnection, sealer: Sealer) -> None:
    estate_id, people = await people_of(conn)
    treasurer, committee = people["treasurer"].user_id, people["committee"].user_id
    now, today = now_utc(), today_in_china()
    for month in FIRST_MONTH.through(QUARTER[1]):
        await close_period(
            conn, estate_id=estate_id, month=month, actor_user_id=treasurer, now=now, today=today
        )
    draft = await disclosures.draft_disclosure(
        conn,
        estate_id=estate_id,
        first=QUARTER[0],
        last=QUARTER[1],
        actor_user_id=treasurer,
        now=now,
    )
    await disclosures.publish_disclosure(
        conn,
        estate_id=estate_id,
        disclosure_id=draft.disclosure_id,
        actor_user_id=committee,
        now=now,
    )
    reason = for_disclosure(draft.disclosure_id)
    await make_checkpoint(conn, estate_id=estate_id, sealer=sealer, now=now, reason=reason)
