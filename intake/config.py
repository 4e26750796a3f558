"""All settings, read once from the environment (YIHAO_X, or YIHAO_X_FILE naming a file)."""

import os
from collections.abc import Iterable, Mapping
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from intake.domain.contact import MAIL
from intake.domain.custodians import Custodian, read_custodians
from intake.domain.staff import StaffRole
from intake.ports.accounts import AccountRules
from intake.ports.sending import MailServer, Security

PREFIX = "YIHAO_"
REPORTS_PER_MINUTE = 600
API_PER_MINUTE = 300


class SettingsError(ValueError):
    """A setting is missing or malformed: the process must not start."""


def _key(value: str) -> str:
    if len(bytes.fromhex(value)) != 32:
        raise ValueError("expected 32 bytes in hex")
    return value


def _custodians(value: str) -> str:
    read_custodians(value)
    return value


def _roles(value: str) -> str:
    unknown = set(value.split()) - {role.value for role in StaffRole}
    if unknown:
        raise ValueError("expected roles such as custodian or auditor, blanks between")
    return value


def _sender(value: str) -> str:
    if value and not (value.isprintable() and MAIL.fullmatch(parseaddr(value)[1])):
        raise ValueError("expected an address such as 一号 <noreply@example.org>")
    return value


def _ascii(value: Any) -> Any:
    text = value.get_secret_value() if isinstance(value, SecretStr) else value
    if not text.isascii():  # smtplib knows no others, and quotes them in its complaint
        raise ValueError("expected ASCII characters alone")
    return value


