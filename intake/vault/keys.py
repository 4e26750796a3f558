"""Make and keep key files: private parts readable by their owner alone."""

import os
from pathlib import Path

from nacl.public import PrivateKey


def make_key_pair(folder: Path, name: str) -> None:
    """Write NAME.key (mode 600) and NAME.pub as hex, unless they are there."""
    private, public = folder / f"{name}.key", folder / f"{name}.pub"
    if public.exists():
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = PrivateKey.generate()
    handle = os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(bytes(key).hex() + "\n")
    public.write_text(bytes(key.public_key).hex() + "\n")
