"""What messages say over HTTP."""

from __future__ import annotations

from datetime import datetime, time
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ledger.messages.queries import DeadDelivery, MessageRow
from ledger.messages.rules import Wishes
from ledger.messages.templates import all_templates, as_read

CHANNEL_TITLES = {"sms": "短信", "wechat": "微信"}
STATE_TITLES = {
    "waiting": "等待发送",
    "sent": "已发送",
    "skipped": "不用发送",
    "dead": "没有送达",
}
REASON_TITLES = {
    "template_not_set_up": "短信或微信的模板没有设置",
    "not_wanted": "本人不要这种提醒",
    "no_address": "没有手机号或没有绑定微信",
    "answer_not_understood": "通道的回答看不懂",
    "ConnectError": "连不上通道",
    "ConnectTimeout": "连不上通道",
    "ReadTimeout": "通道没有回答",
    "errcode 43004": "对方没有关注服务号",
}


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class MessageView(_View):
    message_id: int = Field(examples=[31])
    title: str = Field(examples=["积分到账"])
    text: str = Field(examples=["您的积分到账 12 分，共 2 笔。"])
    link: str = Field(examples=["/ui/m/points"], description="有关的页面，可能没有")
    is_urgent: bool
    at: datetime
    is_read: bool

    @classmethod
    def of(cls, row: MessageRow) -> MessageView:
        template = all_templates().templates.get(row.template)
        title, words = as_read(row.template, row.args)
        return cls(
            message_id=row.message_id,
            title=title,
            text=words,
            link=row.link,
            is_urgent=template.urgent if template else False,
            at=row.created_at,
            is_read=row.read_at is not None,
        )


class UnreadView(_View):
    """The badge."""

    unread: int = Field(examples=[2])


class MessagesRead(BaseModel):
    """One message, or all up to one: exactly one of the two."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    message_id: int | None = Field(default=None, gt=0, lt=2**63, strict=True)
    until_message_id: int | None = Field(default=None, gt=0, lt=2**63, strict=True)

    @model_validator(mode="after")
    def _one_of_two(self) -> MessagesRead:
        if (self.message_id is None) == (self.until_message_id is None):
            raise ValueError("写 message_id 或 until_message_id，只写一个")
        return self


class WishesView(_View):
    """How a person wants to be told."""

    sms: bool = Field(description="收短信")
    wechat: bool = Field(description="收微信")
    quiet_from: str = Field(examples=["21:00"], description="免打扰从几点开始")
    quiet_until: str = Field(examples=["08:00"], description="到几点结束；两个一样就是不设")
    told_from_points: int | None = Field(
        examples=[200], description="一次用掉多少分以上发短信提醒；空着就不发"
    )

    @classmethod
    def of(cls, wishes: Wishes) -> WishesView:
        return cls(
            sms=wishes.sms,
            wechat=wishes.wechat,
            quiet_from=f"{wishes.quiet_from:%H:%M}",
            quiet_until=f"{wishes.quiet_until:%H:%M}",
            told_from_points=wishes.told_from_points,
        )


_TIME = r"^([01]\d|2[0-3]):[0-5]\d$"


class NewWishes(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sms: bool = Field(strict=True)
    wechat: bool = Field(strict=True)
    quiet_from: str = Field(pattern=_TIME, examples=["21:00"])
    quiet_until: str = Field(pattern=_TIME, examples=["08:00"])
    told_from_points: int | None = Field(default=None, gt=0, le=1_000_000, strict=True)

    def as_wishes(self) -> Wishes:
        return Wishes(
            sms=self.sms,
            wechat=self.wechat,
            quiet_from=time.fromisoformat(self.quiet_from),
            quiet_until=time.fromisoformat(self.quiet_until),
            told_from_points=self.told_from_points,
        )


class FailedDeliveryView(_View):
    message_id: int
    channel: Literal["sms", "wechat"]
    channel_title: str = Field(examples=["短信"])
    title: str = Field(examples=["积分即将到期"])
    reason: str = Field(examples=["LimitExceeded.PhoneNumberDailyLimit"])
    reason_title: str = Field(examples=["连不上通道"])
    attempts: int = Field(examples=[8])
    at: datetime
    delivery_id: str = Field(
        description="通道那边可以按这个编号查到", examples=["6f1e2b9c-0d5a-4a53-8d0f-0f5a1d6b7c11"]
    )

    @classmethod
    def of(cls, dead: DeadDelivery) -> FailedDeliveryView:
        template = all_templates().templates.get(dead.template)
        return cls(
            message_id=dead.message_id,
            channel="sms" if dead.channel == "sms" else "wechat",
            channel_title=CHANNEL_TITLES[dead.channel],
            title=template.title if template else dead.template,
            reason=dead.reason,
            reason_title=REASON_TITLES.get(dead.reason, dead.reason),
            attempts=dead.attempts,
            at=dead.ended_at,
            delivery_id=dead.delivery_id,
        )


class DeliveryCountView(_View):
    channel: str = Field(examples=["sms"])
    channel_title: str = Field(examples=["短信"])
    state: str = Field(examples=["waiting"])
    state_title: str = Field(examples=["等待发送"])
    count: int = Field(examples=[3])


class DeliverySummaryView(_View):
    """Waiting and given up, and what ended in the last seven days."""

    counts: list[DeliveryCountView]


class TryAgain(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    channel: Literal["sms", "wechat"]
