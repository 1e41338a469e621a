"""Two feeds of the tests' own: birds in one answer, and birds in pages."""

from __future__ import annotations

import msgspec
from sqlalchemy.orm import Session

from app.clock import DAY, MINUTE
from app.feature import Feature
from app.feeds.feed import Counts, Feed, FeedReading, Rows
from app.feeds.refused import Refused
from app.series.source import Described
from app.series.stored import OutOfOrder, Value, keep
from tests.feeds.birds_payload import Bird


def store(session: Session, reading: FeedReading, rows: Rows) -> Counts:
    """A value a kind; half is written when an owl comes, which may not be."""
    new = changed = 0
    for bird in rows.of(Bird):
        series = Described(key=f"bird:{bird.name}", label=bird.name, unit="", kind="count")
        try:
            kept = keep(session, series, {DAY: Value(bird.count)}, known_at=reading.as_of)
        except OutOfOrder:
            raise Refused("This answer is older than what is known.") from None
        new, changed = new + kept.new, changed + kept.revised
        if bird.name == "owl":
            raise Refused("Owls are not counted by day.", "birds[%(name)s]", name=bird.name)
    return Counts(new, changed, len(rows) - new - changed, 0)


def _feed(name: str, path: str, **more: object) -> Feed:
    return msgspec.convert(
        {
            "name": name,
            "label": "Birds",
            "base": "HUD_FEED_USGS",
            "path": path,
            "fresh": 5 * MINUTE,
            "parse": "tests.feeds.birds_payload:parse",
            "store": "tests.feeds.birds:store",
            "whom": "the bird watchers",
            **more,
        },
        Feed,
    )


FEEDS = (
    _feed("birds", "/birds.json", seconds=0.3),
    _feed("birds-few", "/few.json", keep_count=2),
    _feed("birds-pages", "/pages.json?per_page=2", pages=True),
)
FEATURE = Feature("birds_feature", "/", feeds="tests.feeds.birds:FEEDS")
