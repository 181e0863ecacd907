"""The page of permissions, printed from the program's own tables.

`python -m tests.permissions` writes docs/permissions.md anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ledger.identity.permissions import Audience, Permission
from ledger.identity.roles import RegionRole, Role
from ledger.identity.rules import GRANTERS, INCOMPATIBLE, TERM_ROLES

DOCUMENT: Final = Path(__file__).resolve().parents[1] / "docs" / "permissions.md"


def page() -> str:
    """Return docs/permissions.md as the program's tables say it."""
    return "\n".join([*_head(), *_by_role(), *_above(), *_for_all(), *_granting()]) + "\n"


def _head() -> Iterator[str]:
    yield "# 权限表"
    yield ""
    yield "谁能做什么，一页说完。本页由 `python -m tests.permissions` 从程序的权限表"
    yield "（`src/ledger/identity/permissions.py`）印出，测试核对两者一致；程序里每一个接口都对应"
    yield "其中一项，没有对应的接口通不过测试。● 表示可以。别的小区的内容，一律和不存在一样回答。"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _of(audience: Audience) -> list[Permission]:
    return [each for each in Permission if each.audience is audience]


def _by_role() -> Iterator[str]:
    yield "\n## 在一个小区里\n"
    yield _row("", *(role.chinese_title for role in Role))
    yield _row("---", *(":-:" for _ in Role))
    for each in _of(Audience.ROLES):
        yield _row(each.chinese_title, *("●" if role in each.roles else "" for role in Role))


def _above() -> Iterator[str]:
    yield "\n## 在一个地区里（社区、街道、区县、市、平台）\n"
    yield "只看得到本地区和下级地区，看不到任何人的个人信息。\n"
    yield _row("", *(role.chinese_title for role in RegionRole))
    yield _row("---", *(":-:" for _ in RegionRole))
    for each in _of(Audience.REGIONS):
        yield _row(
            each.chinese_title, *("●" if role in each.region_roles else "" for role in RegionRole)
        )


def _for_all() -> Iterator[str]:
    for audience in (Audience.SIGNED_IN, Audience.ANYONE):
        yield f"\n## {audience.chinese_title}\n"
        for each in _of(audience):
            yield f"- {each.chinese_title}"


def _granting() -> Iterator[str]:
    yield "\n## 谁能授予哪些角色\n"
    yield "不能给自己授予；授予要写开始日期，可以写结束日期；收回要写理由，立即生效。"
    yield "小区以上的角色由上一级授予，平台运维可以授予全部。\n"
    yield _row("授予人", "能授予和收回")
    yield _row("---", "---")
    for granter, roles in GRANTERS.items():
        titles = "、".join(role.chinese_title for role in Role if role in roles)
        yield _row(granter.chinese_title, "小区里的全部角色" if set(Role) == roles else titles)
    titles = "、".join(role.chinese_title for role in Role if role in TERM_ROLES)
    yield f"\n随业委会届次一起结束的角色：{titles}。任期到了角色自己结束，连任要登记新的一届。"
    yield "\n## 不能由同一个人兼任的角色\n"
    yield "在同一个小区、同一段时间里：\n"
    for role in Role:
        others = [other for other in Role if frozenset({role, other}) in INCOMPATIBLE]
        if role is Role.AUDITOR:
            yield f"- {role.chinese_title}：不兼任任何其他角色"
        elif titles := "、".join(o.chinese_title for o in others if o is not Role.AUDITOR):
            yield f"- {role.chinese_title}：不兼任{titles}"


if __name__ == "__main__":
    DOCUMENT.write_text(page(), "utf-8")
