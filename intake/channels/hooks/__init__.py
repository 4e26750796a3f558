"""Webhooks: the operator's file of endpoints, and posting to them (Standard Webhooks 1.0.0)."""

import ipaddress
import re
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from intake.channels.hooks.signing import is_key, signed, verified_by
from intake.domain.delivery import Hook, NotSent
from intake.domain.telling import HOOK_TYPES
from intake.ports.sending import BadHookFile

NAME = re.compile(r"[a-z0-9-]{1,40}")
MOST_SECRETS = 2  # the old one and the new one
TIMEOUT = 15.0  # seconds
SLOW_DOWN = (429, 502, 503, 504)
NAT64 = ipaddress.ip_network("64:ff9b::/96")


@checked(frozen=True, config={"extra": "forbid"})
class Row:
    """One endpoint. Its secrets say how it is signed for: whsec_ with a shared one, whsk_ with a
    private key. Two while one replaces the other, of either kind: both sign."""

    name: str
    url: str = field(repr=False)  # may hold a token
    secrets: list[str] = field(repr=False)
    types: list[str] = field(default_factory=list)  # empty: all
    private: bool = False  # may lie in a private network


class HookFile:
    def __init__(
        self,
        file: Path | None,
        *,
        context: ssl.SSLContext | None = None,
        resolve: Callable[..., Any] = socket.getaddrinfo,
    ):
        self._file, self._resolve = file, resolve
        self._context = context or ssl.create_default_context()

    def endpoints(self) -> Sequence[Hook]:
        return [
            Hook(
                row.name,
                httpx.URL(row.url).host,
                row.types,
                verified_by=[verified_by(one) for one in row.secrets],
            )
            for row in self._rows()
        ]

    def send(self, name: str, id: str, body: str) -> str:
        row = next((row for row in self._rows() if row.name == name), None)
        if row is None:
            raise NotSent("not-in-file", for_good=True)
        url = httpx.URL(row.url)
        address = self._address(url, private=row.private)
        headers = {
            **signed(row.secrets, id, body, datetime.now(UTC)),
            "content-type": "application/json",
            "user-agent": "yihao-webhooks",
            "host": url.netloc.decode(),
        }
        try:
            with (
                # No redirect is followed, or it would lead past the check of the address.
                httpx.Client(verify=self._context, trust_env=False, timeout=TIMEOUT) as http,
                http.stream(
                    "POST",
                    url.copy_with(host=address),
                    content=body.encode(),
                    headers=headers,
                    extensions={"sni_hostname": url.host},
                ) as answer,
            ):
                return _outcome(answer)
        except httpx.TimeoutException:
            raise NotSent("timeout") from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise NotSent("down") from None

    def _address(self, url: httpx.URL, *, private: bool) -> str:
        """Looked up once and connected to: a name that leads elsewhere a moment later does not."""
        try:
            found = self._resolve(url.host, url.port or 443, type=socket.SOCK_STREAM)
        except OSError:
            raise NotSent("no-such-host") from None
        addresses = [str(one[4][0]) for one in found]
        if not addresses:
            raise NotSent("no-such-host")
        if not private and not all(map(is_public, addresses)):
            raise NotSent("private-address")
        return addresses[0]

    def _rows(self) -> list[Row]:
        """Raise BadHookFile."""
        if self._file is None or not self._file.exists():
            return []
        try:
            raw = yaml.safe_load(self._file.read_text("utf-8")) or []
            rows = TypeAdapter(list[Row]).validate_python(raw)
        except ValidationError as error:
            at = error.errors(include_url=False, include_input=False)[0]["loc"]
            where = ".".join(map(str, at))
            raise BadHookFile(f"{self._file.name}: {where} is missing or wrong") from None
        except (yaml.YAMLError, UnicodeDecodeError):
            raise BadHookFile(f"{self._file.name}: not YAML") from None
        for row in rows:
            if fault := _fault(row):
                raise BadHookFile(f"{self._file.name}: {row.name[:40]}: {fault}")
        if len({row.name for row in rows}) != len(rows):
            raise BadHookFile(f"{self._file.name}: a name appears twice")
        return rows


def is_public(address: str) -> bool:
    """Not this machine, not its networks, also where the address hides in another's form."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if inner:
            ip = inner
        elif ip in NAT64:
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.is_global and not ip.is_multicast


def _outcome(answer: httpx.Response) -> str:
    code = str(answer.status_code)
    if answer.is_success:
        return code
    if answer.status_code in SLOW_DOWN:
        raise NotSent(code, wait=_asked(answer.headers.get("retry-after", "")))
    raise NotSent(code, for_good=answer.status_code == 410)


def _asked(retry_after: str) -> timedelta | None:
    """Seconds or a date, as RFC 9110 has it; None for anything else."""
    try:
        if retry_after.isascii() and retry_after.isdigit():
            return timedelta(seconds=min(int(retry_after[:9]), 10**6))
        return parsedate_to_datetime(retry_after) - datetime.now(UTC)
    except (ValueError, TypeError):
        return None


def _fault(row: Row) -> str:
    if not NAME.fullmatch(row.name):
        return "a name has small letters, digits and hyphens, 40 at most"
    try:
        url = httpx.URL(row.url)
    except httpx.InvalidURL:
        return "url is not an address"
    if url.scheme != "https" or not url.host or url.userinfo:
        return "url must begin with https:// and have no password in it"
    if not 1 <= len(row.secrets) <= MOST_SECRETS or not all(map(is_key, row.secrets)):
        return "one or two secrets, whsec_ and 24 to 64 bytes in base64, or whsk_ and a key"
    if unknown := set(row.types) - set(HOOK_TYPES):
        return f"no such type: {sorted(unknown)[0][:40]}"
    return ""
