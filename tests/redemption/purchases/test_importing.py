"""Receipts from a file: registered once, decided by somebody else, the file under their entries."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledger.intake.importer import BookingResult
from ledger.intake.operations import PreviewedImport, book_import, upload_import
from ledger.intake.source_file import SourceFile
from ledger.redemption.purchases.importing import PurchasesImporter
from ledger.redemption.purchases.outlook import outlook_of
from ledger.redemption.purchases.returns import return_purchase
from ledger.redemption.purchases.rules import (
    PurchaseIsNotConfirmed,
    PurchaseNeedsSecondPerson,
    ReturnChangesNothing,
)
from tests.redemption.purchases.buying import NOW, confirm, faults
from tests.redemption.world import DAY, World

FILE = """便民食堂 6 月小票,,,,
小票号,消费日期,消费金额(元),业主编号,商户编号
A-1,2026-06-18,56.80,O1,M04
A-2,2026/6/17,"1,020.00",O0,M04
A-3,2026-06-18,3.00,O1,M04
合计,,"1,079.80",,
"""


async def hand_in(
    world: World,
    content: str = FILE,
    *,
    encoding: str = "gb18030",
    importer: PurchasesImporter | None = None,
    by: int | None = None,
) -> tuple[PreviewedImport, BookingResult]:
    file = SourceFile.of("小票.csv", content.encode(encoding))
    by = by or world.cook
    async with world.engine.begin() as conn:
        # The files of June are looked at later: all of them are old by the database's clock.
        uploaded = await upload_import(
            conn,
            estate_id=world.estate_id,
            kind="merchant_purchases",
            file=file,
            actor_user_id=by,
            importer=importer,
        )
        result = await book_import(
            conn,
            estate_id=world.estate_id,
            import_id=uploaded.batch.import_id,
            accepted_rows=frozenset(),
            actor_user_id=by,
            now=NOW,
            today=DAY,
            importer=importer,
        )
    return uploaded, result


async def purchase_of(world: World, receipt_no: str) -> int:
    async with world.engine.connect() as conn:
        found: int = (
            await conn.execute(
                text("select merchant_purchase_id from merchant_purchase where receipt_no = :no"),
                {"no": receipt_no},
            )
        ).scalar_one()
    return found


async def test_a_file_handed_in_twice_registers_each_receipt_once(owed: World) -> None:
    uploaded, result = await hand_in(owed)
    assert (result.booked, result.refused) == (2, 1)
    assert [row.values["points"] for row in uploaded.preview.rows] == [5, 102, None]
    assert uploaded.preview.notes
    _, again = await hand_in(owed, encoding="utf-8-sig")
    assert (again.booked, again.skipped_known) == (0, 2)
    assert await owed.count("merchant_purchase") == 2
    assert await owed.wallet(1) == 60


async def test_a_second_person_confirms_and_the_entries_name_the_file(owed: World) -> None:
    await hand_in(owed)
    number = await purchase_of(owed, "A-1")
    with pytest.raises(PurchaseNeedsSecondPerson):
        await confirm(owed, number, by=owed.cook)
    await confirm(owed, number)
    assert await owed.wallet(1) == 65
    async with owed.engine.connect() as conn:
        named = await conn.scalar(
            text("""select count(*) from journal_entry e
                join source_document d on d.estate_id = e.estate_id and d.sha256 = e.documents[1]
                where e.source = 'merchant_purchase:' || :number"""),
            {"number": str(number)},
        )
    assert named == 2
    assert await faults(owed) == []


async def test_a_shop_registers_nothing_for_another(owed: World) -> None:
    only = PurchasesImporter(merchant_id=owed.merchants["M01"])
    _, result = await hand_in(owed, importer=only, by=owed.grocer)
    assert (result.booked, result.refused) == (0, 3)


async def test_the_outlook_says_what_a_confirmation_would_do(owed: World) -> None:
    await hand_in(owed)
    async with owed.engine.connect() as conn:
        seen = [
            await outlook_of(
                conn,
                estate_id=owed.estate_id,
                merchant_purchase_id=await purchase_of(owed, receipt),
                today=DAY,
            )
            for receipt in ("A-1", "A-2")
        ]
    assert [each.worth.points for each in seen if each.worth] == [5, 102]
    assert [each.owed_fen for each in seen] == [2400, 2400]
    assert seen[0].problem is None
    assert "81.60 元" in (seen[1].problem or "")


async def test_returned_goods_give_their_points_back_as_a_correction(owed: World) -> None:
    await hand_in(owed)
    number = await purchase_of(owed, "A-1")

    async def bring_back(amount_left_fen: int) -> int:
        async with owed.engine.begin() as conn:
            return await return_purchase(
                conn,
                estate_id=owed.estate_id,
                merchant_purchase_id=number,
                merchant_id=owed.merchants["M04"],
                amount_left_fen=amount_left_fen,
                reason="退了一箱牛奶",
                actor_user_id=owed.cook,
                now=NOW,
            )

    with pytest.raises(PurchaseIsNotConfirmed):
        await bring_back(0)
    await confirm(owed, number)
    with pytest.raises(ReturnChangesNothing):
        await bring_back(5000)
    await bring_back(2999)
    async with owed.engine.connect() as conn:
        asked = (
            await conn.execute(text("select points_asked, reason from points_deduction"))
        ).one()
    assert asked.points_asked == 3
    assert asked.reason == "退货：小票 A-1 退后实付 29.99 元，退了一箱牛奶"


async def test_the_database_takes_receipts_of_a_file_from_who_booked_it(owed: World) -> None:
    await hand_in(owed)
    async with owed.engine.connect() as conn:
        with pytest.raises(DBAPIError, match="did not book as receipts"):
            await conn.execute(
                text("""insert into merchant_purchase (estate_id, merchant_id, receipt_no,
                        bought_on, amount_fen, resident_id, registered_by, registered_at, import_id)
                    select estate_id, merchant_id, 'X', bought_on, amount_fen, resident_id, :by,
                        registered_at, import_id
                    from merchant_purchase where receipt_no = 'A-1'"""),
                {"by": owed.grocer},
            )
    async with owed.engine.connect() as conn:
        with pytest.raises(DBAPIError, match="check constraint"):
            await conn.execute(
                text("""insert into merchant_purchase (estate_id, merchant_id, receipt_no,
                        bought_on, amount_fen, resident_id, registered_by, registered_at)
                    select estate_id, merchant_id, 'X', bought_on - 8, amount_fen, resident_id,
                        registered_by, registered_at
                    from merchant_purchase where receipt_no = 'A-1'""")
            )
