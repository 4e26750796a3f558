"""Who asks: keys that programs show, what they may do, and how often."""

from collections.abc import Callable
from threading import Lock
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from intake.api.problems import MEDIA_TYPE, Problem
from intake.domain.administration import ApiKey, Scope
from intake.domain.errors import KeyNeeded, TooManyRequests
from intake.domain.flood import Bucket, Limits
from intake.ports import Ports
from intake.service import keys

bearer = HTTPBearer(
    auto_error=False,
    scheme_name="key",
    description="A key that an administrator made: `Authorization: Bearer yihao_…`. "
    f"What it may do: {', '.join(f'`{scope.value}`' for scope in Scope)}.",
)
Shown = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
REFUSED: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": why}
    for code, why in {
        401: "No key, an unknown one, or a revoked one",
        403: "The key does not have this scope",
        429: "Too many requests with this key; see Retry-After",
    }.items()
}


class Rates:
    """So many requests a minute for each key; in this process alone."""

    _lock = Lock()

    def __init__(self, limits: Limits):
        self._limits = limits
        self._buckets: dict[str, Bucket] = {}

    def take(self, key: ApiKey, ports: Ports) -> None:
        """Raise TooManyRequests."""
        now = ports.clock()
        with self._lock:
            full = Bucket(self._limits, self._limits.burst, now)
            early = self._buckets.setdefault(key.id, full).take(now)
        if early:
            raise TooManyRequests(seconds=int(early) + 1)


def known(request: Request, shown: Shown) -> ApiKey:
    """Raise KeyNeeded, TooManyRequests."""
    ports: Ports = request.app.state.ports
    if shown is None:
        raise KeyNeeded
    found = keys.whose(shown.credentials.strip(), ports=ports)
    rates: Rates = request.app.state.rates
    rates.take(found, ports)
    return found


def may(scope: Scope) -> Callable[..., ApiKey]:
    def check(key: Annotated[ApiKey, Depends(known)]) -> ApiKey:
        keys.need_scope(key, scope)
        return key

    return check


def may_have(scope: Scope) -> Callable[..., ApiKey | None]:
    """No key is needed. One that is shown has to be good."""

    def check(request: Request, shown: Shown) -> ApiKey | None:
        if shown is None:
            return None
        key = known(request, shown)
        keys.need_scope(key, scope)
        return key

    return check
