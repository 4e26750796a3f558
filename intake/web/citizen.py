"""The citizens' site: talk, look up, report under protection."""

from fastapi import APIRouter

from intake.web import (
    chat,
    continuing,
    guided,
    open_page,
    protected,
    protected_files,
    status,
    stream,
    survey,
    type_size,
)

router = APIRouter(include_in_schema=False)
PARTS = (
    chat,
    continuing,
    stream,
    status,
    guided,
    protected,
    protected_files,
    survey,
    open_page,
    type_size,
)  # fmt: skip
for part in PARTS:
    router.include_router(part.router)
