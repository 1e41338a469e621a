"""The tables of due work: jobs, the lanes that keep two of them off one host, and how far long ones came.

What is due stands here and nowhere else, so that a crash or an emptied broker loses nothing; a
broker only carries messages about these rows.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import UNCACHED, Base, Identifier, partial_index


class Job(Base):
    """One piece of work, unique by its key however often it is asked for.

    `due` is when the scheduler must look at it next: its time while it waits, the end of its lease
    while it runs, empty when it is set aside. One index thus finds what waits and what was lost.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_lane_due", "lane", "due"),
        partial_index("ix_job_suspect", "due", where="suspect"),
        {"sqlite_autoincrement": True, "info": UNCACHED},
    )

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    key: Mapped[str] = mapped_column(String(255), unique=True)
    actor: Mapped[str] = mapped_column(String(40))
    payload: Mapped[str] = mapped_column(Text)  # JSON
    lane: Mapped[str] = mapped_column(String(300))  # empty = any number at once
    due: Mapped[int | None] = mapped_column(BigInteger)
    token: Mapped[str | None] = mapped_column(String(80))  # who holds the lease
    again: Mapped[int | None] = mapped_column(BigInteger)  # asked for once more while it runs
    attempts: Mapped[int]  # begun since the last result
    suspect: Mapped[bool]  # its last attempt died without a word, and it is handed out again
    set_aside: Mapped[str | None] = mapped_column(String(40))  # a code; no more attempts
    detail: Mapped[str | None] = mapped_column(Text)


class Lane(Base):
    """One host's queue: at most one job of a lane is handed out at a time.

    `look_at` is when the scheduler looks into the lane: never later than something in it can be
    handed out, never earlier than `free_at`. Too early costs one look, which moves it on.
    """

    __tablename__ = "lane"
    __table_args__ = ({"info": UNCACHED},)

    name: Mapped[str] = mapped_column(String(300), primary_key=True)
    free_at: Mapped[int] = mapped_column(BigInteger)
    look_at: Mapped[int] = mapped_column(BigInteger, index=True)
    token: Mapped[str | None] = mapped_column(String(80))  # of the lease that keeps it busy


class LongJob(Base):
    """One run of a long job, from when it was asked for until 30 days after its end: what people are shown.

    Whose turn it is, and where the work goes on, says the row of the same key in `job`.
    """

    __tablename__ = "long_job"
    __table_args__ = (
        # Of one key one runs or waits; those that have ended stay beside it.
        partial_index("ix_long_job_live", "key", where="ended_at IS NULL", unique=True),
        {"sqlite_autoincrement": True, "info": UNCACHED},
    )

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    key: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(Text)  # English, translated where it is shown
    asked_at: Mapped[int] = mapped_column(BigInteger)
    begun_at: Mapped[int | None] = mapped_column(BigInteger)
    reported_at: Mapped[int | None] = mapped_column(BigInteger)
    ended_at: Mapped[int | None] = mapped_column(BigInteger)
    done: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[int] = mapped_column(BigInteger)  # 0 = not known yet
    said: Mapped[str] = mapped_column(Text)  # what it does, or what came of it: English, with %(names)s
    figures: Mapped[str] = mapped_column(Text)  # JSON: what stands in the place of those names
    cancelled: Mapped[bool]  # somebody wants it ended; once it has ended: it was
