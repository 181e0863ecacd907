"""A card at the counter, by keyboard alone; at the desk, and on its holder's phone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.watched import CONFLICT, COUNTER, DESK, PHONE, opened
from tests.chromium import LaunchBrowser
from tests.live_server import LiveServer, SampleEstate
from tests.printed_page import codes_in

pytestmark = pytest.mark.browser

# Slower than a scanner gun, as a person types.
TYPING_MS = 150
GUN_MS = 8


def demo_cards(sample: SampleEstate) -> tuple[list[str], str]:
    """Return the numbers of the sample's cards and the PIN of the first."""
    *numbers, pin = (sample.data_dir / "secrets" / "demo-cards").read_text().split()
    return numbers, pin


async def scan(page: Page, number: str) -> None:
    await page.keyboard.type(number, delay=GUN_MS)
    await page.keyboard.press("Enter")


async def test_a_card_and_a_pin_by_keyboard_alone(
    live_server: LiveServer, sample_estate: SampleEstate, launch_browser: LaunchBrowser
) -> None:
    numbers, pin = demo_cards(sample_estate)
    browser = await launch_browser()
    async with (
        opened(browser, live_server, COUNTER, login="shop04") as (counter, watch),
        opened(browser, live_server, PHONE, login="resident03") as (phone, _),
    ):
        await counter.goto("/ui/m/counter")
        await expect(counter.get_by_text("请扫顾客的付款码或居民卡")).to_be_visible()

        # The gun reads the card wherever the focus is; the PIN's field has it then.
        await scan(counter, numbers[0])
        field = counter.get_by_label("请持卡人自己输入 6 位密码", exact=True)
        await expect(field).to_be_focused()
        await expect(counter.get_by_role("heading", name=re.compile("居民卡"))).to_contain_text(
            numbers[0][-4:]
        )

        # A wrong one first: told, masked, and typed anew.
        watch.expected.append(CONFLICT)
        wrong = pin[:-1] + str((int(pin[-1]) + 1) % 10)
        await counter.keyboard.type(wrong, delay=TYPING_MS)
        assert await field.get_attribute("type") == "password"
        await counter.keyboard.press("Enter")
        await expect(counter.get_by_role("alert")).to_contain_text("卡号和密码对不上")
        await expect(field).to_be_focused()
        await expect(field).to_have_value("")

        await counter.keyboard.type(pin, delay=TYPING_MS)
        await counter.keyboard.press("Enter")
        effect = counter.locator(".effect")
        await expect(effect).to_contain_text("的余额")
        # Nothing of the card or its PIN stays in the page.
        kept = await counter.evaluate(
            "JSON.stringify([localStorage, sessionStorage, document.title])"
        )
        assert numbers[0] not in kept
        assert pin not in kept

        await counter.keyboard.type("7", delay=TYPING_MS)
        await counter.keyboard.press("Enter")
        await expect(effect).to_contain_text("→")
        await counter.keyboard.press("F9")
        await expect(counter.get_by_role("dialog", name="核销成功")).to_be_visible()

        await phone.goto("/ui/m/cards")
        await expect(phone.get_by_role("heading", name="最近刷卡")).to_be_visible()
        card = phone.get_by_role("region", name=re.compile(f"尾号 {numbers[0][-4:]}"))
        await expect(card).to_contain_text("使用中")
        await card.get_by_role("button", name="卡丢了，挂失").click()
        await card.get_by_role("button", name="再点一下，马上挂失").click()
        await expect(phone.get_by_role("status")).to_contain_text("已经挂失")
        await expect(card).to_contain_text("已挂失")

        # At once: the same card and the right PIN.
        await counter.keyboard.press("Escape")
        await scan(counter, numbers[0])
        await expect(field).to_be_focused()
        await counter.keyboard.type(pin, delay=TYPING_MS)
        await counter.keyboard.press("Enter")
        await expect(counter.get_by_role("alert")).to_contain_text("这张卡不能用")


