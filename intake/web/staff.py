"""The workplace: one landing page for each role, and nothing of the others'."""

from fastapi import APIRouter

from intake.web import (
    account,
    chats,
    custodian,
    department,
    desk,
    login,
    oversight,
    rises,
    searching,
    supervising,
    told,
)

router = APIRouter(include_in_schema=False)
PARTS = (
    login,
    account,
    chats,
    desk,
    department,
    oversight,
    rises,
    supervising,
    searching,
    custodian,
    told,
)
for part in PARTS:
    router.include_router(part.router)
