"""Open what web processes never may: contacts, and what only a quorum opens.

Only the vault worker and the custodian's own tool hold such keys.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from shamir_mnemonic import MnemonicError, decode_mnemonics, recover_ems

from intake.vault.envelope import Envelope, Place, enclose
from intake.vault.handing import HandingOver
from intake.vault.quorum import NEEDED, Request
from intake.vault.reading import (
    CannotOpen,
    Refused,
    disclose,
    open_content,
    pair_of,
)


class BoxOpener:
    def __init__(self, private_key: bytes):
        self._box = SealedBox(PrivateKey(private_key))

    def open(self, sealed: bytes) -> bytes:
        try:
            return bytes(self._box.decrypt(sealed))
        except CryptoError:
            raise CannotOpen from None


def open_share(wrapped: bytes, place: Place, custodian: str, private: bytes) -> bytes:
    return disclose(wrapped, private, place, "share", (custodian,))


def hand_over(
    envelope: Envelope, leaver: str, private: bytes, successor: str, public: bytes
) -> Envelope:
    """The leaver's share sealed to the successor instead. Raise Refused where the successor has
    one already: two shares are the quorum; CannotOpen where it is not the leaver's."""
    if successor in envelope.wraps:
        raise Refused("has_a_share")
    wraps, place = dict(envelope.wraps), envelope.place
    share = open_share(wraps.pop(leaver, b""), place, leaver, private)
    wraps[successor] = enclose(share, public, place, "share", (successor,))
    return replace(envelope, wraps=wraps)


def seal_to_successor(given: HandingOver, private: bytes) -> HandingOver:
    """All of them, on the leaver's own computer. Raise CannotOpen."""
    rows = []
    for row in given.rows:
        mine = Envelope(row.place, {}, {given.leaver: row.wrap})
        theirs = hand_over(mine, given.leaver, private, given.successor, given.successor_key)
        rows.append(row.model_copy(update={"wrap": theirs.wraps[given.successor]}))
    return given.model_copy(update={"rows": rows})


def check_shares(given: HandingOver, private: bytes) -> int:
    """On the successor's own computer: how many there are. Raise CannotOpen for one that does not
    open."""
    for row in given.rows:
        open_share(row.wrap, row.place, given.successor, private)
    return len(given.rows)


def approve(request: Request, private: bytes, now: datetime) -> bytes:
    """A custodian's share, taken out of the request and put in an envelope for the requester.

    Raise Refused. Asking for another item than the shares were made for fails like a share that
    is somebody else's: both do not open.
    """
    if not request.motivation.strip():
        raise Refused("no_motivation")
    if request.expires <= now:
        raise Refused("expired")
    # Any custodian, not only this one: with his own share he would need one approval, not two.
    is_same_key = request.requester_key == pair_of(private).public
    if request.requester in request.shares or is_same_key:
        raise Refused("own_request")
    for custodian, wrapped in request.shares.items():
        try:
            share = open_share(wrapped, request.place, custodian, private)
        except CannotOpen:
            continue
        readers = request.readers(custodian)
        return enclose(share, request.requester_key, request.place, "grant", readers)
    raise Refused("not_this_item")


def open_granted(
    request: Request, sealed: bytes, grants: Sequence[bytes], private: bytes, now: datetime
) -> bytes:
    """The item asked for, from two custodians' grants. Raise Refused when late, or CannotOpen."""
    if request.expires <= now:
        raise Refused("expired")
    shares = [_open_grant(request, grant, private) for grant in grants]
    return open_content(sealed, join(shares), request.place)


def join(shares: Iterable[bytes]) -> bytes:
    """The key, from two different shares (more are not looked at). Raise CannotOpen."""
    try:
        words = [share.decode().strip() for share in dict.fromkeys(shares)]
        whole = recover_ems(decode_mnemonics(words[:NEEDED]))
        # Until November 2026 an empty passphrase was stretched.
        return bytes(whole.decrypt(b"") if whole.extendable else whole.ciphertext)
    except (MnemonicError, ValueError):  # whose messages hold words of a share
        raise CannotOpen from None


def _open_grant(request: Request, grant: bytes, private: bytes) -> bytes:
    for custodian in request.shares:
        try:
            return disclose(grant, private, request.place, "grant", request.readers(custodian))
        except CannotOpen:
            continue
    raise CannotOpen
