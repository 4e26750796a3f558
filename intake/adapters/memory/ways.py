"""Ways into conversations, in memory."""

from intake.domain.continuing import WayIn


class MemoryWaysIn:
    def __init__(self, rows: dict[str, WayIn]):
        self._rows = rows

    def add(self, way: WayIn) -> None:
        self._rows[way.digest] = way

    def get(self, digest: str) -> WayIn | None:
        return self._rows.get(digest)

    def forget_codes(self, conversation: str) -> None:
        for way in [one for one in self._rows.values() if one.conversation == conversation]:
            if way.until is not None:
                del self._rows[way.digest]

    def forget(self, conversations: list[str]) -> None:
        for way in [one for one in self._rows.values() if one.conversation in conversations]:
            del self._rows[way.digest]
