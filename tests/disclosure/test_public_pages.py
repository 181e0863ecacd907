"""What anybody sees without a login: the page, a line, the notice and its code, the JSON."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
import zxingcpp
from PIL import Image, ImageDraw
from pypdf import PdfReader
from sqlalchemy import text

from ledger.db.embedded import EmbeddedPostgres
from ledger.db.session import create_engine
from ledger.disclosure.public.bridge import bridge
from ledger.disclosure.public.charts import Bar, MonthPair, bars, month_bars, scale_of
from ledger.disclosure.public.qr import qr_svg
from ledger.evidence.report import in_groups
from tests.databases import Database, fresh_database
from tests.live_server import LiveServer, SampleEstate

ESTATE = "shuxiangyuan"


@pytest.fixture
async def page(live_server: LiveServer) -> tuple[str, str]:
    """The path and the HTML of the sample estate's published quarter."""
    async with live_server.http() as http:
        listed = await http.get(f"/p/{ESTATE}")
        assert listed.status_code == 200
        found = re.search(r'href="(/d/[A-Za-z0-9_-]{22})"', listed.text)
        assert found is not None
        return found[1], (await http.get(found[1])).text


class Outline(HTMLParser):
    """Collects what a page would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.loaded: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name == "src" or (tag == "link" and name == "href"):
                self.loaded.append(value or "")
            if name == "style" or name.startswith("on"):
                self.inline.append(f"{tag} {name}")


async def test_the_page_needs_no_script_and_no_other_host(
    live_server: LiveServer, page: tuple[str, str]
) -> None:
    outline = Outline()
    outline.feed(page[1])
    assert "script" not in outline.tags
    assert outline.inline == []
    assert outline.loaded == ["data:,", "/d/public.css"]
    async with live_server.http() as http:
        answer = await http.get(page[0])
        style = await http.get("/d/public.css")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "ledger_session" not in answer.headers.get("set-cookie", "")
    assert style.headers["content-type"].startswith("text/css")
    assert "http" not in style.text


async def test_a_residents_list_says_what_the_page_says(
    live_server: LiveServer, page: tuple[str, str]
) -> None:
    path, html = page
    async with live_server.signed_in("resident01") as [resident]:
        [listed] = (await resident.get("me/disclosures")).json()
    assert listed["url"] == path
    assert listed["title"] in html
    assert not listed["is_superseded"]
    for fen in (listed["income_fen"], listed["expense_fen"], listed["closing_fen"]):
        assert f"{fen // 100:,}.{fen % 100:02d}" in html


async def test_the_page_says_what_the_json_says(
    live_server: LiveServer, page: tuple[str, str]
) -> None:
    path, html = page
    async with live_server.http() as http:
        body = (await http.get(f"/api/v1/public/disclosures/{path[3:]}")).json()
    money = body["figures"]["income_statement"]
    for fen in (money["income_total_fen"], money["expense_total_fen"], money["closing_fen"]):
        assert f"{fen // 100:,}.{fen % 100:02d}" in html
    for group in in_groups(bytes.fromhex(body["checkpoint"]["root_hash"])).split():
        assert group in html
    assert body["title"] in html
    assert not {"prepared_by", "published_by", "disclosure_id"} & body.keys()


async def test_the_page_leads_from_the_bank_to_the_surplus(
    live_server: LiveServer, page: tuple[str, str]
) -> None:
    path, html = page
    async with live_server.http() as http:
        figures = (await http.get(f"/api/v1/public/disclosures/{path[3:]}")).json()["figures"]
        pdf = await http.get(f"{path}.pdf")
    bank, assets, debts, fund, surplus = bridge(figures)
    assert bank.amount_fen + assets.amount_fen - debts.amount_fen - fund.amount_fen == (
        surplus.amount_fen
    )
    assert surplus.amount_fen == figures["income_statement"]["closing_fen"]
    printed = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf.content)).pages)
    said = (re.sub(r"<[^>]+>|\s", "", html), re.sub(r"\s", "", printed))
    for line in (bank, assets, debts, fund, surplus):
        fen = line.amount_fen
        step = f"{line.title}{fen // 100:,}.{fen % 100:02d}"
        assert all(step in each for each in said), step


async def test_page_notice_and_json_say_what_stands_behind_the_points(
    live_server: LiveServer, page: tuple[str, str]
) -> None:
    path, html = page
    async with live_server.http() as http:
        figures = (await http.get(f"/api/v1/public/disclosures/{path[3:]}")).json()["figures"]
        pdf = await http.get(f"{path}.pdf")
    backing = figures["points_backing"]
    # The budget of the sample's second quarter pledges 5,000 yuan, of which nothing was redeemed.
    assert (backing["backing_fen"], backing["reserve_fen"]) == (500_000, 0)
    assert backing["outstanding_fen"] == figures["points_statement"]["outstanding_fen"]
    printed = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf.content)).pages)
    for said in (html, printed):
        plain = re.sub(r"<[^>]+>|\s", "", said)
        assert re.sub(r"\s", "", backing["sentence"]) in plain
        assert "留出的钱合计5,000.00" in plain
    assert html.count('class="chart"') == 5


async def test_the_trial_balance_has_two_sides_and_no_sign(
    live_server: LiveServer, page: tuple[str, str]
) -> None:
    path, html = page
    async with live_server.http() as http:
        body = (await http.get(f"/api/v1/public/disclosures/{path[3:]}")).json()
    table = html[html.index('<table class="many sides">') :].partition("</table>")[0]
    assert re.findall(r'<th class="number">(.*?)</th>', table) == [
        "期初借方", "期初贷方", "本期借方", "本期贷方", "期末借方", "期末贷方",
    ]  # fmt: skip
    rows = {
        code: re.findall(r'<td class="number">(.*?)</td>', cells)
        for code, cells in re.findall(r">(\d{4,}) [^<]*<(?:/a></td>|/td>)(.*?)</tr>", table)
    }
    surplus = next(
        row for row in body["figures"]["trial_balance"]["rows"] if row["code"] == "3101001"
    )
    assert surplus["closing"] < 0
    closing = -surplus["closing"]
    assert rows["3101001"][4:] == ["", f"{closing // 100:,}.{closing % 100:02d}"]
    assert len(rows) == len(body["figures"]["trial_balance"]["rows"])
    assert not any(cell.startswith("-") for cells in rows.values() for cell in cells)


async def test_every_line_opens_to_entries_that_add_up_to_it(
    live_server: LiveServer, page: tuple[str, str]
) -> None:
    path, html = page
    async with live_server.http() as http:
        body = (await http.get(f"/api/v1/public/disclosures/{path[3:]}")).json()
        for line in [
            *body["figures"]["income_statement"]["income"],
            *body["figures"]["income_statement"]["expense"],
        ]:
            href = f"{path}/line/{line['account_code']}"
            assert f'href="{href}"' in html
            opened = (await http.get(href)).text
            fen = line["amount_fen"]
            assert f"共 {line['entries']} 笔，合计 ¥{fen // 100:,}.{fen % 100:02d}" in opened
        people = await http.get(f"{path}/line/5101001")
    assert "李*(停车管理员)" in people.text or "李*" in people.text


@pytest.fixture
def sample(postgres: EmbeddedPostgres, sample_estate: SampleEstate) -> Iterator[Database]:
    """A copy of the estate that the server shows."""
    with fresh_database(postgres, template=sample_estate.template) as database:
        yield database


async def test_no_residents_name_is_on_a_public_page(
    live_server: LiveServer, page: tuple[str, str], sample: Database
) -> None:
    engine = create_engine(sample.service_url, pool_size=1)
    async with engine.connect() as conn:
        names = set((await conn.execute(text("select name from resident"))).scalars())
    await engine.dispose()
    assert len(names) > 100
    path, html = page
    codes = set(re.findall(rf'{path}/line/(\w+)"', html))
    assert len(codes) > 15
    async with live_server.http() as http:
        everything = html + "".join([(await http.get(f"{path}/line/{c}")).text for c in codes])
    assert [name for name in names if name in everything] == []


async def test_the_notice_is_a_pdf_that_says_the_same(
    live_server: LiveServer, page: tuple[str, str]
) -> None:
    path, _ = page
    async with live_server.http() as http:
        first = await http.get(f"{path}.pdf")
        second = await http.get(f"{path}.pdf")
        body = (await http.get(f"/api/v1/public/disclosures/{path[3:]}")).json()
    assert first.headers["content-type"] == "application/pdf"
    assert first.content == second.content
    pdf = PdfReader(io.BytesIO(first.content))
    words = "".join(sheet.extract_text() for sheet in pdf.pages)
    flat = re.sub(r"\s", "", words)
    assert body["title"] in flat
    for group in in_groups(bytes.fromhex(body["checkpoint"]["root_hash"])).split():
        assert group in flat
    money = body["figures"]["income_statement"]
    for fen in (money["income_total_fen"], money["expense_total_fen"], money["closing_fen"]):
        assert f"{fen // 100:,}.{fen % 100:02d}" in flat
    for table in ("收支表", "共享发展金表", "积分发行与核销表", "科目余额表", "监事会"):
        assert table in flat
    assert f"{live_server.url}{path}" in flat
    box = pdf.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842), "A4"
    metadata = pdf.xmp_metadata
    assert metadata is not None
    assert b"<pdfaid:part>2</pdfaid:part>" in first.content
    sheets: list[Any] = list(pdf.pages)
    fonts = {
        font.get_object()["/BaseFont"]
        for sheet in sheets
        for font in sheet["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("NotoSansCJK" in font for font in fonts), fonts


def read_qr(svg: str) -> str:
    size = re.search(r'viewBox="0 0 (\d+) \1"', svg)
    assert size is not None
    scale = 4
    image = Image.new("L", (int(size[1]) * scale,) * 2, 255)
    draw = ImageDraw.Draw(image)
    for column, row in re.findall(r"M(\d+) (\d+)h1v1h-1z", svg):
        x, y = int(column) * scale, int(row) * scale
        draw.rectangle((x, y, x + scale - 1, y + scale - 1), fill=0)
    [found] = zxingcpp.read_barcodes(image)
    text: str = found.text
    return text


async def test_the_code_on_the_page_opens_the_page(
    live_server: LiveServer, page: tuple[str, str]
) -> None:
    path, html = page
    svg = re.search(r"<svg[^>]*公示验真码.*?</svg>", html, re.DOTALL)
    assert svg is not None
    address = read_qr(svg[0])
    assert address == f"{live_server.url}{path}"
    async with httpx.AsyncClient(trust_env=False) as anybody:
        assert (await anybody.get(address)).status_code == 200


def test_the_code_survives_a_long_address() -> None:
    address = "https://gongshi.example.org/d/" + "A" * 22
    assert read_qr(qr_svg(address)) == address


async def test_an_attached_report_is_listed_with_its_hash_and_served_as_it_came(
    live_server: LiveServer, page: tuple[str, str]
) -> None:
    path, _ = page
    content = b"%PDF-1.7 audit report 2025 " + path.encode()
    async with live_server.signed_in("treasurer") as [treasurer]:
        listed = await treasurer.read("disclosures")
        published = next(item for item in listed["items"] if item["state"] == "published")
        uploaded = await treasurer.upload("documents", "审计报告.pdf", content)
        assert uploaded.status_code == 201, uploaded.text
        document_id = uploaded.json()["document_id"]
        await treasurer.do(
            f"disclosures/{published['disclosure_id']}/documents",
            {"document_id": document_id, "title": "2025年度审计报告"},
        )
        # The font lacks these; the notice is printed all the same.
        other = await treasurer.upload("documents", "清单.pdf", b"%PDF-1.7 " + path.encode())
        await treasurer.do(
            f"disclosures/{published['disclosure_id']}/documents",
            {"document_id": other.json()["document_id"], "title": "清单🎉 हिन्दी 𠮷"},
        )
    async with live_server.http() as http:
        html = (await http.get(path)).text
        printed = await http.get(f"{path}.pdf")
        served = await http.get(f"{path}/documents/{document_id}")
        stranger = await http.get(f"{path}/documents/{document_id + 1000}")
    assert printed.headers["content-type"] == "application/pdf"
    words = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(printed.content)).pages)
    assert "清单□" in words
    assert "2025年度审计报告" in html
    assert sha256(content).hexdigest() in html
    assert served.content == content
    assert stranger.status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/d/AAAAAAAAAAAAAAAAAAAAAA", "/d/AAAAAAAAAAAAAAAAAAAAAA.pdf", "/d/x", "/p/nowhere",
        "/d/AAAAAAAAAAAAAAAAAAAAAA/line/5102", "/d/AAAAAAAAAAAAAAAAAAAAAA/documents/1",
        "/d/%00", "/d/../../etc/passwd",
    ],
)  # fmt: skip
async def test_an_address_that_leads_nowhere_says_so(live_server: LiveServer, path: str) -> None:
    async with live_server.http() as http:
        answer = await http.get(path)
    assert answer.status_code == 404
    if "text/html" in answer.headers["content-type"]:
        assert "没有" in answer.text


async def test_a_points_account_opens_to_nothing_in_public(
    live_server: LiveServer, page: tuple[str, str]
) -> None:
    async with live_server.http() as http:
        assert (await http.get(f"{page[0]}/line/P2101")).status_code == 404


def test_bars_start_at_zero_and_keep_one_scale() -> None:
    rent, refund = Bar("租金<&", 1000), Bar("退款", -500)
    scale = scale_of([rent], [refund])
    assert scale == (-500, 1000)
    drawn = bars([rent, refund], kind="income", scale=scale)
    assert "租金&lt;&amp;" in drawn
    widths = [int(width) for width in re.findall(r'width="(\d+)" height="12"', drawn)]
    lefts = [int(left) for left in re.findall(r'<rect class="income" x="(\d+)"', drawn)]
    assert widths[0] in (2 * widths[1], 2 * widths[1] + 1)
    assert lefts[0] == lefts[1] + widths[1], "both touch zero"
    assert bars([], kind="income", scale=(0, 0)) == ""
    assert bars([Bar("零", 0)], kind="income", scale=(0, 0)).count("<rect") == 1


def test_months_stand_on_zero() -> None:
    drawn = month_bars([MonthPair("4月", 1000, 0), MonthPair("5月", 500, -3)])
    bottoms = {
        int(y) + int(height)
        for y, height in re.findall(r'y="(\d+)" width="\d+" height="(\d+)"', drawn)
    }
    assert bottoms == {170}
    assert month_bars([]) == ""
