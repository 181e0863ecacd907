"""Estates, their place in the city, their rules and their dwellings."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.estates import queries
from ledger.estates.importers import DwellingsImporter
from ledger.estates.operations import add_first_rules, found_estate
from ledger.estates.rule_profile import RuleProfile, shipped_profile
from ledger.intake.source_file import SourceFile
from tests.posting.town import found_town, rows

REGION = ("川南市", "江北县", "东门街道", "书香社区")


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


async def found(conn: AsyncConnection, code: str, *, region: tuple[str, ...] = REGION) -> int:
    return await found_estate(
        conn,
        code=code,
        name="书香苑",
        kind="商品房",
        operating_model="居民自管",
        region=region,
        profile=shipped_profile("shuxiangyuan", 1),
    )


async def test_an_estate_stands_under_its_community(conn: AsyncConnection) -> None:
    estate_id = await found(conn, "a")
    row = await queries.read_estate(conn, estate_id)
    assert (row.code, row.name, row.region) == ("a", "书香苑", "川南市/江北县/东门街道/书香社区")
    assert (row.dwellings, row.residents, row.first_month) == (0, 0, None)
    assert await queries.estate_id_of_code(conn, "a") == estate_id
    assert await queries.estate_id_of_code(conn, "b") is None


async def test_founding_twice_changes_nothing(conn: AsyncConnection) -> None:
    assert await found(conn, "a") == await found(conn, "a")
    assert await rows(conn, "select level, name from region order by region_id") == list(
        zip(("city", "district", "subdistrict", "community"), REGION, strict=True)
    )


async def test_communities_of_one_name_in_two_streets_are_two(conn: AsyncConnection) -> None:
    one = await found(conn, "a")
    two = await found(conn, "b", region=(*REGION[:2], "西门街道", REGION[3]))
    assert (await queries.read_estate(conn, one)).region.endswith("东门街道/书香社区")
    assert (await queries.read_estate(conn, two)).region.endswith("西门街道/书香社区")
    assert len(await rows(conn, "select 1 from region where name = '江北县'")) == 1


async def test_an_estate_that_is_not_there(conn: AsyncConnection) -> None:
    with pytest.raises(ObjectIsNotHere, match="没有找到这个小区"):
        await queries.read_estate(conn, 999)


def version(number: int, effective_on: date) -> RuleProfile:
    plain = shipped_profile("shuxiangyuan", 1)
    return plain.model_copy(update={"version": number, "effective_on": effective_on})


async def test_the_rules_of_a_day_are_the_newest_in_force_on_it(conn: AsyncConnection) -> None:
    estate_id = await found(conn, "a")
    first = shipped_profile("shuxiangyuan", 1).effective_on
    last = date(2028, 12, 31)
    await add_version(conn, estate_id, version(2, date(2027, 1, 1)))
    await add_version(
        conn, estate_id, version(3, date(2028, 1, 1)).model_copy(update={"ends_on": last})
    )
    in_force = {
        first: "shuxiangyuan/1",
        date(2026, 12, 31): "shuxiangyuan/1",
        date(2027, 1, 1): "shuxiangyuan/2",
        date(2027, 12, 31): "shuxiangyuan/2",
        date(2028, 1, 1): "shuxiangyuan/3",
        last: "shuxiangyuan/3",
    }
    book = await queries.rule_book(conn, estate_id)
    for day, wanted in in_force.items():
        found_profile = await queries.rule_profile(conn, estate_id, on=day)
        assert found_profile.version_text == wanted
        assert book.on(day) == found_profile
        assert await queries.rule_versions(conn, [estate_id], on=day) == {estate_id: wanted}
    for day in (date(first.year - 1, 1, 1), date(2029, 1, 1)):
        assert book.on(day) is None
        assert await queries.rule_versions(conn, [estate_id], on=day) == {}
        with pytest.raises(ObjectIsNotHere, match="有效的规则档案"):
            await queries.rule_profile(conn, estate_id, on=day)


async def add_version(conn: AsyncConnection, estate_id: int, profile: RuleProfile) -> None:
    """Add a version as an estate has it that had several before versions were adopted."""
    await conn.execute(
        text("""insert into rule_version (estate_id, version, name, effective_on, ends_on, source,
                body)
            values (:estate_id, :version, :name, :effective_on, :ends_on, :source,
                cast(:body as jsonb))"""),
        profile.model_dump(include={"version", "name", "effective_on", "ends_on", "source"})
        | {"estate_id": estate_id, "body": profile.model_dump_json()},
    )


async def test_an_estate_with_rules_keeps_them(conn: AsyncConnection) -> None:
    estate_id = await found(conn, "a")
    shipped = shipped_profile("shuxiangyuan", 1)
    await add_first_rules(conn, estate_id, shipped.model_copy(update={"source": "改过的出处"}))
    assert await queries.rule_profile(conn, estate_id, on=date(2026, 6, 1)) == shipped


# Dwellings ---------------------------------------------------------------------------------------

HEADER = "楼栋,单元,房号,专有部分面积(㎡),业主编号,业主姓名,手机号,常住人数"
FILE = [
    "1,1,0101,76.05,O1,张三,19900000001,3",
    "1,1,0102,134.77,O2,李四,19900000002,2",
    "2,1,0101,88,O1,张三,19900000001,0",
]


def source(*lines: str) -> SourceFile:
    return SourceFile.of("房屋.csv", "\n".join([HEADER, *lines]).encode())


async def book(
    conn: AsyncConnection, estate_id: int, *lines: str, accepted: tuple[int, ...] = ()
) -> int:
    result = await DwellingsImporter().book(
        conn,
        estate_id=estate_id,
        file=source(*lines),
        accepted_rows=frozenset(accepted),
        actor_user_id=1,
        now=datetime(2026, 6, 18, tzinfo=UTC),
        today=date(2026, 6, 18),
        progress=None,
    )
    return result.booked


async def owners(conn: AsyncConnection, estate_id: int) -> dict[str, list[str]]:
    found_rows = await rows(
        conn,
        """select d.building_no || '-' || d.room_no, array_agg(r.name order by r.name)
        from dwelling d left join dwelling_owner o using (estate_id, dwelling_id)
        left join resident r using (estate_id, resident_id)
        where d.estate_id = :e group by 1""",
        e=estate_id,
    )
    return dict(found_rows)


async def test_one_owner_of_several_dwellings_is_one_resident(conn: AsyncConnection) -> None:
    estate_id = await found(conn, "a")
    assert await book(conn, estate_id, *FILE) == 3
    assert await owners(conn, estate_id) == {
        "1-0101": ["张三"],
        "1-0102": ["李四"],
        "2-0101": ["张三"],
    }
    row = await queries.read_estate(conn, estate_id)
    assert (row.dwellings, row.residents) == (3, 2)
    by_owner_no = await queries.residents_by_owner_no(conn, estate_id)
    assert sorted(by_owner_no.items()) == await rows(
        conn, "select owner_no, resident_id from resident order by owner_no"
    )


async def test_the_same_list_again_is_known(conn: AsyncConnection) -> None:
    estate_id = await found(conn, "a")
    await book(conn, estate_id, *FILE)
    preview = await DwellingsImporter().preview(conn, estate_id=estate_id, file=source(*FILE))
    assert [row.status for row in preview.rows] == ["known"] * 3
    assert await book(conn, estate_id, *FILE) == 0


async def test_a_new_owner_is_doubtful_and_replaces_the_former_when_accepted(
    conn: AsyncConnection,
) -> None:
    estate_id = await found(conn, "a")
    await book(conn, estate_id, *FILE)
    sold = "1,1,0101,76.05,O3,王五,19900000003,1"
    preview = await DwellingsImporter().preview(conn, estate_id=estate_id, file=source(sold))
    (row,) = preview.rows
    assert (row.status, [reason.code for reason in row.reasons]) == (
        "doubtful",
        ["dwelling_changes"],
    )
    assert await book(conn, estate_id, sold) == 0
    assert await book(conn, estate_id, sold, accepted=(row.row_no,)) == 1
    assert (await owners(conn, estate_id))["1-0101"] == ["王五"]
    assert (await owners(conn, estate_id))["2-0101"] == ["张三"]


async def test_dwellings_are_listed_by_page_and_by_part_of_the_label(
    conn: AsyncConnection,
) -> None:
    estate_id = await found(conn, "a")
    await book(conn, estate_id, *FILE)
    everything = await queries.dwellings_of(conn, estate_id, after=0, limit=10)
    assert [(row.label, row.owner_name) for row in everything] == [
        ("1栋1单元0101", "张三"),
        ("1栋1单元0102", "李四"),
        ("2栋1单元0101", "张三"),
    ]
    rest = await queries.dwellings_of(conn, estate_id, after=everything[0].dwelling_id, limit=1)
    assert rest == everything[1:2]
    for q, count in (("2栋", 1), ("0101", 2), ("单元", 3), ("%", 0), ("_", 0), ("3栋", 0)):
        assert len(await queries.dwellings_of(conn, estate_id, after=0, limit=10, q=q)) == count


async def test_another_estates_dwellings_are_not_listed(conn: AsyncConnection) -> None:
    town = await found_town(conn, estates=2)
    await book(conn, town.estates[0], *FILE)
    assert await queries.dwellings_of(conn, town.estates[1], after=0, limit=10) == []
    assert await queries.residents_by_room(conn, town.estates[1]) == {}
    assert await book(conn, town.estates[1], *FILE) == 3
    assert await conn.scalar(text("select count(*) from dwelling")) == 6
