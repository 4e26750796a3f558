"""What the environment says. Every X may be given as X_FILE, naming a file."""

import os
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet

SHORTEST_TOKEN = 32


def read(name: str) -> str:
    """The value of `name`, or "" where it is not set."""
    path = os.environ.get(name + "_FILE")
    if not path:
        return os.environ.get(name, "").strip()
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SystemExit(f"{name}_FILE: {error.strerror}") from None


def bot_token() -> str:
    token = read("YIHAO_BOT_TOKEN")
    if len(token) < SHORTEST_TOKEN:
        raise SystemExit(f"YIHAO_BOT_TOKEN: at least {SHORTEST_TOKEN} characters")
    return token


def tracker_keys() -> tuple[MultiFernet, bytes]:
    """Fernet keys, separated by commas: the first writes, all read. And the last, as a pepper."""
    keys = [key.strip() for key in read("YIHAO_TRACKER_KEYS").split(",") if key.strip()]
    if not keys:
        raise SystemExit("YIHAO_TRACKER_KEYS: not set; nothing is kept unencrypted")
    try:
        return MultiFernet([Fernet(key) for key in keys]), keys[-1].encode()
    except ValueError:
        raise SystemExit("YIHAO_TRACKER_KEYS: not a Fernet key") from None


def redis_url() -> str:
    """Where several processes share conversations; "" keeps them in this one's memory."""
    return read("YIHAO_TRACKER_REDIS_URL")
