"""For the custodian's own computer: python -m intake.vault keygen, open, file, take, approve,
handover, receive."""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer
import yaml
from nacl.public import PrivateKey
from pydantic import ValidationError

from intake.domain.protected import TEXT, SealedFile
from intake.service.protected import unpadded
from intake.vault import opening, reading
from intake.vault.envelope import IDENTITY
from intake.vault.file_opening import open_file
from intake.vault.file_rows import read_file_head, read_files
from intake.vault.files import CannotOpenFile
from intake.vault.handing import HandingOver
from intake.vault.handler_keys import NotAKey, Suite, fingerprint, lock, new_pair, save_pair
from intake.vault.keys import make_key_pair
from intake.vault.opening import BoxOpener
from intake.vault.quorum import Request
from intake.vault.reading import CannotOpen, CannotUnlock, Refused
from intake.vault.reports import (
    DESK,
    open_item,
    open_label,
    open_request,
    read_bundle,
)

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__
)
RAW = 32  # bytes of a box's private key, which has no suite before it
LOCKED = "locked:"  # before the hex in a key file under a passphrase
KeyFile = Annotated[Path, typer.Option(help="the private key file")]


@app.command()
def keygen(
    folder: Path,
    name: str = "report",
    person: Annotated[bool, typer.Option(help="for a custodian or requester, not a box")] = False,
    passphrase: Annotated[bool, typer.Option(help="ask for one and lock the key with it")] = False,
) -> None:
    """Make a key pair; only the .pub file goes to the server."""
    if not person and not passphrase:
        make_key_pair(folder, name)
        typer.echo(folder / f"{name}.pub")
        return
    if person:
        pair = new_pair()
        public, private = pair.public, pair.private
    else:
        box = PrivateKey.generate()
        public, private = bytes(box.public_key), bytes(box)
    text = private.hex()
    if passphrase:
        words = typer.prompt(say("new_password"), hide_input=True, confirmation_prompt=True)
        text = LOCKED + lock(private, words).hex()
    try:
        save_pair(folder, name, public.hex(), text)
    except FileExistsError:
        raise _stopped("key_exists") from None
    typer.echo(folder / f"{name}.pub")
    typer.echo(say("fingerprint", fingerprint=fingerprint(public)))


@app.command()
def approve(
    request: Path,
    key: KeyFile,
    out: Annotated[Path, typer.Option(help="where to write the share for the requester")],
    yes: Annotated[bool, typer.Option(help="do not ask; the fingerprint was compared")] = False,
) -> None:
    """Give your share of one sealed item to the requester named in the request."""
    with _told():
        asked = _request(request)
        share = opening.approve(asked, _private(key), datetime.now(UTC))
        typer.echo(_summary(asked))
        if not yes and not typer.confirm(say("confirm")):
            raise _stopped("not_approved")
        out.write_bytes(share)
        typer.echo(say("approved", file=str(out)))


@app.command(name="open")
def open_sealed(
    sealed: Annotated[Path, typer.Argument(help="the .bin file fetched from the staff site")],
    key: KeyFile,
    request: Annotated[Path | None, typer.Option(help="the request that was approved")] = None,
    share: Annotated[list[Path] | None, typer.Option(help="one of two approved shares")] = None,
) -> None:
    """Print one sealed report, or an identity for which two shares were approved.

    Nothing is written to disk.
    """
    with _told():
        if request is None and not share:
            typer.echo(_harmless(_report(sealed.read_bytes(), _private(key))))
            return
        if request is None or len(share or ()) != 2:
            raise _stopped("needs_all")
        asked, grants = _request(request), [path.read_bytes() for path in share or ()]
        plain = opening.open_granted(
            asked, sealed.read_bytes(), grants, _private(key), datetime.now(UTC)
        )
        is_dummy = asked.item == IDENTITY and not plain
        typer.echo(say("no_identity") if is_dummy else _harmless(plain.decode()))


@app.command()
def file(
    sealed: Annotated[
        Path, typer.Argument(help="the file of a report, fetched from the staff site")
    ],
    key: KeyFile,
    out: Annotated[Path, typer.Option(help="the folder to write it to")],
) -> None:
    """Open a photo, paper or recording. It is written to a folder of yours."""
    with _told(), sealed.open("rb") as stream:
        report, row = read_file_head(stream.readline())
        label = open_label(report, row, _desk(_private(key)))
        # Never the reporter's own name for it, which may lead out of the folder.
        if not all(part.isalnum() for part in (report, row.attachment, label.type)):
            raise CannotOpen
        kind = "original" if row.is_original else "copy"
        path = out / f"{report}-{row.attachment}-{kind}.{label.type}"
        if path.exists():
            raise _stopped("file_exists", file=path.name)
        ids = {"report": report, "attachment": row.name}
        part = path.with_name(path.name + ".part")
        try:
            with part.open("w+b") as plain:
                open_file(stream, plain, key=bytes.fromhex(label.key), **ids)
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
        typer.echo(say("file_opened", file=str(path)))
        if label.name:
            typer.echo(say("file_called", called=_harmless(label.name)))


