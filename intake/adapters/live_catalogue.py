"""What processes know of the catalogue, and know anew when an administrator changed a file."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from routing import catalogue
from routing.catalogue import Catalogue, CatalogueError

log = logging.getLogger("yihao.catalogue")
Build = Callable[[Catalogue], Any]


def stamp(folder: Path) -> int:
    """Another number after each file put in place: replacing one changes its folder's time."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


class LiveCatalogue:
    """Raise CatalogueError at first; later a catalogue that does not load leaves things as they
    are, for a citizen is better served by yesterday's list than by none."""

    def __init__(self, folder: Path, builds: Mapping[str, Build]):
        self._folder, self._builds = folder, builds
        self._lock = Lock()
        self._stamp = stamp(folder)
        self._built = self._build()

    def part(self, name: str) -> Any:
        return _Part(self, name)

    def now(self, name: str) -> Any:
        latest = stamp(self._folder)
        if latest != self._stamp:
            with self._lock:
                if latest != self._stamp:
                    self._renew(latest)
        return self._built[name]

    def _renew(self, latest: int) -> None:
        try:
            self._built = self._build()
        except CatalogueError as error:
            log.error("the changed catalogue does not load, the one before goes on: %s", error.file)
        self._stamp = latest

    def _build(self) -> dict[str, Any]:
        facts = catalogue.load(over=(self._folder,))
        return {name: build(facts) for name, build in self._builds.items()}


class _Part:
    """Stands for what was built last."""

    def __init__(self, live: LiveCatalogue, name: str):
        self._live, self._name = live, name

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__") or attribute in ("_live", "_name"):
            raise AttributeError(attribute)
        return getattr(self._live.now(self._name), attribute)
