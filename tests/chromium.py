"""Drives the machine's own Chromium; no browser is downloaded. Fonts come from our font wheel."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from importlib import util
from pathlib import Path
from typing import Protocol

import pytest
import qrcode
from PIL import Image
from playwright.async_api import Browser, async_playwright

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


@pytest.fixture
async def launch_browser(tmp_path: Path) -> AsyncIterator[LaunchBrowser]:
    """Start Chromium, with `camera` as what its camera sees (a file of `camera_file`).

    Give contexts `locale="zh-CN"`, and `permissions=["camera"]` where a page scans.
    """
    executable = chromium_path()
    if executable is None:
        pytest.skip("no Chromium on this machine; `apt-get install chromium` brings it")
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(_fonts_conf(cache=tmp_path / "fonts-cache"), "utf-8")
    async with AsyncExitStack() as stack:
        playwright = await stack.enter_async_context(async_playwright())

        async def launch(*, camera: Path | None = None) -> Browser:
            flags = [*FLAGS]
            if os.geteuid() == 0:
                flags.append("--no-sandbox")
            if camera is not None:
                flags.append("--use-fake-ui-for-media-stream")
                flags.append("--use-fake-device-for-media-stream")
                flags.append(f"--use-file-for-fake-video-capture={camera.absolute()}")
            browser = await playwright.chromium.launch(
                executable_path=executable,
                args=flags,
                env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
            )
            stack.push_async_callback(browser.close)
            return browser

        yield launch


@pytest.fixture
async def browser(launch_browser: LaunchBrowser) -> Browser:
    """Chromium without a camera."""
    return await launch_browser()


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
