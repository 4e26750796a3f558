"""Nothing that people wrote gets into a log, at any level, not even with an exception.

Rasa logs messages, slots and the locals of every frame. After seal(), called with the first
message, a record tells place and kind only. Before it nobody has written anything, so starting
up may speak freely.
"""

import logging
import re
import sys
import warnings
from pathlib import Path
from typing import Any

import structlog
from rasa.utils import log_utils

EVENT_NAME = re.compile(r"[a-z_]+(\.[a-z_]+)+")  # structlog events of Rasa: "processor.actions.log"
_plain_record = logging.getLogRecordFactory()
_rasas_configure = log_utils.configure_structlog
_state = {"sealed": False}


class Safe(str):
    """A message known to hold nothing that people wrote."""

    __slots__ = ()


def seal() -> None:
    """Idempotent: from now on people's words are in this process."""
    if not _state["sealed"]:
        _state["sealed"] = True
        warnings.simplefilter("ignore")


def install() -> None:
    logging.setLogRecordFactory(_record)


def configure_structlog(log_level: int | None = None) -> None:
    """Rasa's own set-up, with our renderer in the place of what would print everything."""
    _rasas_configure(log_level)
    processors = [
        structlog.stdlib.filter_by_level,
        structlog.processors.add_log_level,
        _render,
    ]
    structlog.configure(processors=processors)


def _render(_logger: Any, _method: str, event: dict[str, Any]) -> str:
    name = str(event.get("event", ""))
    if not _state["sealed"]:
        return f"{event['level']} {name} {event.get('event_info', '')}".rstrip()
    name = name if EVENT_NAME.fullmatch(name) else "event"
    trouble = event.get("exc_info")
    error = sys.exc_info()[1] if trouble is True else trouble
    return Safe(f"{event['level']} {name}{kind(error)}")


def _record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _plain_record(*args, **kwargs)
    if not _state["sealed"] or isinstance(record.msg, Safe):
        return record
    error = record.exc_info[1] if record.exc_info else None
    record.msg = f"{record.levelname} {record.name}:{record.lineno}{kind(error)}"
    record.args, record.exc_info, record.exc_text, record.stack_info = (), None, None, None
    return record


def kind(error: Any) -> str:
    """The class of an exception and where it was raised; its message may quote anything."""
    if isinstance(error, tuple):
        error = error[1]
    if not isinstance(error, BaseException):
        return ""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return f" {type(error).__name__}{place}"
