"""Messages as files in a folder, for one machine without an SMS contract."""

import os
from pathlib import Path

from intake.domain.delivery import NotSent
from intake.ports.sending import Message


class ConsoleMessenger:
    """Each message becomes one file, readable by its owner alone."""

    def __init__(self, folder: Path):
        self._folder = folder

    def send(self, to: str, message: Message, id: str) -> str:
        path = self._folder / f"{id}.txt"
        part = path.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            part.unlink(missing_ok=True)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(f"{to}\n{message.text}\n")
            part.rename(path)  # whoever takes files away finds none that is half written
        except OSError:
            raise NotSent("no-folder") from None
        return "file"
