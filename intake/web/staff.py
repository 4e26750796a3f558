"""The workplace: one landing page for each role, and nothing of the others'."""

from fastapi import APIRouter

from intake.web import chats, custodian, department, desk, login, oversight, searching, supervising

router = APIRouter(include_in_schema=False)
for part in (login, chats, desk, department, oversight, supervising, searching, custodian):
    router.include_router(part.router)
