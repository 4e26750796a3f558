"""Which key is this? For authors of programs, to see whether theirs works."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from intake.api import access
from intake.domain.administration import ApiKey

api = APIRouter(prefix="/api/v1", tags=["keys"])


class KeyOut(BaseModel):
    name: str
    scopes: list[str]
    office: str
    channel: str


@api.get("/key", summary="What a key may do", responses=access.REFUSED)
def which(key: Annotated[ApiKey, Depends(access.known)]) -> KeyOut:
    scopes = [scope.value for scope in key.scopes]
    return KeyOut(name=key.name, scopes=scopes, office=key.office, channel=key.channel)
