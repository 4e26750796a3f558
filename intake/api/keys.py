"""Which key is this? For authors of programs, to see whether theirs works."""

from typing import Annotated

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel

from intake.domain.errors import NotAllowed
from intake.ports import Ports
from intake.service import keys

api = APIRouter(prefix="/api/v1", tags=["keys"])
BEARER = "Bearer "


class KeyOut(BaseModel):
    name: str
    scopes: list[str]


@api.get("/key", summary="What a key may do")
def which(request: Request, authorization: Annotated[str, Header(max_length=200)] = "") -> KeyOut:
    ports: Ports = request.app.state.ports
    if not authorization.startswith(BEARER):
        raise NotAllowed
    found = keys.whose(authorization.removeprefix(BEARER).strip(), ports=ports)
    return KeyOut(name=found.name, scopes=[scope.value for scope in found.scopes])
