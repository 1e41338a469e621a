"""The actor that draws pictures. All of its work is `app.captcha.image.pool`; here is only its wiring."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app import jobs
from app.captcha.image.pool import refill
from app.db import Database
from app.features import enabled
from app.settings import Settings
from workers.perform import Work


@contextmanager
def captcha(db: Database, settings: Settings) -> Iterator[Work]:
    """The work of the captcha actor; none where the captchas are switched off."""
    needed = any(feature.switch == "captcha" for feature in enabled(settings))

    def work(lease: jobs.Lease) -> None:
        if needed:
            refill(db, lease)
        else:
            with db.write() as session:
                jobs.finish(session, lease)

    yield work
