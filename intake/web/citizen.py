"""The citizens' site: talk, look up, report under protection."""

from fastapi import APIRouter, Depends

from intake.web import chat, protected, status, stream, type_size
from intake.web.guard import same_site

router = APIRouter(dependencies=[Depends(same_site)], include_in_schema=False)
for part in (chat, stream, status, protected, type_size):
    router.include_router(part.router)