def _strong(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < 32:
        raise ValueError("expected at least 32 characters")
    return value


def _origin(value: str) -> str:
    """Passkeys work under https, or on this machine under the name localhost; never under an
    address of digits."""
    parts = urlsplit(value)
    here = parts.hostname == "localhost"
    if value and not (
        value == f"{parts.scheme}://{parts.netloc}"
        and (parts.scheme == "https" or (parts.scheme == "http" and here))
    ):
        raise ValueError("expected https://host, or http://localhost:port, and nothing after it")
    return value


PublicKey = Annotated[str, AfterValidator(_key)]
Secret = Annotated[SecretStr, AfterValidator(_strong)]


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    database_url: str = "sqlite:///var/yihao.db"
    broker_url: str = "memory://"
    home_area: str = Field("1401", description="the city this hotline serves, GB/T 2260")
    pepper: Secret  # keys the digests of receipts, sessions and conversations
    receipt_secret: Secret  # makes a retried filing give the same receipt
    contact_public_key: PublicKey  # opened by the vault worker alone
    report_public_key: PublicKey  # opened on a custodian's own computer alone
    # Three or more, each `KEY [OFFICE] [retired]`; empty: no identity is taken.
    custodian_public_keys: Annotated[str, AfterValidator(_custodians)] = ""
    desks: Path | None = None  # further desks for protected reports, each with its office
    # Protected ones; beyond it they wait, a minute at most.
    reports_per_minute: int = Field(REPORTS_PER_MINUTE, gt=0)
    bot_url: str = "http://127.0.0.1:5005"
    bot_token: Secret
    model_dir: Path = Path("var/models/routing")
    city_model_dir: Path = Path("var/models/city")  # learnt from settled orders; may be missing
    sentence_model: Path | None = None  # a local sentence-transformers model
    training_dir: Path = Path("training_data")
    outbox_dir: Path = Path("var/outbox")
    # Catalogue files that administrators put in place; they stand for the shipped ones.
    catalogue_dir: Path = Path("var/catalogue")
    messages: Path | None = None  # what short messages say, over the shipped file
    webhooks: Path | None = None  # endpoints with their secrets; for the worker alone
    files_dir: Path = Path("var/files")  # sealed files of protected reports
    exports_dir: Path = Path("var/exports")  # lists as files, for a day
    api_per_minute: int = Field(API_PER_MINUTE, gt=0)  # requests of one key, in one process
    code_roles: Annotated[str, AfterValidator(_roles)] = ""  # log in with a code; blanks between
    idle_minutes: int = Field(60, gt=0)  # until a member who does nothing is logged out
    shift_hours: int = Field(10, gt=0, le=24)  # until a member is logged out in any case
    most_sessions: int = Field(3, gt=0, le=20)  # of one member at once
    # The staff site as browsers name it, https://host; empty: no passkeys, no login elsewhere.
    staff_url: Annotated[str, AfterValidator(_origin)] = ""
    oidc_issuer: str = ""  # a provider of logins; empty: none
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_label: str = "统一身份认证"
    public_url: str = ""  # such as https://12345.example.gov.cn; for links in messages
    https: bool = False  # behind TLS: cookies are marked Secure

    def custodians(self) -> dict[str, Custodian]:
        return read_custodians(self.custodian_public_keys)

    def account_rules(self) -> AccountRules:
        roles = frozenset(StaffRole(role) for role in self.code_roles.split())
        return AccountRules(
            roles,
            timedelta(minutes=self.idle_minutes),
            timedelta(hours=self.shift_hours),
            self.most_sessions,
        )

    @model_validator(mode="after")
    def _whole(self) -> "Settings":
        if self.oidc_issuer and not (self.oidc_client_id and self.staff_url):
            raise ValueError("YIHAO_OIDC_ISSUER needs YIHAO_OIDC_CLIENT_ID and YIHAO_STAFF_URL")
        return self

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Raise SettingsError naming the settings at fault, never their values."""
        try:
            return cls.model_validate(_given(cls.model_fields, environ))
        except ValueError as error:
            raise SettingsError(_which(error)) from None


def _given(names: Iterable[str], environ: Mapping[str, str]) -> dict[str, str]:
    given = {}
    for name in names:
        variable = PREFIX + name.upper()
        if file := environ.get(variable + "_FILE"):
            given[name] = Path(file).read_text("utf-8").strip()
        elif variable in environ:
            given[name] = environ[variable]
    return given


def _which(error: ValueError) -> str:
    rows: list[Any] = getattr(error, "errors", list)()
    return "; ".join(f"{_name(row['loc'])}: {row['msg']}" for row in rows)


def _name(place: tuple[Any, ...]) -> str:
    """Empty where several settings do not fit each other: the message names them."""
    return f"{PREFIX}{str(place[0]).upper()}" if place else PREFIX + "*"


class PhoneSettings(BaseModel):
    """What only the voice gateway and the switchboard need; YIHAO_PHONE_X."""

    model_config = ConfigDict(frozen=True)

    dir: Path = Path("var/phone")  # model, prompts, messages
    number: str = "12345"
    protected_number: str = ""  # another number; empty: there is no protected line
    asterisk: Path = Path("var/asterisk")  # where it was unpacked
    address: str = "127.0.0.1"  # where calls come in
    public_address: str = ""  # what the carrier reaches us by, where that is another one
    trunk: str = "127.0.0.1"  # the carrier's address or network
    sip_port: int = 5060
    # The trunk encrypted, by a certificate of ours; empty: not. The carrier's is checked by the CA.
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    tls_ca: Path | None = None
    tls_port: int = 5061
    audio_port: int = 9092
    http_port: int = 8077
    recognisers: int = Field(1, gt=0)  # processes, each of them a core and a model in memory

    @model_validator(mode="after")
    def _whole(self) -> "PhoneSettings":
        if bool(self.tls_certificate) != bool(self.tls_key):
            raise ValueError("YIHAO_PHONE_TLS_CERTIFICATE and YIHAO_PHONE_TLS_KEY go together")
        return self

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> "PhoneSettings":
        """Raise SettingsError naming the settings at fault."""
        names = {name: f"{PREFIX}PHONE_{name.upper()}" for name in cls.model_fields}
        given = {name: environ[full] for name, full in names.items() if full in environ}
        try:
            return cls.model_validate(given)
        except ValueError as error:
            raise SettingsError(_which(error).replace(PREFIX, f"{PREFIX}PHONE_")) from None


class VaultSettings(BaseModel):
    """What only the vault worker is given."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    contact_key: Path
    smtp_host: str = ""  # empty: mails become files, as short messages do
    smtp_port: int = Field(587, gt=0, lt=65536)
    smtp_security: Security = Security.STARTTLS
    smtp_user: Annotated[str, AfterValidator(_ascii)] = ""
    smtp_password: Annotated[SecretStr, AfterValidator(_ascii)] = SecretStr("")
    smtp_sender: Annotated[str, AfterValidator(_sender)] = ""

    def mail_server(self) -> MailServer | None:
        if not self.smtp_host:
            return None
        if not self.smtp_sender:
            raise SettingsError(f"{PREFIX}SMTP_SENDER is not set")
        return MailServer(
            self.smtp_host,
            self.smtp_port,
            self.smtp_security,
            self.smtp_sender,
            self.smtp_user,
            self.smtp_password.get_secret_value(),
        )

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> "VaultSettings":
        """Raise SettingsError as Settings does."""
        if not (key := environ.get(PREFIX + "CONTACT_KEY_FILE")):
            raise SettingsError(f"{PREFIX}CONTACT_KEY_FILE is not set")
        # The key itself is read by whoever opens; here is its file.
        given = _given(cls.model_fields.keys() - {"contact_key"}, environ) | {"contact_key": key}
        try:
            return cls.model_validate(given)
        except ValueError as error:
            raise SettingsError(_which(error)) from None
