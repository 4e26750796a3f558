"""Files for a protected report: sent as they come, looked at, then sent for good or dropped."""

from dataclasses import dataclass, field
from functools import partial

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from intake.domain.errors import FileTooLarge, IntakeError, UploadBroken
from intake.domain.receipt import parse_receipt
from intake.ports import Ports
from intake.service import attaching
from intake.service.attaching import Attached, Incoming
from intake.web import pages
from intake.web.dependencies import PortsHere
from intake.web.protected import Typed, after, letters
from intake.web.uploads import Piece, pieces

LONGEST_RECEIPT = 200  # bytes, with all the blanks one may type
# Looking into a file takes a process of its own and much memory: the others wait their turn.
AT_ONCE = 2
router = APIRouter(prefix="/protected/inbox/file")


@dataclass
class Upload:
    """What has come of one form: the receipt, then the file."""

    ports: Ports
    receipt: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    incoming: Incoming | None = None
    problem: IntakeError | None = None

    async def take(self, piece: Piece) -> None:
        """After a problem the rest is read and thrown away: the browser then sees our answer."""
        if self.problem:
            return
        try:
            if piece.name == "receipt":
                self.receipt += piece.content.decode("utf-8", "replace")
                self.receipt = self.receipt[:LONGEST_RECEIPT]
            elif piece.file is not None:
                await self._take_file(piece)
        except IntakeError as error:
            self.problem = error
            await self.drop()

    async def _take_file(self, piece: Piece) -> None:
        if self.incoming is None:
            self.name = piece.file or ""
            begin = partial(attaching.begin, self.receipt, ports=self.ports)
            self.incoming = await run_in_threadpool(begin)
        if piece.content:
            await run_in_threadpool(self.incoming.take, piece.content)

    async def finish(self, limiter: CapacityLimiter) -> Attached:
        if self.problem:
            raise self.problem
        if self.incoming is None:
            raise UploadBroken
        return await to_thread.run_sync(self.incoming.finish, self.name, limiter=limiter)

    async def drop(self) -> None:
        if self.incoming:
            await run_in_threadpool(self.incoming.drop)


@router.post("")
async def upload(request: Request, ports: PortsHere) -> Response:
    coming = Upload(ports)
    try:
        async for piece in pieces(request):
            await coming.take(piece)
        attached = await coming.finish(_limiter(request))
    except ClientDisconnect:
        return Response(status_code=400)  # nobody reads it
    except HTTPException:  # far beyond what we read to the end
        return await _again(request, coming, FileTooLarge())
    except IntakeError as error:
        return await _again(request, coming, error)
    finally:
        await coming.drop()
    bare = parse_receipt(coming.receipt)
    return pages.page(request, "citizen/protected_file.html", found=attached, receipt=bare)


@router.post("/send")
def send(request: Request, ports: PortsHere, receipt: Typed = "", file: Typed = "") -> Response:
    act = partial(attaching.send, receipt, file, ports=ports)
    return after(request, ports, receipt, act, "file_sent")


@router.post("/drop")
def drop(request: Request, ports: PortsHere, receipt: Typed = "", file: Typed = "") -> Response:
    act = partial(attaching.drop, receipt, file, ports=ports)
    return after(request, ports, receipt, act, "file_dropped")


async def _again(request: Request, coming: Upload, error: IntakeError) -> Response:
    """The inbox with the sentence; where no receipt came, the page that asks for it."""
    show = partial(
        letters, request, coming.ports, coming.receipt,
        problem=pages.sentence(error), status=error.status,
    )  # fmt: skip
    return await run_in_threadpool(show)


def _limiter(request: Request) -> CapacityLimiter:
    """One for the process, made where its event loop runs."""
    state = request.app.state
    if not hasattr(state, "examining"):
        state.examining = CapacityLimiter(AT_ONCE)
    limiter: CapacityLimiter = state.examining
    return limiter
