"""Signing out, also while nothing can be written.

The browser forgets its cookie in any case. The row of the session, which a copy of the cookie would still
open, is removed as soon as there is room again.
"""

from __future__ import annotations

import logging
import threading
import time

from app.accounts import service
from app.db import Database
from app.disk import Disk

_LOOK_S = 1.0

_log = logging.getLogger(__name__)


def leave(db: Database, disk: Disk, session_id: str) -> bool:
    """End a session: at once (True), or when the disk takes it (False), unless the process ends before.

    Raises what the database fails with for another reason than the disk.
    """
    try:
        service.sign_out(db, session_id)
    except Exception as error:
        if disk.failed(error) == "ok":
            raise
        # A session that is not there is not removed, so there are no more of these than sessions.
        threading.Thread(target=_later, args=(db, disk, session_id), name="leaving", daemon=True).start()
        return False
    return True


def _later(db: Database, disk: Disk, session_id: str) -> None:
    while True:
        time.sleep(_LOOK_S)
        if disk.state() != "ok":
            continue
        try:
            service.sign_out(db, session_id)
        except Exception as error:
            if disk.failed(error) == "ok":
                _log.error("a session could not be ended after its sign-out", exc_info=error)
                return
        else:
            return
