"""Messages over HTTP: one's own list and wishes, and what did not arrive."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.messages import operations, queries
from ledger.messages.outbox import Reader
from ledger.messages.payloads import (
    CHANNEL_TITLES,
    STATE_TITLES,
    DeliveryCountView,
    DeliverySummaryView,
    FailedDeliveryView,
    MessagesRead,
    MessageView,
    NewWishes,
    TryAgain,
    UnreadView,
    WishesView,
)
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

_OWN = "/api/v1/estates/{estate_id:int}/me"
_MINE = [may(Permission.READ_OWN_MESSAGES)]
_TAGS = ["messages"]


def _reader(actor: Actor) -> Reader:
    residents = () if actor.resident_id is None else ((actor.estate_id, actor.resident_id),)
    return Reader(actor.user_id, residents)


@get(f"{_OWN}/messages", guards=_MINE, tags=_TAGS)
async def read_messages(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    unread_only: FromQuery[bool] = False,
    limit: Limit = 50,
    after: After = None,
) -> Page[MessageView]:
    """自己的消息，新的在前。"""
    key = decode_cursor(after, int)
    rows = await queries.messages_of(
        conn,
        _reader(actor),
        before=key[0] if key else None,
        unread_only=unread_only,
        limit=limit + 1,
    )
    return page_of(rows, limit=limit, key=lambda row: (row.message_id,), item=MessageView.of)


@get(f"{_OWN}/messages/unread", guards=_MINE, tags=_TAGS)
async def count_unread(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> UnreadView:
    """没有读过的消息有几条。"""
    return UnreadView(unread=await queries.unread_count(conn, _reader(actor)))


@post(f"{_OWN}/messages/read", guards=_MINE, tags=_TAGS, status_code=200)
async def read_them(
    estate_id: FromPath[int],
    data: JSONBody[MessagesRead],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[UnreadView]:
    """标为已读：一条，或到某一条为止的全部。"""
    reader = _reader(actor)

    async def work() -> UnreadView:
        if data.message_id is not None:
            await operations.mark_read(conn, reader, message_id=data.message_id, now=now_utc())
        elif data.until_message_id is not None:
            await operations.mark_all_read(
                conn, reader, until_message_id=data.until_message_id, now=now_utc()
            )
        return UnreadView(unread=await queries.unread_count(conn, reader))

    return await once(conn, data.model_dump(mode="json"), work, status=200)


@get(f"{_OWN}/message-settings", guards=_MINE, tags=_TAGS)
async def read_message_settings(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> WishesView:
    """自己的提醒设置：短信、微信、免打扰时段、大额提醒。"""
    return WishesView.of(await queries.wishes_of(conn, actor.user_id))


@post(f"{_OWN}/message-settings", guards=_MINE, tags=_TAGS, status_code=200)
async def change_message_settings(
    estate_id: FromPath[int],
    data: JSONBody[NewWishes],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[WishesView]:
    """修改提醒设置；账号安全的紧急提醒不受免打扰限制。"""

    async def work() -> WishesView:
        wishes = data.as_wishes()
        await operations.set_wishes(conn, user_id=actor.user_id, wishes=wishes, now=now_utc())
        return WishesView.of(wishes)

    return await once(conn, data.model_dump(mode="json"), work, status=200)


_DELIVERIES = "/api/v1/estates/{estate_id:int}/messages"
_OPERATOR = [may(Permission.KEEP_DELIVERIES)]


@get(f"{_DELIVERIES}/summary", guards=_OPERATOR, tags=_TAGS)
async def read_delivery_summary(
    estate_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> DeliverySummaryView:
    """短信和微信：等待的、没有送达的，和最近七天发送的条数。"""
    counted = await queries.delivery_counts(conn, estate_id, now=now_utc())
    return DeliverySummaryView(
        counts=[
            DeliveryCountView(
                channel=each.channel,
                channel_title=CHANNEL_TITLES[each.channel],
                state=each.state,
                state_title=STATE_TITLES[each.state],
                count=each.deliveries,
            )
            for each in counted
        ]
    )


@get(f"{_DELIVERIES}/failed", guards=_OPERATOR, tags=_TAGS)
async def list_failed_deliveries(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
) -> Page[FailedDeliveryView]:
    """没有送达的短信和微信；不显示收信人。"""
    key = decode_cursor(after, int, str)
    rows = await queries.dead_deliveries(conn, estate_id, after=key, limit=limit + 1)
    return page_of(
        rows,
        limit=limit,
        key=lambda row: (row.message_id, row.channel),
        item=FailedDeliveryView.of,
    )


@post(f"{_DELIVERIES}/{{message_id:int}}/retry", guards=_OPERATOR, tags=_TAGS, status_code=200)
async def try_delivery_again(
    estate_id: FromPath[int],
    message_id: FromPath[int],
    data: JSONBody[TryAgain],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[DeliverySummaryView]:
    """再发一次没有送达的短信或微信。"""

    async def work() -> DeliverySummaryView:
        await operations.try_again(
            conn, estate_id=estate_id, message_id=message_id, channel=data.channel, now=now_utc()
        )
        return DeliverySummaryView(counts=[])

    return await once(conn, data.model_dump(mode="json"), work, status=200)
