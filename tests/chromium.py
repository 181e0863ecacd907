"""Drives the machine's own Chromium; no browser is downloaded. Fonts come from our font wheel."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Callable
from importlib import util
from pathlib import Path
from typing import Protocol

import pytest
import qrcode
from PIL import Image
from playwright.async_api import Browser, Playwright, async_playwright

from tests.databases import SERVER_DIR_VARIABLE

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # /dev/shm is 64 MB in most containers.
    "--disable-dev-shm-usage",
)
CAMERA_SIZE = (640, 480)
CAMERA_CODE_PX = 360
CAMERA_FRAMES = 20


class LaunchBrowser(Protocol):
    async def __call__(self, *, camera: Path | None = None) -> Browser: ...


def chromium_path() -> str | None:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    return None


class Chromium:
    """The Chromium of a module's tests, started when it is first asked for."""

    def __init__(self, playwright: Playwright, *, executable: str, fonts: Path) -> None:
        self._playwright = playwright
        self._executable = executable
        self._fonts = fonts
        self.shared: Browser | None = None

    async def share(self) -> Browser:
        if self.shared is None or not self.shared.is_connected():
            self.shared = await self.launch()
        return self.shared

    async def launch(self, *more_flags: str) -> Browser:
        flags = [*FLAGS, *more_flags]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")
        return await self._playwright.chromium.launch(
            executable_path=self._executable,
            args=flags,
            env={**os.environ, "FONTCONFIG_FILE": str(self._fonts)},
        )


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Chromium]:
    executable = chromium_path()
    if executable is None:
        pytest.skip("no Chromium on this machine; `apt-get install chromium` brings it")
    # One for the whole run: the first to look at the fonts takes seconds to write down the rest.
    run = Path(os.environ[SERVER_DIR_VARIABLE])
    fonts = run / f"fonts-{os.getpid()}.conf"
    fonts.write_text(_fonts_conf(cache=run / "fonts-cache"), "utf-8")
    async with async_playwright() as playwright:
        chromium = Chromium(playwright, executable=executable, fonts=fonts)
        yield chromium
        if chromium.shared is not None:
            await chromium.shared.close()


@pytest.fixture
async def launch_browser(chromium: Chromium) -> AsyncIterator[LaunchBrowser]:
    """Return Chromium, with `camera` one of its own that sees this (a file of `camera_file`).

    The module's tests share the one without a camera, each with contexts of its own, which are
    closed behind it. Give contexts `locale="zh-CN"`, and `permissions=["camera"]` where a page
    scans.
    """
    with_camera: list[Browser] = []

    async def launch(*, camera: Path | None = None) -> Browser:
        if camera is None:
            return await chromium.share()
        browser = await chromium.launch(
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={camera.absolute()}",
        )
        with_camera.append(browser)
        return browser

    yield launch
    for browser in with_camera:
        await browser.close()
    if chromium.shared is not None:
        for context in chromium.shared.contexts:
            await context.close()


@pytest.fixture
def camera_file(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that writes a film of two seconds showing a text as QR code."""

    def write(text: str) -> Path:
        path = tmp_path / "camera.y4m"
        path.write_bytes(_film_of(text))
        return path

    return write


def _film_of(text: str) -> bytes:
    width, height = CAMERA_SIZE
    code = qrcode.make(text).get_image().convert("L").resize((CAMERA_CODE_PX, CAMERA_CODE_PX))
    picture = Image.new("L", CAMERA_SIZE, 200)
    picture.paste(code, ((width - CAMERA_CODE_PX) // 2, (height - CAMERA_CODE_PX) // 2))
    # Two quarter-size colour planes without colour follow the brightness plane.
    frame = b"FRAME\n" + picture.tobytes() + bytes([128]) * (width * height // 2)
    header = f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode()
    return header + frame * CAMERA_FRAMES


def _fonts_conf(*, cache: Path) -> str:
    spec = util.find_spec("manimgx_fonts_cjk")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    folder = next(iter(spec.submodule_search_locations))
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>'
        f"<dir>{folder}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir>"
        "</fontconfig>\n"
    )
