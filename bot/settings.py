"""What the operator sets: environment variables `RECUL_…` (or a file `.env`), secrets also by `RECUL_…_FILE`."""

import os
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "RECUL_"
EXAMPLE_CHARTER = Path(__file__).resolve().parent.parent / "charter" / "example" / "charter.yaml"


class Misconfigured(Exception):
    """The configuration cannot work; the message is one sentence per problem, saying what to do."""


class Settings(BaseSettings):
    """All settings with their defaults. Times in seconds. Nothing secret is ever printed."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", hide_input_in_errors=True)

    database_url: str = "sqlite:///var/recul.db"
    charter: Path = EXAMPLE_CHARTER
    models: Path = Path("var/models")
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"

    encoder: Literal["use", "none"] = "use"
    nlu: Literal["embedded", "rasa"] = "embedded"
    rasa_url: str = "http://127.0.0.1:5005"
    rasa_token: SecretStr | None = None
    training_margin: float = Field(default=0.05, ge=0, le=1)

    telegram_token: SecretStr | None = None
    telegram_api: str | None = None
    telegram_updates: Literal["poll", "webhook"] = "poll"
    telegram_channels: str = ""

    api_token: SecretStr | None = None
    webhook_url: str | None = None
    webhook_channel: str | None = None
    webhook_secret: SecretStr | None = None
    metrics_token: SecretStr | None = None

    smtp_host: str | None = None
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: str | None = None
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("write sqlite:///path/to/recul.db or postgresql://user:password@host/name")
        return url

    @field_validator("public_url", "telegram_api", "webhook_url", "rasa_url")
    @classmethod
    def _http_address(cls, url: str | None) -> str | None:
        if url is not None and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc):
            raise ValueError("write an address that begins with http:// or https://")
        return url.rstrip("/") if url else None

    @field_validator("api_token", "metrics_token", "webhook_secret")
    @classmethod
    def _long_enough(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and len(secret.get_secret_value()) < 16:
            raise ValueError("a secret needs 16 characters or more; `openssl rand -hex 24` makes a good one")
        return secret

    @model_validator(mode="after")
    def _goes_together(self) -> "Settings":
        given = [self.webhook_url, self.webhook_channel, self.webhook_secret]
        if any(given) and not all(given):
            raise ValueError("RECUL_WEBHOOK_URL, RECUL_WEBHOOK_CHANNEL and RECUL_WEBHOOK_SECRET go together: set all three")
        if self.telegram_updates == "webhook" and not (self.public_url or "").startswith("https://"):
            raise ValueError("RECUL_TELEGRAM_UPDATES=webhook needs RECUL_PUBLIC_URL=https://…, where Telegram can reach us")
        return self

    @property
    def base_url(self) -> str:
        """Where customers and staff reach us."""
        return self.public_url or f"http://{self.host}:{self.port}"


def read_settings(**given: Any) -> Settings:
    """The settings from the environment, with `given` before them. Raises Misconfigured."""
    try:
        return Settings(**(_from_files() | given))
    except ValidationError as error:
        raise Misconfigured("\n".join(_sentence(problem) for problem in error.errors(include_input=False))) from None


def _from_files() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, path in os.environ.items():
        if name.startswith(PREFIX) and name.endswith("_FILE"):
            try:
                found[name.removeprefix(PREFIX).removesuffix("_FILE").lower()] = Path(path).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise Misconfigured(f"{name} points to {path}, which cannot be read ({error}). Correct the path.") from None
    return found


def _sentence(problem: Any) -> str:
    name = PREFIX + "_".join(str(part) for part in problem["loc"]).upper() if problem["loc"] else "Settings"
    return f"{name}: {problem['msg'].removeprefix('Value error, ')}."
