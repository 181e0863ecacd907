"""An estate whose residents have phones and logins, and a gateway on this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.personal_data import PersonalDatum
from ledger.messages.delivery import Deliverer
from ledger.messages.gateway_settings import TencentSms, WechatTemplates
from ledger.messages.operations import put_messages
from ledger.messages.outbox import DeliveryRef, NewMessage
from ledger.messages.templates import all_templates
from ledger.messages.tencent_sms import TencentSmsGateway
from ledger.messages.wechat_template import WechatTemplateGateway
from tests.conftest import personal_data_keys
from tests.messages.gateway_server import GatewayServer, gateway_server
from tests.points.estate import SmallEstate, add_user, make_estate

PHONE = "8613812345678"
OPEN_ID = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
NOON = datetime(2026, 7, 5, 4, 0, tzinfo=UTC)
TODAY = date(2026, 7, 5)
ALL_TEMPLATES = {code: str(1000 + n) for n, code in enumerate(all_templates().templates)}


@dataclass(frozen=True, slots=True)
class Town:
    """A small estate; 张三 has a phone, WeChat and the login `reader`, 李四 has nothing."""

    estate: SmallEstate
    reader: int
    engine: AsyncEngine

    @property
    def estate_id(self) -> int:
        return self.estate.estate_id

    async def put(self, template: str = "points_expiring_soon", **said: Any) -> list[DeliveryRef]:
        """Put a message to 张三 and return its ways out of the program."""
        message: dict[str, Any] = {
            "estate_id": self.estate_id,
            "template": template,
            "key": "test:1",
            "args": all_templates().templates[template].example,
            "resident_id": self.estate.residents[0],
        } | said
        async with self.engine.begin() as conn:
            await put_messages(conn, [NewMessage(**message)])
            rows = await conn.execute(
                text("""select d.estate_id, d.message_id, d.channel from message_delivery d
                    join message m using (estate_id, message_id) where m.key = :key order by 3"""),
                {"key": message["key"]},
            )
            return [DeliveryRef(*row) for row in rows]

    async def states(self) -> dict[str, tuple[str, str, int]]:
        """Return state, reason and attempts of each delivery, by channel."""
        async with self.engine.begin() as conn:
            rows = await conn.execute(
                text("select channel, state, reason, attempts from message_delivery order by 1")
            )
            return {row.channel: (row.state, row.reason, row.attempts) for row in rows}


@pytest.fixture
async def town(engine: AsyncEngine, owner_engine: AsyncEngine) -> Town:
    keys = personal_data_keys()
    async with owner_engine.begin() as conn:
        estate = await make_estate(conn)
        reader = await add_user(conn, "reader")
        await conn.execute(
            text("""insert into role_grant (estate_id, user_id, role, resident_id, starts_on)
                values (:estate, :user, 'resident', :resident, '2026-01-01')"""),
            {"estate": estate.estate_id, "user": reader, "resident": estate.residents[0]},
        )
        await conn.execute(
            text("""update resident set phone_sealed = :sealed, phone_digest = :digest
                where estate_id = :estate and resident_id = :resident"""),
            {
                "sealed": keys.seal(PHONE),
                "digest": keys.digest(PHONE),
                "estate": estate.estate_id,
                "resident": estate.residents[0],
            },
        )
        await conn.execute(
            text("""insert into wechat_identity (openid_digest, user_id, openid_sealed)
                values (sha256('x'), :user, :sealed)"""),
            {"user": reader, "sealed": keys.seal(OPEN_ID, PersonalDatum.WECHAT_OPEN_ID)},
        )
    return Town(estate, reader, engine)


@pytest.fixture
async def gateway() -> AsyncIterator[GatewayServer]:
    async with gateway_server() as server:
        yield server


@dataclass
class Clock:
    """A clock that the test sets."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **by: int) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def tencent(gateway: GatewayServer, **changed: Any) -> TencentSms:
    return TencentSms.model_validate(
        {
            "secret_id": SecretStr("AKID-of-the-test"),
            "secret_key": SecretStr("the-secret-key-of-tencent"),
            "sdk_app_id": "1400000000",
            "sign_name": "书香苑",
            "templates": ALL_TEMPLATES,
            "url": gateway.url,
        }
        | changed
    )


def wechat(gateway: GatewayServer, **changed: Any) -> WechatTemplates:
    return WechatTemplates.model_validate(
        {
            "templates": ALL_TEMPLATES,
            "keywords": {"points_expiring_soon": {"points": "character_string1"}},
            "url": gateway.url,
        }
        | changed
    )


def wechat_gateway(
    gateway: GatewayServer, *, changed: dict[str, Any] | None = None, **options: Any
) -> WechatTemplateGateway:
    return WechatTemplateGateway(
        wechat(gateway, **(changed or {})),
        app_id="wx0000000000000000",
        app_secret=SecretStr("the-app-secret-of-wechat"),
        **options,
    )


@pytest.fixture
async def deliverer(gateway: GatewayServer, clock: Clock) -> AsyncIterator[Deliverer]:
    made = Deliverer(
        {
            "sms": TencentSmsGateway(tencent(gateway), clock=clock),
            "wechat": wechat_gateway(gateway, clock=clock),
        },
        personal_data_keys(),
        "https://ledger.example",
    )
    yield made
    for each in made.gateways.values():
        await each.close()
