"""The command of the keys of personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledger.settings import Settings
from ledger.terminal import progress_bar, with_owner

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


@click.group("personal-data")
def personal_data() -> None:
    """个人信息（手机号、证件号、出生日期）的密钥。"""


@personal_data.command()
@click.option("--resume", is_flag=True, help="不换新钥匙，只把上次没做完的做完。")
def rotate(*, resume: bool) -> None:
    """换一把新钥匙，并把所有加密的个人信息改用新钥匙；可以随时中断，用 --resume 接着做。

    旧钥匙文件留在 secrets 文件夹里：旧备份要用它才打得开。
    """
    from ledger.db.personal_data import PersonalDataKeys
    from ledger.estates.sealed_columns import reseal

    settings = Settings()
    keys = PersonalDataKeys.open(settings.secrets_dir)

    async def work(engine: AsyncEngine) -> int:
        with progress_bar("换钥匙") as progress:
            return await reseal(engine, keys, progress)

    version = keys.newest_version if resume else keys.rotate()
    changed = with_owner(settings, work)
    click.echo(f"正在使用第 {version} 把钥匙，改用它的个人信息 {changed} 项。")
    click.echo(f"请现在备份 {settings.secrets_dir}；没有钥匙，备份里的个人信息打不开。")
