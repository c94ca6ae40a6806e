"""Every value that an installation may set, typed, checked at start and described.

`docs/settings.md` is compared with this class by a test: a setting without a page does not pass.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(BaseSettings):
    """The environment of one installation: variables named `GUYUB_…`, or a file `.env` beside the data."""

    model_config = SettingsConfigDict(env_prefix="GUYUB_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Field(
        default=Path("var"),
        description="Folder for the embedded database, uploads, backups and the secret key.",
    )
    database_url: str = Field(
        default="",
        description="`postgres://user:password@host:port/name`. Empty: SQLite in the data folder.",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""),
        description="Signs sessions and links. Empty: made once and kept in the data folder.",
    )
    debug: bool = Field(default=False, description="Error pages with source code. Never in use by members.")
    allowed_hosts: list[str] = Field(
        default=["localhost", "127.0.0.1", "[::1]"],
        description='Host names that this server answers to, as JSON: `["guyub.example.org"]`.',
    )
    base_url: str = Field(
        default="http://localhost:8000",
        description="Address that QR codes, slips and links carry.",
    )
    https: bool = Field(
        default=False,
        description="The server is reached by https: secure cookies, strict transport security.",
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="Number of proxies in front that add `X-Forwarded-For`; throttling counts the address before them.",
    )
    time_zone: str = Field(
        default="Asia/Jakarta",
        description="Zone of a new association; each association may choose its own.",
    )
    language: Literal["id", "en"] = Field(default="id", description="Language before somebody chooses one.")
    demo: bool = Field(
        default=False,
        description="Shows the banner DATA CONTOH on every page and the sample logins on the sign-in page.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least important log line that is written."
    )
    log_json: bool = Field(default=False, description="Log lines as JSON, for a machine that collects them.")
    durable: bool = Field(
        default=True,
        description="SQLite waits for the disk at every commit. Off only for tests: a power cut may lose rupiah.",
    )
    background_work: bool = Field(
        default=True,
        description="The server also does the background work. Off where `guyub work` runs beside it.",
    )
    upload_limit_mb: int = Field(default=10, ge=1, le=100, description="Largest file that an import accepts, in MB.")
    session_days: int = Field(default=60, ge=1, le=366, description="Days that a phone stays signed in without use.")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url and urlsplit(url).scheme not in {"postgres", "postgresql"}:
            raise ValueError("DATABASE_URL must start with postgres:// (or be empty for SQLite)")
        return url

    @cached_property
    def database(self) -> dict[str, object]:
        """The Django `DATABASES["default"]` value; settings of SQLite as measured (docs/adr/0003)."""
        if not self.database_url:
            return {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": self.data_dir / "guyub.sqlite3",
                "CONN_MAX_AGE": None,
                "ATOMIC_REQUESTS": False,
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 10,
                    "init_command": (
                        "PRAGMA journal_mode=WAL;"
                        f"PRAGMA synchronous={'FULL' if self.durable else 'OFF'};"
                        "PRAGMA foreign_keys=ON;"
                        "PRAGMA cache_size=-32768;"
                        "PRAGMA mmap_size=268435456;"
                        "PRAGMA temp_store=MEMORY"
                    ),
                },
            }
        url = urlsplit(self.database_url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.lstrip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": unquote(url.hostname or ""),
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "ATOMIC_REQUESTS": False,
        }
