"""The workplace: one landing page for each role, and nothing of the others'."""

from fastapi import APIRouter

from intake.web import (
    account,
    admin,
    after_answer,
    beside,
    chats,
    custodian,
    department,
    desk,
    elsewhere,
    excluding,
    exports,
    extending,
    login,
    oversight,
    passkeys,
    performance,
    ring_backs,
    rises,
    searching,
    seats,
    several,
    stand_ins,
    supervising,
    told,
    tracks,
    views,
    visits,
)

router = APIRouter(include_in_schema=False)
PARTS = (
    login, account, passkeys, elsewhere, chats, seats, ring_backs, desk, several, department,
    beside, after_answer, oversight, rises, supervising, excluding, extending, performance,
    visits, searching, custodian, told, tracks, views, exports, stand_ins, *admin.PARTS,
)  # fmt: skip
for part in PARTS:
    router.include_router(part.router)