@app.command()
def handover(
    shares: Annotated[Path, typer.Argument(help="the file from `yihao custodians export`")],
    key: KeyFile,
    out: Annotated[Path, typer.Option(help="where to write it for the successor")],
    yes: Annotated[bool, typer.Option(help="do not ask; the fingerprint was compared")] = False,
) -> None:
    """Leave: seal your own shares to your successor."""
    with _told():
        given = HandingOver.read(shares.read_bytes())
        fresh = opening.seal_to_successor(given, _private(key))
        mark = fingerprint(given.successor_key)
        typer.echo(say("handing", to=_harmless(given.successor), fingerprint=mark))
        if not yes and not typer.confirm(say("confirm_handing")):
            raise _stopped("not_approved")
        out.write_text(fresh.model_dump_json())
        typer.echo(say("handed", file=str(out), count=str(len(fresh.rows))))


@app.command()
def receive(
    shares: Annotated[Path, typer.Argument(help="the file that the leaver wrote")], key: KeyFile
) -> None:
    """Succeed: see whether all shares open, before `yihao custodians import`."""
    with _told():
        count = opening.check_shares(HandingOver.read(shares.read_bytes()), _private(key))
        typer.echo(say("received", count=str(count)))


@app.command()
def take(
    sealed: Annotated[Path, typer.Argument(help="the request fetched from the staff site")],
    key: KeyFile,
    out: Annotated[Path, typer.Option(help="where to write the request for the custodians")],
) -> None:
    """Open your own request. Writes it for the custodians, and the sealed item beside it."""
    with _told():
        request, item = open_request(sealed.read_bytes(), _private(key))
        beside = out.with_suffix(".bin")
        out.write_bytes(request)
        beside.write_bytes(item)
        typer.echo(say("taken", request=str(out), item=str(beside)))


def _report(content: bytes, private: bytes) -> str:
    """A report in words, one line for who said it and when before each part."""
    if not content.startswith(b"{"):  # from before there were items
        return unpadded(BoxOpener(private).open(content)).decode()
    report, items = read_bundle(content)
    desk = _desk(private)
    parts = [
        f"{say('by_' + item.by, on=item.on.isoformat())}\n{open_item(report, item, DESK, desk)}"
        for item in items
        if item.name == TEXT or item.is_message
    ]
    return "\n\n".join([report, *parts, *_files(report, read_files(content), desk)])


def _files(report: str, rows: Iterable[SealedFile], desk: bytes) -> Iterator[str]:
    """What there is to fetch, and what was found in it; not what the reporter calls it."""
    numbers: dict[str, int] = {}
    for row in rows:
        number = numbers.setdefault(row.attachment, len(numbers) + 1)
        label = open_label(report, row, desk)
        words = "file_original" if row.is_original else "file_copy"
        lines = [say(words, number=str(number), on=row.on.isoformat(), type=label.type)]
        if label.traces:
            lines.append(say("file_traces", traces="、".join(label.traces)))
        yield "\n".join([*lines, *([label.remark] if label.remark else [])])


def _desk(private: bytes) -> bytes:
    return private if len(private) > RAW else bytes([Suite.X25519]) + private


def say(name: str, **values: str) -> str:
    return _words()[name].format_map(values)


@cache
def _words() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load((files(__package__) / "words.yml").read_text("utf-8"))
    return loaded


def _stopped(name: str, **values: str) -> typer.Exit:
    typer.echo(say(name, **values), err=True)
    return typer.Exit(1)


@contextmanager
def _told() -> Iterator[None]:
    """Say in a sentence what went wrong. No trace: it could show a key or an identity."""
    try:
        yield
    except CannotUnlock:
        raise _stopped("wrong_password") from None
    except Refused as refusal:
        raise _stopped(refusal.reason) from None
    except OSError:
        raise _stopped("no_file") from None
    except NotAKey:
        raise _stopped("bad_request") from None
    except (CannotOpen, CannotOpenFile, ValueError):
        raise _stopped("unopened") from None


def _request(path: Path) -> Request:
    try:
        return Request.model_validate_json(path.read_bytes())
    except ValidationError:
        raise _stopped("bad_request") from None


def _private(path: Path) -> bytes:
    text = path.read_text().strip()
    if not text.startswith(LOCKED):
        return bytes.fromhex(text)
    locked = bytes.fromhex(text.removeprefix(LOCKED))
    return reading.unlock(locked, typer.prompt(say("password"), hide_input=True))


def _summary(asked: Request) -> str:
    """One line for each, so that a motivation cannot pose as another line."""
    values = {
        "id": asked.id,
        "report": asked.report,
        "item": say("identity") if asked.item == IDENTITY else asked.item,
        "requester": asked.requester,
        "fingerprint": fingerprint(asked.requester_key),
        "motivation": asked.motivation,
        "expires": asked.expires.isoformat(),
    }
    return say("asked", **{k: _harmless(" ".join(v.split())) for k, v in values.items()})


def _harmless(text: str) -> str:
    """Without control and direction signs, which could make a terminal show something else."""
    return "".join(c if c in "\n\t" or unicodedata.category(c)[0] != "C" else "�" for c in text)


if __name__ == "__main__":
    app()
