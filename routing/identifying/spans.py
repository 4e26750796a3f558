"""Where a text may identify its writer, and how to cut those words out and put them back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

# What stands for a person by itself; anything else is told by the words around it.
STRUCTURED = ("id_card", "bank_card", "phone", "email", "wechat_qq", "plate")
SHORTEST = 2  # characters worth keeping of what another span has cut short


@dataclass(frozen=True, order=True)
class Span:
    """`text[start:end]`. `sure` says that it would be odd to leave it in; otherwise it is a hint.
    `why` is a code of identifying.yml."""

    start: int
    end: int
    kind: str
    sure: bool = False
    why: str = ""

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Piece:
    """What was cut out; `start` is where its placeholder begins in the text that is left."""

    start: int
    placeholder: str
    kind: str
    words: str = field(repr=False)


def settle(found: Iterable[Span]) -> tuple[Span, ...]:
    """Sort and leave no overlap. Numbers keep their own place and cut others short; circumstances
    that overlap become one."""
    numbers: list[Span] = []
    rest: list[Span] = []
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        _join(numbers if span.kind in STRUCTURED else rest, span)
    return tuple(sorted([*numbers, *_outside(rest, numbers)]))


def _join(spans: list[Span], span: Span) -> None:
    """Add to sorted spans; where it overlaps the last one, both become one."""
    if not spans or not spans[-1].overlaps(span):
        spans.append(span)
        return
    last = spans[-1]
    # The longer names the kind, a sure one before a hint, a narrower one before a job.
    main = max(last, span, key=lambda one: (one.sure, one.end - one.start, one.kind != "job"))
    spans[-1] = Span(
        last.start, max(last.end, span.end), main.kind, last.sure or span.sure, main.why
    )


def _outside(rest: Sequence[Span], numbers: Sequence[Span]) -> list[Span]:
    """The parts of the rest that no number covers. Both are sorted, so one walk is enough."""
    left, at = [], 0
    for span in rest:
        while at < len(numbers) and numbers[at].end <= span.start:
            at += 1
        start, here = span.start, at
        while here < len(numbers) and numbers[here].start < span.end:
            left.append((span, start, numbers[here].start))
            start = numbers[here].end
            here += 1
        left.append((span, start, span.end))
    return [
        Span(start, end, span.kind, span.sure, span.why)
        for span, start, end in left
        if end - start >= SHORTEST or (start, end) == (span.start, span.end)
    ]


def cut(
    text: str, spans: Iterable[Span], placeholder: Callable[[str], str]
) -> tuple[str, tuple[Piece, ...]]:
    """Put a placeholder for each span. `spans` may be only those that the writer confirmed, in any
    order; they must not overlap."""
    out: list[str] = []
    pieces: list[Piece] = []
    at = length = 0
    for span in sorted(spans):
        if not at <= span.start < span.end <= len(text):
            raise ValueError("spans overlap or lie outside the text")
        sign = placeholder(span.kind)
        length += span.start - at
        pieces.append(Piece(length, sign, span.kind, text[span.start : span.end]))
        out += (text[at : span.start], sign)
        length += len(sign)
        at = span.end
    return "".join([*out, text[at:]]), tuple(pieces)


def put_back(text: str, pieces: Iterable[Piece]) -> str:
    """Undo cut(). Raises ValueError where the text was changed in between."""
    out: list[str] = []
    at = 0
    for piece in sorted(pieces, key=lambda piece: piece.start):
        if piece.start < at or not text.startswith(piece.placeholder, piece.start):
            raise ValueError("a placeholder is not where it was put")
        out += (text[at : piece.start], piece.words)
        at = piece.start + len(piece.placeholder)
    return "".join([*out, text[at:]])
