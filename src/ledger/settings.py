"""Settings from the environment: every name begins with LEDGER_."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _default_data_dir() -> Path:
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "ledger"


class Settings(BaseSettings):
    """What the operator decides. URLs that may hold a password never show in a repr or a log."""

    model_config = SettingsConfigDict(env_prefix="LEDGER_", frozen=True, extra="ignore")

    database_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL 18 or newer, owner of the tables. Unset: the embedded server.",
    )
    service_database_url: SecretStr | None = Field(
        default=None,
        description="The same database for the service's own role. "
        "Unset: LEDGER_DATABASE_URL with SET ROLE ledger_service.",
    )
    data_dir: Path = Field(
        default_factory=_default_data_dir,
        description="Embedded database, attachments, published files and secrets.",
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port the server listens on.")
    public_base_url: str | None = Field(
        default=None,
        description="Address that residents' phones use, printed in QR codes. "
        "Unset: http://HOST:PORT.",
    )
    code_sender: Literal["console", "none"] | None = Field(
        default=None,
        description="How sign-in codes are sent where no text message gateway is set up: `console` "
        "prints them in the program's window. Unset: console on an http address, none on https.",
    )
    wechat_app_id: str | None = Field(
        default=None,
        description="AppID of the WeChat official account for sign-in; its secret stands in the "
        "file `wechat-app-secret` in the folder of secrets. Unset: no sign-in with WeChat.",
    )

    audit_log_months: int = Field(
        default=36,
        ge=6,
        le=1200,
        description="How many months the audit log is kept before `ledger audit-log prune` may "
        "remove lines; six at least.",
    )
    trust_forwarded: bool = Field(
        default=False,
        description="Believe X-Forwarded-For and X-Forwarded-Proto of the proxy on this machine. "
        "Only where every request comes through it.",
    )

    @property
    def base_url(self) -> str:
        """The address for links and QR codes, without a slash at the end."""
        return (self.public_base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def postgres_dir(self) -> Path:
        """Where the embedded server keeps its cluster, socket, locks and log."""
        return self.data_dir / "postgres"

    @property
    def secrets_dir(self) -> Path:
        """Folder of files only the program may read: the session secret, signing keys."""
        return self.data_dir / "secrets"
