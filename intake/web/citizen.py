"""The citizens' site: talk, look up, report under protection."""

from fastapi import APIRouter

from intake.web import chat, guided, protected, protected_files, status, stream, survey, type_size

router = APIRouter(include_in_schema=False)
for part in (chat, stream, status, guided, protected, protected_files, survey, type_size):
    router.include_router(part.router)