async def test_a_touch_screen_and_somebody_known_by_sight(
    live_server: LiveServer, sample_estate: SampleEstate, launch_browser: LaunchBrowser
) -> None:
    numbers, _ = demo_cards(sample_estate)
    browser = await launch_browser()
    async with opened(browser, live_server, PHONE, login="shop01") as (counter, watch):
        watch.expected.append(CONFLICT)
        await counter.goto("/ui/m/counter")
        await counter.get_by_role("button", name="手输").click()
        await counter.get_by_label("付款码 20 位，卡号 16 位").fill(numbers[1])
        keys = counter.get_by_role("group", name=re.compile("的数字键"))
        for digit in "135790":
            await keys.get_by_role("button", name=digit, exact=True).click()
        box = await keys.get_by_role("button", name="5", exact=True).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 60
        await keys.get_by_role("button", name="好", exact=True).click()
        await expect(counter.get_by_role("alert")).to_contain_text("卡号和密码对不上")

        await counter.get_by_role("button", name="卡没有密码").click()
        await counter.get_by_label("持卡人说的姓名").fill("不认识的人")
        await counter.get_by_label("认人的店员").fill("店员小周")
        await counter.get_by_label("怎么认出的").fill("和卡上照片一致")
        await counter.get_by_role("button", name="认得是本人").click()
        await expect(counter.get_by_role("alert")).to_contain_text("卡号和密码对不上")
        await counter.get_by_role("button", name="不用这张卡").click()
        await expect(counter.get_by_text("请扫顾客的付款码或居民卡")).to_be_visible()


async def test_the_desk_makes_hands_out_and_blocks(
    live_server: LiveServer,
    sample_estate: SampleEstate,
    launch_browser: LaunchBrowser,
    tmp_path: Path,
) -> None:
    browser = await launch_browser()
    async with opened(browser, live_server, DESK, login="organiser") as (desk, _):
        await desk.goto("/ui/desk/cards")
        await desk.get_by_label("丢失、拾到报给谁（印在卡上）").fill("书香社区服务台")
        async with desk.expect_download() as downloading:
            await desk.get_by_role("button", name="制卡，下载印张").click()
        sheet = tmp_path / "sheet.pdf"
        await (await downloading.value).save_as(sheet)
        numbers = sorted(codes_in(sheet.read_bytes(), tmp_path))
        assert len(numbers) == 20
        await expect(desk.get_by_role("status").first).to_contain_text("卡号只给这一次")

        await desk.get_by_role("button", name="发卡", exact=True).click()
        form = desk.get_by_role("form", name="发卡")
        await form.get_by_label("住户编号").fill("1")
        await form.get_by_label("空白卡的卡号（可用扫码枪）").fill(numbers[0])
        for label in ("请持卡人输入新密码", "请再输入一次"):
            field = form.get_by_label(label, exact=True)
            await field.press_sequentially("407285", delay=20)
            await field.press("Enter")
        await expect(form.get_by_role("status").last).to_contain_text("一样")
        await form.get_by_role("button", name="发卡", exact=True).click()
        await expect(desk.get_by_role("status").first).to_contain_text("卡已发给住户")

        tail = numbers[0][-4:]
        await desk.get_by_role("button", name=f"打开尾号 {tail} 的卡").click()
        await desk.get_by_label("理由（写进这张卡的经过，至少两个字）").fill("本人来报丢失")
        await desk.get_by_role("button", name="挂失", exact=True).click()
        await desk.get_by_role("button", name="马上挂失").click()
        await expect(desk.get_by_role("status").first).to_contain_text(f"尾号 {tail} 的卡已挂失")
        # The list's state stands in the address and survives a reload.
        await desk.get_by_label("状态").select_option("blocked")
        await expect(desk).to_have_url(re.compile("state=blocked"))
        await desk.reload()
        await expect(desk.get_by_role("button", name=f"打开尾号 {tail} 的卡")).to_be_visible()
