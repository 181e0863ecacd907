"""Takes the pictures of README.md from a running sample estate: `make run`, then this script.

    .venv/bin/python scripts/screenshots.py [ADDRESS]

Residents prove who they are by a text message and the staff by a second factor, so sessions are
opened in the database of `make run`, in its data directory (LEDGER_DATA_DIR, or var/).
"""

from __future__ import annotations

import asyncio
import io
import os
import sys
import tempfile
from importlib import util
from pathlib import Path
from shutil import which

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect

from ledger.db.embedded import EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from tests.signed_in import COOKIE, cookie_at  # noqa: E402

IMAGES = ROOT / "docs" / "images"
BYTES_MAX = 300_000
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 860}


def data_dir() -> Path:
    return Path(os.environ.get("LEDGER_DATA_DIR", ROOT / "var"))


def keep(picture: bytes, name: str) -> None:
    """Write a picture with as many colours as its size allows."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64):
        file = io.BytesIO()
        image.quantize(colours).save(file, "PNG", optimize=True)
        if len(file.getvalue()) < BYTES_MAX:
            break
    else:
        raise SystemExit(f"{name} does not fit into {BYTES_MAX} bytes")
    (IMAGES / name).write_bytes(file.getvalue())
    print(f"{name}: {len(file.getvalue()) // 1000} kB, {image.width}×{image.height}")


async def open_page(
    browser: Browser, address: str, path: str, size: dict[str, int], *, login: str = ""
) -> Page:
    context = await browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        base_url=address,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        device_scale_factor=2 if size is PHONE else 1,
    )
    if login:
        database = EmbeddedPostgres(data_dir() / "postgres").url()
        cookie = await cookie_at(database, login)
        await context.add_cookies([{"name": COOKIE, "value": cookie, "url": address}])
    page = await context.new_page()
    await page.goto(path)
    await expect(page.get_by_role("heading", level=1).first).to_be_visible()
    return page


async def show_counter(browser: Browser, address: str) -> bytes:
    """Return the counter with goods chosen and a resident's real code read."""
    phone = await open_page(browser, address, "/ui/m/pay-code", PHONE, login="resident02")
    digits = (await phone.locator(".digits").inner_text()).replace("\n", "").replace(" ", "")
    counter = await open_page(browser, address, "/ui/m/counter", DESK, login="shop01")
    await counter.get_by_role("button", name="东北大米5kg").click()
    await counter.keyboard.type(digits, delay=8)
    await counter.keyboard.press("Enter")
    await expect(counter.locator(".effect")).to_contain_text("→")
    return await counter.screenshot()


async def take_pictures(address: str, fonts: Path) -> None:
    executable = which("chromium") or which("google-chrome")
    if executable is None:
        raise SystemExit("no Chromium on this machine")
    flags = ["--disable-gpu", "--disable-dev-shm-usage"]
    flags += ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable,
            args=flags,
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        )
        desk = await open_page(browser, address, "/ui/desk/today", DESK, login="treasurer")
        # The bars grow into their places.
        await desk.wait_for_timeout(1500)
        keep(await desk.screenshot(), "desk.png")
        phone = await open_page(browser, address, "/ui/m/home", PHONE, login="resident01")
        await expect(phone.locator(".balance")).to_be_visible()
        keep(await phone.screenshot(), "phone.png")
        keep(await show_counter(browser, address), "counter.png")
        public = await open_page(browser, address, "/p/shuxiangyuan", PHONE)
        await public.get_by_role("link", name="季度财务公示").first.click()
        await expect(public.get_by_role("heading", level=1)).to_contain_text("公示")
        keep(await public.screenshot(), "public.png")
        await browser.close()


def fonts_conf(folder: Path) -> Path:
    """Let Chromium find the font that the PDF uses, on a machine without a Chinese font."""
    spec = util.find_spec("manimgx_fonts_cjk")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    font_folder = next(iter(spec.submodule_search_locations))
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>'
        f"<dir>{font_folder}</dir><dir>/usr/share/fonts</dir>"
        f"<cachedir>{folder}/cache</cachedir></fontconfig>\n",
        "utf-8",
    )
    return path


def main() -> None:
    address = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(take_pictures(address, fonts_conf(Path(folder))))


if __name__ == "__main__":
    main()
