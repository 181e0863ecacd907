"""Which answers are compressed, and that every one arrives whole."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator

import pytest
from litestar import Litestar, get
from litestar.config.compression import CompressionConfig
from litestar.params import FromPath
from litestar.response import Stream
from litestar.testing import AsyncTestClient

from ledger.web.compression import CompressionOfLongAnswers


@get("/long/{size:int}", media_type="text/plain", sync_to_thread=False)
def letters(size: FromPath[int]) -> str:
    return "书" * (size // 3) + "x" * (size % 3)


@get("/parts/{count:int}")
async def parts(count: FromPath[int]) -> Stream:
    async def each() -> AsyncIterator[bytes]:
        for number in range(count):
            yield f"part {number};".encode()

    return Stream(each(), media_type="text/plain")


@pytest.fixture(scope="module")
async def client() -> AsyncIterator[AsyncTestClient[Litestar]]:
    app = Litestar(
        [letters, parts],
        compression_config=CompressionConfig(
            backend="gzip", middleware_class=CompressionOfLongAnswers
        ),
        openapi_config=None,
    )
    async with AsyncTestClient(app) as client:
        yield client


@pytest.mark.parametrize("size", [0, 1, 499, 500, 501, 70_000])
@pytest.mark.parametrize("accepted", ["gzip, deflate", "identity"])
async def test_long_answers_are_compressed_where_the_browser_can_read_them(
    client: AsyncTestClient[Litestar], size: int, accepted: str
) -> None:
    is_compressed = size >= 500 and "gzip" in accepted
    async with client.stream(
        "GET", f"/long/{size}", headers={"Accept-Encoding": accepted}
    ) as answer:
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == ("gzip" if is_compressed else None)
    assert answer.headers.get("vary") == ("Accept-Encoding" if is_compressed else None)
    assert int(answer.headers["content-length"]) == len(raw)
    plain = gzip.decompress(raw) if is_compressed else raw
    assert plain.decode() == "书" * (size // 3) + "x" * (size % 3)


@pytest.mark.parametrize("count", [0, 1, 2, 300])
async def test_an_answer_in_parts_arrives_whole(
    client: AsyncTestClient[Litestar], count: int
) -> None:
    answer = await client.get(f"/parts/{count}", headers={"Accept-Encoding": "gzip"})
    assert answer.text == "".join(f"part {number};" for number in range(count))
