"""Log lines of the processes without a web: the same form, on stderr, as the web's."""

from __future__ import annotations

import logging
import sys

from app.web.log import LineFormatter


def set_up(form: str) -> None:
    """Send what these processes log to stderr, as "text" or "json" lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter(form))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # They tell of every start and stop of a thread.
    for name in ("dramatiq", "alembic", "trafilatura"):
        logging.getLogger(name).setLevel(logging.WARNING)
