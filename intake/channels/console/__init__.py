"""Messages as files in a folder, for one machine without an SMS contract."""

import os
from pathlib import Path
from uuid import uuid4


class ConsoleChannel:
    """Each message becomes one file, readable by its owner alone."""

    def __init__(self, folder: Path):
        self._folder = folder

    def send(self, contact: str, text: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{uuid4()}.txt"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{contact}\n{text}\n")
