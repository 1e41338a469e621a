"""One structured line for what went wrong, under the number the reader was shown.

Whatever came from outside is escaped, so a line stays a line and a terminal stays untouched. Addresses of
clients are shortened and e-mail addresses masked: a log lies about for longer than anybody answers for it.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.masks import mask
from app.web.shorten import mask_mailboxes, shorten

if TYPE_CHECKING:
    # The workers write their lines with this formatter too, and do without the web framework.
    from app.web.request.info import RequestInfo

_log = logging.getLogger("hud.web")
_MOST = 2_000  # characters of one value


class LineFormatter(logging.Formatter):
    """A record as one line: readable words, or one JSON object."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self._json = form == "json"

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of text or JSON, without the passwords of the settings."""
        return mask(self._line(record))

    def _line(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = dict(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[0] is not None:
            fields["trace"] = "".join(traceback.format_exception(*record.exc_info))[-8_000:]
        # Whoever wrote the message, an e-mail address is nobody's business who reads the log.
        fields = {
            name: mask_mailboxes(value) if isinstance(value, str) else value for name, value in fields.items()
        }
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        message = mask_mailboxes(record.getMessage())
        if self._json:
            line = {"at": at, "level": record.levelname.lower(), "log": record.name, "message": message}
            return json.dumps(line | fields, default=str)
        pairs = " ".join(f"{name}={_escaped(str(value))}" for name, value in fields.items())
        return f"{at} {record.levelname:<7} {_escaped(message, quoted=False)} {pairs}".rstrip()


class _Stderr(logging.Handler):
    """Writes to whatever stderr is at the moment, also after somebody has put another in its place."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; a stderr that is gone is no reason to fail a request."""
        with suppress(OSError, ValueError):
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()


def set_up(form: str) -> None:
    """Send HUD's log lines to stderr as `form` ("text" or "json"); done once in a process."""
    handler = _Stderr()
    handler.setFormatter(LineFormatter(form))
    log = logging.getLogger("hud")
    log.handlers[:] = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False


def refused(info: RequestInfo, status: int, error: Exception) -> None:
    """Note that a request ended in `status`; with the way it came about if the fault is ours."""
    fields = {
        "request": info.number,
        "status": status,
        "method": info.method,
        "path": info.path[:_MOST],
        "client": shorten(info.address),
        "error": type(error).__name__,
    }
    if status >= 500:
        unforeseen = error if status == 500 else None
        _log.error("request failed", extra={"fields": fields}, exc_info=unforeseen)
    else:
        _log.info("request refused", extra={"fields": fields})


def _escaped(value: str, quoted: bool = True) -> str:
    text = json.dumps(value[: _MOST * 4])
    if not quoted or (value.isascii() and value.isprintable() and " " not in value and '"' not in value):
        return text[1:-1]
    return text
