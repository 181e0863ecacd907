"""The commands that open an estate, give roles above the estates and let lost people in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.settings import Settings
from ledger.terminal import with_service

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from ledger.bookkeeping.period import Month
    from ledger.estates.rule_profile import RuleProfile

# domain.md §9.
KINDS = ("商品房", "老旧", "集中安置", "商住混合", "城乡接合部", "单位家属院")
OPERATING_MODELS = ("专业物业", "社区托管", "居民自管", "三无")


def _region(_ctx: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    names = tuple(part.strip() for part in value.split("/"))
    if not all(names):
        raise click.BadParameter("地区从市写起，用 / 隔开，例如 川南市/江北县/东门街道/书香社区。")
    return names


def _month(_ctx: click.Context, _parameter: click.Parameter, value: str) -> Month:
    from ledger.bookkeeping.period import Month

    return Month.parse(value)


def _profile(rules: Path | None) -> RuleProfile:
    """Read a rule profile from a file, or take the one that ships with the program."""
    from pydantic import ValidationError

    from ledger.estates.rule_profile import RuleProfile, shipped_profile

    if rules is None:
        return shipped_profile("shuxiangyuan", 1)
    try:
        return RuleProfile.model_validate_json(rules.read_bytes())
    except ValidationError as fault:
        places = "；".join(".".join(map(str, each["loc"])) for each in fault.errors())
        raise click.BadParameter(f"规则文件不对，请检查这些地方：{places}") from None


@click.group("estate")
def estate() -> None:
    """小区：开通一个新的小区。"""


@estate.command("open")
@click.argument("code")
@click.option("--name", required=True, help="小区名称。")
@click.option("--region", required=True, callback=_region, help="所在地区：市/区县/街道/社区。")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="小区类型。")
@click.option("--model", type=click.Choice(OPERATING_MODELS), required=True, help="管理方式。")
@click.option(
    "--first-month", required=True, callback=_month, metavar="2026-07", help="从哪个月开始记账。"
)
@click.option(
    "--rules",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="规则档案（JSON）；不写用程序自带的 shuxiangyuan 第 1 版。",
)
@click.option("--operator", "login", required=True, help="第一位运维的登录名。")
@click.option("--operator-name", required=True, help="第一位运维显示的称呼。")
@click.password_option(help="第一位运维的密码；不写则在终端里输入，不会显示。")
def open_estate(
    code: str,
    name: str,
    region: tuple[str, ...],
    kind: str,
    model: str,
    first_month: Month,
    rules: Path | None,
    login: str,
    operator_name: str,
    password: str,
) -> None:
    """开通一个小区：地区、规则、账套和第一位运维，一次办完，不成就一样也不留。

    CODE 是小区代码，会出现在公示网址里，例如 jinxiuyuan。
    """
    if len(region) != 4:
        raise click.BadParameter("小区要写到社区：市/区县/街道/社区。", param_hint="--region")
    profile = _profile(rules)

    async def work(engine: AsyncEngine) -> None:
        from ledger.audit_log.operations import write_audit_line
        from ledger.chart.operations import open_book
        from ledger.db.ids import today_in_china
        from ledger.estates import operations as estates
        from ledger.identity import operations as identity
        from ledger.identity.roles import Role

        async with engine.begin() as conn:
            estate_id = await estates.open_estate(
                conn,
                code=code,
                name=name,
                kind=kind,
                operating_model=model,
                region=region,
                profile=profile,
            )
            await open_book(conn, estate_id=estate_id, first_month=first_month)
            user_id = await identity.create_user(
                conn, login=login, display_name=operator_name, password=password
            )
            await identity.grant_role(
                conn,
                estate_id=estate_id,
                user_id=user_id,
                role=Role.OPERATOR,
                starts_on=today_in_china(),
            )
            await write_audit_line(
                conn,
                estate_id=estate_id,
                actor_user_id=None,
                action="open_estate",
                outcome="done",
                object_=f"estate:{estate_id}",
                address="cli",
            )
        click.echo(f"已开通 {name}（{code}），从 {first_month.title}开始记账。")
        click.echo(f"使用的规则：{profile.version_text}（{profile.source}）。")
        click.echo(f"请{operator_name}用登录名 {login} 登录工作台，设好两步验证，再开通其他人。")

    with_service(Settings(), work)


@click.group("region-role")
def region_role() -> None:
    """小区以上的角色：社区、街道、区县、市和平台。"""


@region_role.command("grant")
@click.argument("login")
@click.option(
    "--role",
    required=True,
    type=click.Choice(
        [
            "community_office",
            "subdistrict_office",
            "district_office",
            "city_office",
            "platform_operator",
        ]
    ),
    help="角色；平台运维（platform_operator）不写地区。",
)
@click.option("--region", callback=lambda c, p, v: v and _region(c, p, v), help="地区，从市写起。")
@click.option("--until", metavar="2027-06-30", help="最后一天；不写则一直有效，直到收回。")
@click.option("--name", "display_name", help="新登录名要写显示的称呼，并在终端里输入密码。")
def grant_region_role(
    login: str,
    role: str,
    region: tuple[str, ...] | None,
    until: str | None,
    display_name: str | None,
) -> None:
    """授予小区以上的一个角色；写了 --name 就先新建这个登录名。"""
    from datetime import date

    try:
        ends_on = date.fromisoformat(until) if until else None
    except ValueError:
        raise click.BadParameter("日期请写成 2027-06-30 这样。", param_hint="--until") from None
    password = (
        click.prompt("密码", hide_input=True, confirmation_prompt=True) if display_name else None
    )

    async def work(engine: AsyncEngine) -> None:
        from ledger.db.ids import today_in_china
        from ledger.identity import operations, role_grants, role_queries
        from ledger.identity.roles import RegionRole

        async with engine.begin() as conn:
            if display_name is not None:
                user_id = await operations.create_user(
                    conn, login=login, display_name=display_name, password=str(password)
                )
            else:
                user_id = await role_queries.user_id_of_login(conn, login)
            place = await role_queries.region_of_path(conn, region) if region else None
            await role_grants.give_region_role(
                conn,
                granter=None,
                user_id=user_id,
                role=RegionRole(role),
                region_id=place.region_id if place else None,
                starts_on=today_in_china(),
                ends_on=ends_on,
            )
            await _audit(conn, "grant_region_role", f"user:{user_id}")
        where = place.path if place else "整个平台"
        click.echo(f"已授予 {login} {where}的“{RegionRole(role).chinese_title}”。")

    with_service(Settings(), work)


@click.command("reset-second-factor")
@click.argument("login")
@click.option("--reason", required=True, help="为什么重置、怎样核对了本人，记入操作日志。")
def reset_second_factor(login: str, reason: str) -> None:
    """重置丢失的两步验证；在几个小区或上级任职的人只能在这里重置。"""

    async def work(engine: AsyncEngine) -> None:
        from ledger.identity import operations, role_queries

        async with engine.begin() as conn:
            user_id = await role_queries.user_id_of_login(conn, login)
            await operations.forget_second_factor(conn, user_id=user_id)
            await _audit(conn, "reset_second_factor_because", f"user:{user_id}", reason=reason)
        click.echo(f"{login} 的两步验证已重置，所有登录已结束；下次登录要重新绑定。")

    with_service(Settings(), work)


async def _audit(conn: Any, action: str, object_: str, **details: str) -> None:
    from ledger.audit_log.operations import write_audit_line

    await write_audit_line(
        conn,
        estate_id=None,
        actor_user_id=None,
        action=action,
        outcome="done",
        object_=object_,
        address="cli",
        details=details,
    )
